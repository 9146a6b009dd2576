/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: reads the command line with getopt_long. */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/report.h"
#include "cli/verbs.h"

#define HEADING(text)                                                  \
	{                                                              \
		{ NULL, no_argument, NULL, 0 }, VALUE_NONE, text, NULL \
	}

/* All options; a verb names the short forms of those that it accepts. */
static const struct option_row all_options[] = {
	HEADING("Input:"),
	{ { "acrn-release", required_argument, NULL, 'r' },
	  VALUE_RELEASE,
	  "-r, --acrn-release NAME    for ACRN 2.0 to 2.7, 3.0, 3.0.1, 3.0.2, 3.1 to\n"
	  "                             3.3 (default) or master",
	  NULL },
	{ { "target", required_argument, NULL, 'T' },
	  VALUE_TARGET,
	  "-T, --target acrn|lab      for an ACRN machine (default), or for the lab here",
	  NULL },
	{ { "board", required_argument, NULL, 'b' },
	  VALUE_BOARD,
	  "-b, --board FILE           the board description, or the name of a built-in\n"
	  "                             one",
	  NULL },
	{ { "board-path", required_argument, NULL, 'B' },
	  VALUE_DIRECTORY,
	  "-B, --board-path DIR       also look for the board in DIR (may be repeated)",
	  NULL },
	{ { "root", required_argument, NULL, 'R' },
	  VALUE_DIRECTORY,
	  "-R, --root DIR             the host that is installed or recorded below DIR;\n"
	  "                             / for this one",
	  NULL },
	{ { "skip-others", no_argument, NULL, 'k' },
	  VALUE_NONE,
	  "-k, --skip-others          skip files that are no scenarios, launch XML or\n"
	  "                             scripts",
	  NULL },
	{ { "config", required_argument, NULL, 'C' },
	  VALUE_FILE,
	  "-C, --config FILE          the configuration file (default: .acrn-cfg.yaml of\n"
	  "                             the input's directory, or of one above it)",
	  NULL },
	{ { "no-config", no_argument, NULL, 'I' },
	  VALUE_NONE,
	  "-I, --no-config            use no configuration file",
	  NULL },
	HEADING("Output:"),
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output DIR           write below the directory DIR (default: output)",
	  "gen" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output DIR           the directory of keys\n"
	  "                             (default: /etc/acrn-cfg/scenarios/NAME/keys)",
	  "keygen" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write what is formatted to FILE (default: in place)",
	  "fmt" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write the messages of --format to FILE (default:\n"
	  "                             standard output)",
	  "check" },
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output FILE          write FILE (default: standard output)",
	  NULL },
	{ { "check", no_argument, NULL, 'n' },
	  VALUE_NONE,
	  "-n, --check                write nothing; show what would change as a diff\n"
	  "                             (status 1)",
	  NULL },
	{ { "hypervisor", no_argument, NULL, 'H' },
	  VALUE_NONE,
	  "-H, --hypervisor           also all files that ACRN's hypervisor is compiled\n"
	  "                             with (ACRN 3.3 and master)",
	  NULL },
	{ { "harden", optional_argument, NULL, 'D' },
	  VALUE_HARDENING,
	  "-D, --harden[=LIST]        also files that separate the VMs and guard what\n"
	  "                             they share: groups, acl, apparmor, selinux,\n"
	  "                             fapolicyd, verity, systemd (all of these without\n"
	  "                             LIST), keys, all",
	  NULL },
	{ { "templates", required_argument, NULL, 't' },
	  VALUE_DIRECTORY,
	  "-t, --templates DIR        override and add templates by those in DIR",
	  NULL },
	{ { "sync", no_argument, NULL, 's' },
	  VALUE_NONE,
	  "-s, --sync                 write files to the disk before returning",
	  NULL },
	{ { NULL, required_argument, NULL, 'M' },
	  VALUE_DEPENDENCIES,
	  "-MD, -MF FILE, -MT TARGET  write dependencies for make or ninja to FILE, for\n"
	  "                             TARGET",
	  NULL },
	{ { "threshold", required_argument, NULL, 'N' },
	  VALUE_TEXT,
	  "-N, --threshold SCORE      status 1 for a score above SCORE, from 0 to 10",
	  NULL },
	{ { "budget", no_argument, NULL, 'u' },
	  VALUE_NONE,
	  "-u, --budget               print what is used and free of RAM, slots etc.",
	  NULL },
	{ { "fix", no_argument, NULL, 'x' },
	  VALUE_NONE,
	  "-x, --fix                  fix what has one right fix, then check the result",
	  NULL },
	{ { "dry-run", no_argument, NULL, 'd' },
	  VALUE_NONE,
	  "-d, --dry-run              with --fix: print a patch, and write nothing\n"
	  "                             (status 1)",
	  NULL },
	HEADING("Keys:"),
	{ { "rotate", optional_argument, NULL, 'g' },
	  VALUE_TEXT,
	  "-g, --rotate[=REGION]      make the next generation of the key of REGION, or\n"
	  "                             of all; images have the former one, too",
	  NULL },
	{ { "revoke", required_argument, NULL, 'K' },
	  VALUE_TEXT,
	  "-K, --revoke [REGION:]GENERATION\n"
	  "                             remove a generation that is not the newest",
	  NULL },
	{ { "list", no_argument, NULL, 'l' },
	  VALUE_NONE,
	  "-l, --list                 print regions, generations, fingerprints and VMs;\n"
	  "                             change nothing",
	  NULL },
	HEADING("Messages:"),
	{ { "baseline", required_argument, NULL, 'L' },
	  VALUE_FILE,
	  "-L, --baseline FILE        leave the findings out that FILE has",
	  NULL },
	{ { "write-baseline", required_argument, NULL, 'w' },
	  VALUE_FILE,
	  "-w, --write-baseline FILE  write all findings to FILE, and report none",
	  NULL },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_FORMAT,
	  "-f, --format FORMAT        how messages look:"
