/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: reads the command line with getopt_long. */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/report.h"
#include "cli/verbs.h"

/* All options; a verb names the short forms of those that it accepts. */
static const struct option_row all_options[] = {
	{ { "output", required_argument, NULL, 'o' },
	  VALUE_FILE,
	  "-o, --output PATH          gen: write below the directory PATH (default: output);\n"
	  "                             keygen: the directory of keys (default: "
	  "/etc/acrn-cfg/scenarios/NAME/keys);\n"
	  "                             check, convert, upgrade, import: write the file PATH "
	  "(default:\n"
	  "                             standard output)" },
	{ { "acrn-release", required_argument, NULL, 'r' },
	  VALUE_RELEASE,
	  "-r, --acrn-release NAME    for ACRN 2.0 to 2.7, 3.0, 3.0.1, 3.0.2, 3.1 to 3.3 "
	  "(default)\n"
	  "                             or master" },
	{ { "target", required_argument, NULL, 'T' },
	  VALUE_TARGET,
	  "-T, --target acrn|lab      for an ACRN machine (default), or for the lab on this one" },
	{ { "board", required_argument, NULL, 'b' },
	  VALUE_BOARD,
	  "-b, --board FILE           the board description, or the name of a built-in one" },
	{ { "board-path", required_argument, NULL, 'B' },
	  VALUE_DIRECTORY,
	  "-B, --board-path DIR       also look for the board in DIR (may be repeated)" },
	{ { "templates", required_argument, NULL, 't' },
	  VALUE_DIRECTORY,
	  "-t, --templates DIR        override and add templates by those in DIR" },
	{ { "check", no_argument, NULL, 'n' },
	  VALUE_NONE,
	  "-n, --check                write nothing; show what would change as a diff (status 1)" },
	{ { "hypervisor", no_argument, NULL, 'H' },
	  VALUE_NONE,
	  "-H, --hypervisor           also all files that ACRN's hypervisor is compiled with\n"
	  "                             (ACRN 3.3 and master)" },
	{ { "harden", optional_argument, NULL, 'D' },
	  VALUE_HARDENING,
	  "-D, --harden[=LIST]        also files that separate the VMs and guard what they share: "
	  "groups,\n"
	  "                             acl, apparmor, selinux, fapolicyd, verity, systemd (all of "
	  "these\n"
	  "                             without LIST), keys, all" },
	{ { "root", required_argument, NULL, 'R' },
	  VALUE_DIRECTORY,
	  "-R, --root DIR             audit, doctor: the host that is installed or recorded below "
	  "DIR;\n                             / for this one" },
	{ { "threshold", required_argument, NULL, 'N' },
	  VALUE_TEXT,
	  "-N, --threshold SCORE      audit: status 1 for a score above SCORE, from 0 to 10" },
	{ { "rotate", optional_argument, NULL, 'g' },
	  VALUE_TEXT,
	  "-g, --rotate[=REGION]      make the next generation of the key of REGION, or of all; "
	  "images\n"
	  "                             have the former one, too" },
	{ { "revoke", required_argument, NULL, 'K' },
	  VALUE_TEXT,
	  "-K, --revoke [REGION:]GENERATION\n"
	  "                           remove a generation that is not the newest" },
	{ { "list", no_argument, NULL, 'l' },
	  VALUE_NONE,
	  "-l, --list                 print regions, generations, fingerprints and VMs; change "
	  "nothing" },
	{ { "budget", no_argument, NULL, 'u' },
	  VALUE_NONE,
	  "-u, --budget               check: print what is used and free of RAM, slots and "
	  "others" },
	{ { "sync", no_argument, NULL, 's' },
	  VALUE_NONE,
	  "-s, --sync                 write files to the disk before returning" },
	{ { NULL, required_argument, NULL, 'M' },
	  VALUE_DEPENDENCIES,
	  "-MD, -MF FILE, -MT TARGET  write dependencies for make or ninja to FILE, for TARGET" },
	{ { "verbose", no_argument, NULL, 'v' },
	  VALUE_NONE,
	  "-v, --verbose              gen, keygen: print the names of written files;\n"
	  "                             check: say why files are skipped" },
	{ { "format", required_argument, NULL, 'f' },
	  VALUE_FORMAT,
	  "-f, --format FORMAT        how messages look:"
#define FORMAT(id, name, function, summary) "\n                               " name ": " summary
#include "diag/formats.def"
#undef FORMAT
	  "\n                             plan: the plan as xml (default), or it and messages as "
	  "json;\n                             check --budget, audit, doctor: these, too, as "
	  "json" },
	{ { "report", required_argument, NULL, 'p' },
	  VALUE_TEXT,
	  "-p, --report FORMAT=FILE   also write all messages to FILE ('-': standard output), in "
	  "a\n"
	  "                             format of --format (may be repeated)" },
	{ { "fail-on", required_argument, NULL, 'F' },
	  VALUE_LEVEL,
	  "-F, --fail-on LEVEL        check: status 1 for error (default), warning (both), or "
	  "never" },
	{ { "skip-others", no_argument, NULL, 'k' },
	  VALUE_NONE,
	  "-k, --skip-others          check: skip files that are no scenarios, launch XML or "
	  "scripts" },
	{ { "color", required_argument, NULL, 'c' },
	  VALUE_COLOR,
	  "-c, --color WHEN           auto (default: also heeds NO_COLOR), always or never" },
	{ { "warning", required_argument, NULL, 'W' },
	  VALUE_WARNING,
	  "-W[no-]SLUG, -Werror[=SLUG]\n"
	  "                             turn a warning on, off, or into an error" },
	{ { "help", no_argument, NULL, 'h' },
	  VALUE_NONE,
	  "-h, --help                 show this help" },
	{ { "version", no_argument, NULL, 'V' },
	  VALUE_NONE,
	  "-V, --version              show the version" },
};

