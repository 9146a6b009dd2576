/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a message is made of, for the diagnostic list and its formatters.
 */
#ifndef DIAG_INTERNAL_H
#define DIAG_INTERNAL_H

#include "diag/diag.h"
#include "diag/printable.h"

struct diag {
	struct arena *arena;
	const struct diag_rule *rule;
	enum diag_level level;
	bool is_warning; /* as in struct diag_message */
	struct span at;
	const char *message;
	struct diag_note *notes; /* arena_grow()n */
	size_t note_count;
	const char *help;	 /* or NULL */
	struct diag_edit *edits; /* arena_grow()n */
	size_t edit_count;
	struct diag_wish *wishes; /* arena_grow()n */
	size_t wish_count;
	bool has_no_edit; /* by diag_cannot_edit() */
	size_t file;	  /* orders the sources; 0 without one */
	size_t order;	  /* of reporting */
	size_t input;	  /* 1 + the index of the input that it is about; 0 for none */
};

/* A file that messages are about. */
struct diag_input {
	const char *path;   /* as the user wrote it; "<stdin>" for "-" */
	bool is_incomplete; /* not all of it was checked */
};

enum {
	DIAG_RULE_COUNT = 0
#define DIAG(number, code, slug, level, summary) +1
#include "diag/codes.def"
#undef DIAG
};

struct diags {
	struct arena *arena;
	struct diag *all; /* arena_grow()n */
	size_t count;
	size_t counts[DIAG_FAILURE + 1]; /* by level, of all that were reported */
	size_t hidden[DIAG_FAILURE + 1]; /* those of them that are not in the list */
	size_t file_count;		 /* of sources that have a number: struct diag's `file` */
	struct diag_input *inputs;	 /* arena_grow()n */
	size_t input_count;
	const char **reads; /* arena_grow()n: paths */
	size_t read_count;
	enum diag_level levels[DIAG_RULE_COUNT]; /* of a rule that varies that of its warnings */
	bool set_by_name[DIAG_RULE_COUNT];
};

/* How much was reported beyond DIAG_SHOWN_MAX. */
struct diag_omission {
	size_t errors, warnings;
};

/* What a formatter prints. */
struct diag_report {
	struct arena *arena;	  /* for its own use */
	const struct diag *diags; /* in the order of printing */
	size_t count;
	const struct diag_input *inputs;
	size_t input_count;
	struct diag_omission omission;
	bool color; /* where the format has colours */
};

/* The path of what a message is about: of its place, or else of its input, or the working
 * directory.
 */
const char *diag_report_path(const struct diag_report *report, const struct diag *diag);

/* A message with its notes and its help, a line each, for a format that has one text: valid UTF-8
 * without control characters but for the line ends. */
const char *diag_full_text(struct arena *arena, const struct diag *diag);

/* "further errors: 2, further warnings: 0 (not shown)"; NULL where nothing is left out. */
const char *diag_omission_text(struct arena *arena, struct diag_omission omission);

/* How many bytes at `text`, which has `length`, are printed as \xNN, because they would act on a
 * terminal: control characters, C1 ones as UTF-8 too, those that end a line, and those that change
 * the direction of writing. 0 for others, and for a tab. */
size_t diag_dangerous_bytes(const char *text, size_t length);

/* Prints a diag_printable() text, or one with line ends, as XML, in an element or an attribute. */
void diag_print_xml(FILE *stream, const char *text);

/* The groups of rules, by the parts of docs/diagnostics.md that have their sections: their titles
 * in this order, and for each rule of the registry the index of its group. */
struct diag_groups {
	const char **titles;
	size_t count;
	size_t *of_rules;
};
struct diag_groups diag_groups(struct arena *arena);

/* The formatters. Without diags they print nothing, or what their format has for nothing. */
#define FORMAT(id, name, function, summary) \
	void function(const struct diag_report *report, FILE *stream);
#include "diag/formats.def"
#undef FORMAT

#endif