#define FORMAT(id, name, function, summary) "\n        " name ": " summary
#include "diag/formats.def"
#undef FORMAT
	  "\n      plan: the plan as xml (default), or it and messages as json;\n"
	  "      check --budget, audit, doctor: these, too, as json",
	  NULL },
	{ { "report", required_argument, NULL, 'p' },
	  VALUE_REPORT,
	  "-p, --report FORMAT=FILE   also write all messages to FILE ('-': standard\n"
	  "                             output), in a format of --format (may be repeated)",
	  NULL },
	{ { "fail-on", required_argument, NULL, 'F' },
	  VALUE_LEVEL,
	  "-F, --fail-on LEVEL        status 1 for error (default), warning (both), or\n"
	  "                             never",
	  NULL },
	{ { "verbose", no_argument, NULL, 'v' },
	  VALUE_NONE,
	  "-v, --verbose              say why files are skipped",
	  "check" },
	{ { "verbose", no_argument, NULL, 'v' },
	  VALUE_NONE,
	  "-v, --verbose              print the names of written files",
	  NULL },
	{ { "quiet", no_argument, NULL, 'q' },
	  VALUE_NONE,
	  "-q, --quiet                print no summary of what was written; only the\n"
	  "                             format text has one",
	  NULL },
	{ { "color", required_argument, NULL, 'c' },
	  VALUE_COLOR,
	  "-c, --color WHEN           auto (default; heeds NO_COLOR), always or never",
	  NULL },
	{ { "warning", required_argument, NULL, 'W' },
	  VALUE_WARNING,
	  "-W[no-]SLUG, -Werror[=SLUG]\n"
	  "                             turn a warning on, off, or into an error",
	  NULL },
	HEADING("Other:"),
	{ { "help", no_argument, NULL, 'h' },
	  VALUE_NONE,
	  "-h, --help                 show this help",
	  NULL },
	{ { "version", no_argument, NULL, 'V' },
	  VALUE_NONE,
	  "-V, --version              show the version",
	  NULL },
};

#define OPTION_COUNT (sizeof(all_options) / sizeof(all_options[0]))

/* The options that every verb accepts. */
static const char common_options[] = "fpcWhV";

const struct option_row *options_table(size_t *count)
{
	*count = OPTION_COUNT;
	return all_options;
}

bool options_is_heading(const struct option_row *row)
{
	return row->option.val == 0;
}

bool options_is_common(const struct option_row *row)
{
	return !options_is_heading(row) && strchr(common_options, row->option.val);
}

/* Whether a list of words with blanks between them has a word. */
static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t end = strcspn(list, " ");

		if (end == length && strncmp(list, word, length) == 0)
			return true;
		list += end;
	}
	return false;
}

/* Where rows have the same option, the first that names the verb is for it, or that without names,
 * which is the last. */
bool options_accepts(const struct verb *verb, const struct option_row *row)
{
	const struct option_row *own = all_options;

	if (options_is_heading(row) ||
	    (!options_is_common(row) && !strchr(verb->options, row->option.val)))
		return false;
	while (own->option.val != row->option.val ||
	       (own->verbs && !has_word(own->verbs, verb->name)))
		own++;
	return own == row;
}

/* getopt's two descriptions of the options that a verb accepts. */
static void describe(const struct verb *verb, char *short_forms, struct option *long_forms)
{
	*short_forms++ = ':'; /* getopt is not to print anything */
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &all_options[i].option;

		if (!options_accepts(verb, &all_options[i]))
			continue;
		*short_forms++ = (char)option->val;
		for (int colons = 0; colons < option->has_arg; colons++)
			*short_forms++ = ':'; /* two where the argument is optional */
		if (option->name)
			*long_forms++ = *option;
	}
}