#define OPTION_COUNT (sizeof(all_options) / sizeof(all_options[0]))

/* The options that every verb accepts. */
static const char common_options[] = "fpcWhV";

const struct option_row *options_table(size_t *count)
{
	*count = OPTION_COUNT;
	return all_options;
}

bool options_accepts(const struct verb *verb, int short_form)
{
	return strchr(common_options, short_form) || strchr(verb->options, short_form);
}

static void print_usage(FILE *stream, const struct verb *verbs, const struct verb *verb)
{
	if (verb) {
		fprintf(stream, "Usage: acrn-cfg %s [OPTION]... %s\n%s\n\n", verb->name,
			verb->arguments, verb->summary);
	} else {
		fputs("Usage: acrn-cfg VERB [OPTION]... ARGUMENT...\n"
		      "Checks ACRN scenarios, and generates launch scripts and C tables from "
		      "them.\n\n",
		      stream);
		for (const struct verb *each = verbs; each->name; each++)
			fprintf(stream, "  %-8s %s\n", each->name, each->summary);
		fputc('\n', stream);
	}
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (!verb || options_accepts(verb, all_options[i].option.val))
			fprintf(stream, "  %s\n", all_options[i].help);
	fputs("\nExit status: 0 clean, 1 the input has errors, 2 usage, I/O or other failure.\n",
	      stream);
}

/* getopt's two descriptions of the options that a verb accepts. */
static void describe(const struct verb *verb, char *short_forms, struct option *long_forms)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option *option = &all_options[i].option;

		if (!options_accepts(verb, option->val))
			continue;
		*short_forms++ = (char)option->val;
		for (int colons = 0; colons < option->has_arg; colons++)
			*short_forms++ = ':'; /* two where the argument is optional */
		if (option->name)
			*long_forms++ = *option;
	}
}

static const struct verb *find_verb(const struct verb *verbs, const char *name)
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

/* acrn-cfg --help, --version, or an unknown verb. */
static struct options without_verb(const struct verb *verbs, const char *argument)
{
	if (argument && (strcmp(argument, "--version") == 0 || strcmp(argument, "-V") == 0)) {
		puts("acrn-cfg " VERSION);
		return ended_printed();
	}
	if (argument && (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0 ||
			 strcmp(argument, "help") == 0)) {
		print_usage(stdout, verbs, NULL);
		return ended_printed();
	}
	if (argument)
		options_report("unknown verb", argument, NULL);
	print_usage(stderr, verbs, NULL);
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

static bool has_right_count(const struct options *options, const struct verb *verb)
{
	if (options->argument_count < verb->min_arguments)
		return options_report("missing argument for", verb->name, verb->arguments);
	if (options->argument_count > verb->max_arguments)
		return options_report("too many arguments for", verb->name, verb->arguments);
	return true;
}

struct options options_parse(struct arena *arena, const struct verb *verbs, int argc, char **argv)
{
	const struct verb *verb = argc > 1 ? find_verb(verbs, argv[1]) : NULL;
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
	char short_forms[3 * OPTION_COUNT + 1] = { 0 };
	int option;

	if (!verb)
		return without_verb(verbs, argc > 1 ? argv[1] : NULL);
	describe(verb, short_forms, long_forms);
	argv[1] = arena_printf(arena, "acrn-cfg"); /* for getopt's messages */
	optind = 0; /* makes getopt start again, if it was called before */
	while ((option = getopt_long(argc - 1, argv + 1, short_forms, long_forms, NULL)) != -1) {
		if (option == 'h') {
			print_usage(stdout, verbs, verb);
			return ended_printed();
		}
		if (option == 'V')
			return without_verb(verbs, "--version");
		if (option == '?' || !options_take(arena, &options, option, argv + 1))
			return ended(STATUS_FAILED);
	}
	options.arguments = argv + 1 + optind;
	options.argument_count = (size_t)(argc - 1 - optind);
	return has_right_count(&options, verb) && has_right_release(&options) &&
			       has_right_target(&options) && report_is_possible(&options)
		       ? options
		       : ended(STATUS_FAILED);
}

void options_set_levels(const struct options *options, struct diags *diags)
{
	for (size_t i = 0; i < options->warning_count; i++)
		diags_set_level(diags, options->warnings[i].rule, options->warnings[i].level);
	if (options->are_warnings_fatal)
		diags_set_warnings_fatal(diags);
}
