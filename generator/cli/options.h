/* SPDX-License-Identifier: BSD-3-Clause
 * options.h: the command line.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <getopt.h>

#include "diag/diag.h"
#include "model/model.h"

struct settings;

/* What a value of the command line is, for shells to complete. */
enum value_kind {
	VALUE_NONE,
	VALUE_TEXT, /* that no shell knows */
	VALUE_FILE,
	VALUE_DIRECTORY,
	VALUE_BOARD, /* a file, or the name of a built-in board */
	VALUE_RELEASE,
	VALUE_TARGET,
	VALUE_HARDENING, /* a list, separated by commas */
	VALUE_FORMAT,
	VALUE_REPORT,	   /* FORMAT=FILE */
	VALUE_PLAN_FORMAT, /* VALUE_FORMAT of a verb that prints the plan */
	VALUE_GRAPH_FORMAT,
	VALUE_PAGE_FORMAT, /* of the verb report */
	VALUE_DIFF_FORMAT,
	VALUE_COLOR,
	VALUE_LEVEL,	    /* of --fail-on */
	VALUE_DEPENDENCIES, /* D, F or T, and a value of its own */
	VALUE_WARNING,
	VALUE_RULE,
	VALUE_SHELL,
	VALUE_VERB,
	VALUE_LAST = VALUE_VERB,
};

/* An option of the command line, or the heading of those that follow: that has a help only. */
struct option_row {
	struct option option; /* `val` is the short form; without a name there is only that */
	enum value_kind value;
	const char *help;  /* lines of at most 78 columns, without a line feed at the end */
	const char *verbs; /* those the row is for, with blanks between them; NULL for all others */
};

/* -Wslug, -Wno-slug, -Werror=slug, in the order of the command line. */
struct warning_option {
	const struct diag_rule *rule;
	enum diag_level level;
};

/* --report FORMAT=FILE */
struct report_option {
	enum diag_format format;
	const char *path; /* "-" for standard output */
};

/* The forms in which graph, report and diff print what they are for. */
enum document {
	DOCUMENT_SVG,
	DOCUMENT_DOT,
	DOCUMENT_MERMAID,
	DOCUMENT_HTML,
	DOCUMENT_MARKDOWN,
	DOCUMENT_TEXT,
	DOCUMENT_JSON,
	DOCUMENT_COUNT,
};

/* The least level of messages with which the exit status is 1. */
enum fail_on { FAIL_ON_ERROR, FAIL_ON_WARNING, FAIL_ON_NOTHING };

struct options {
	const struct verb *verb;  /* NULL: the run ends with `status` */
	const struct verb *verbs; /* all of them */
	int status;
	char **arguments; /* behind the verb and the options; NULL-terminated */
	size_t argument_count;

	const char *output; /* NULL: each verb's own default */
	bool is_check;	    /* gen: only show what would change */
	bool is_durable;    /* gen: what was written is on the disk */
	bool has_depfile;
	const char *depfile;	    /* NULL: manifest.d in the output directory */
	const char *depfile_target; /* NULL: the manifest */
	const char *templates;	    /* NULL: the embedded ones */
	const char *board;	    /* NULL: searched for */
	const char **board_paths;   /* NULL-terminated */
	enum release release;
	bool has_release; /* --acrn-release was given */
	enum target target;
	bool has_target;      /* --target was given */
	bool with_hypervisor; /* the whole configuration of the hypervisor, too */
	unsigned hardening;   /* the parts of --harden: model/harden.h */
	const char *root;     /* of the host; NULL: for doctor this one, for audit none */
	bool has_threshold;
	unsigned threshold; /* audit: the highest score that passes, in tenths */
	bool is_verbose;
	bool is_quiet;		   /* gen: no summary */
	const char **rotated_keys; /* keygen: names of regions, "" for all; NULL-terminated */
	const char **revoked_keys; /* keygen: as in struct key_request; NULL-terminated */
	bool lists_keys;	   /* keygen: print what there is, and change nothing */
	bool has_budget;	   /* check: print what is taken and left of limited resources */
	const struct settings *settings; /* that these options have; NULL without any */
	const char *config;		 /* the configuration file; NULL: that of the input */
	bool ignores_config;
	const char *baseline;	      /* check: known findings, or NULL */
	const char *written_baseline; /* check: where findings become known, or NULL */
	bool is_fixing;		      /* check: fix what can be fixed */
	bool is_dry_run;	      /* the same: print a patch, and write nothing */

	enum document document;			 /* of a verb with documents */
	const char **shown_vms, **shown_regions; /* graph: names; NULL-terminated, none for all */

	enum diag_format
		format; /* of messages; with JSON `plan` and `check --budget` print in it, too */
	struct report_option *reports; /* arena_grow()n */
	size_t report_count;
	enum fail_on fail_on;  /* check */
	bool has_fail_on;      /* --fail-on was given */
	bool skips_others;     /* check: say nothing about files that it is not for */
	bool has_color;	       /* of messages, on standard error */
	bool has_output_color; /* of what is printed on standard output */
	bool are_warnings_fatal;
	struct warning_option *warnings;
	size_t warning_count;
	bool is_without_werror; /* -Wno-error: whatever a configuration file has */
};

/* One verb of acrn-cfg. */
struct verb {
	const char *name;
	const char *arguments; /* for the usage */
	const char *summary;
	const char *options; /* the short forms of those that it accepts */
	size_t min_arguments, max_arguments;
	int (*run)(struct arena *arena, const struct options *options);
	bool prints_plan; /* --format takes xml, too */
	enum value_kind argument;
	/* What --format takes in place of formats of messages, which are text then: names of
	 * documents with a blank before each, the default first. NULL for verbs without. */
	const char *documents;
};

/* Reads a command line. `verbs` ends with a nameless one. Errors are printed to stderr, help and
 * version to stdout; then verb is NULL. */
struct options options_parse(struct arena *arena, const struct verb *verbs, int argc, char **argv);

/* The name of a form, as --format takes it. */
const char *options_document_name(enum document document);

/* The verb of that name, or NULL. */
const struct verb *options_find_verb(const struct verb *verbs, const char *name);

/* The most rows that the table may have. */
#define OPTIONS_MAX 64

/* All options, whatever verb accepts them, and headings (cli/option_table.c). */
const struct option_row *options_table(size_t *count);
bool options_is_heading(const struct option_row *row);

/* Whether a verb accepts an option, and the row is the one that is for it. */
bool options_accepts(const struct verb *verb, const struct option_row *row);

/* Whether every verb accepts an option. */
bool options_is_common(const struct option_row *row);

/* Gives options the settings of their first argument, or of the working directory. False where
 * these are invalid, which is printed to stderr. */
bool options_configure(struct arena *arena, struct options *options);

/* Applies the -W options to a diagnostic list. */
void options_set_levels(const struct options *options, struct diags *diags);

#endif