const struct verb *options_find_verb(const struct verb *verbs, const char *name)
{
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

static struct options ended(int status)
{
	return (struct options) { .status = status };
}

/* After what was asked for is on standard output. */
static struct options ended_printed(void)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return ended(STATUS_CLEAN);
	fputs("acrn-cfg: cannot write to standard output\n", stderr);
	return ended(STATUS_FAILED);
}

static bool is_one_of(const char *argument, const char *long_form, const char *short_form)
{
	return strcmp(argument, long_form) == 0 || strcmp(argument, short_form) == 0;
}

/* acrn-cfg --help, --version, or an unknown verb. */
static struct options without_verb(struct arena *arena, const struct verb *verbs,
				   const char *argument)
{
	if (argument && is_one_of(argument, "--version", "-V")) {
		puts("acrn-cfg " VERSION);
		return ended_printed();
	}
	if (argument && is_one_of(argument, "--help", "-h")) {
		help_print(stdout, verbs);
		return ended_printed();
	}
	if (argument)
		options_report_verb(arena, verbs, argument);
	else
		fputs("acrn-cfg: missing verb\n", stderr);
	options_hint(NULL);
	return ended(STATUS_FAILED);
}

/* Ends with the hint that is the second line of every message about a command line. */
static struct options ended_wrong(const struct verb *verb)
{
	options_hint(verb);
	return ended(STATUS_FAILED);
}

/* The configuration of an earlier hypervisor has other files and other names. */
static bool has_right_release(const struct options *options)
{
	if (!options->with_hypervisor || options->release >= RELEASE_3_3)
		return true;
	return options_report("--hypervisor is for ACRN 3.3 and master, not for",
			      release_name(options->release),
			      "ACRN's own build has to make these files");
}

/* In the lab acrn-hv stands for the hypervisor, and IDs and numbers of VMs are free. */
static bool has_right_target(const struct options *options)
{
	if (!options->with_hypervisor || options->target == TARGET_ACRN)
		return true;
	return options_report("--hypervisor is for the target acrn, not for", "lab", NULL);
}

static bool has_right_fix(const struct options *options)
{
	if (options->is_fixing || !options->is_dry_run)
		return true;
	return options_report("missing option for", "--dry-run", "use --fix --dry-run");
}

bool options_are_consistent(const struct options *options)
{
	return has_right_release(options) && has_right_target(options) && has_right_fix(options);
}

static bool has_right_count(const struct options *options, const struct verb *verb)
{
	if (options->argument_count < verb->min_arguments)
		return options_report("missing argument for", verb->name, verb->arguments);
	if (options->argument_count > verb->max_arguments)
		return options_report("too many arguments for", verb->name,
				      verb->arguments[0] ? verb->arguments : NULL);
	return true;
}

struct options options_parse(struct arena *arena, const struct verb *verbs, int argc, char **argv)
{
	const struct verb *verb = argc > 1 ? options_find_verb(verbs, argv[1]) : NULL;
	struct options options = {
		.verb = verb,
		.verbs = verbs,
		.release = RELEASE_3_3,
		.board_paths = arena_grow(arena, NULL, 0, sizeof(*options.board_paths)),
		.rotated_keys = arena_grow(arena, NULL, 0, sizeof(*options.rotated_keys)),
		.revoked_keys = arena_grow(arena, NULL, 0, sizeof(*options.revoked_keys)),
		.has_color = options_wants_color(),
	};
	struct option long_forms[OPTION_COUNT + 1] = { 0 };
	char short_forms[3 * OPTION_COUNT + 2] = { 0 };
	int option;

	if (!verb)
		return without_verb(arena, verbs, argc > 1 ? argv[1] : NULL);
	describe(verb, short_forms, long_forms);
	optind = 0; /* makes getopt start again, if it was called before */
	while ((option = getopt_long(argc - 1, argv + 1, short_forms, long_forms, NULL)) != -1) {
		if (option == 'h') {
			help_print_verb(stdout, verb);
			return ended_printed();
		}
		if (option == 'V')
			return without_verb(arena, verbs, "--version");
		if (option == '?' || option == ':'
			    ? !options_report_getopt(arena, &options, option, long_forms,
						     argv[optind])
			    : !options_take(arena, &options, option, argv + 1))
			return ended_wrong(verb);
	}
	options.arguments = argv + 1 + optind;
	options.argument_count = (size_t)(argc - 1 - optind);
	/* What a configuration file decides is not known yet. */
	return has_right_count(&options, verb) && options_are_consistent(&options) &&
			       report_is_possible(&options)
		       ? options
		       : ended_wrong(verb);
}

void options_set_levels(const struct options *options, struct diags *diags)
{
	for (size_t i = 0; i < options->warning_count; i++)
		diags_set_level(diags, options->warnings[i].rule, options->warnings[i].level);
	if (options->are_warnings_fatal)
		diags_set_warnings_fatal(diags);
}
