/* SPDX-License-Identifier: BSD-3-Clause
 * options.c: reads the command line with getopt_long. */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/messages.h"
#include "cli/verbs.h"

/* getopt's two descriptions of the options that a verb accepts. */
static void describe(const struct verb *verb, char *short_forms, struct option *long_forms)
{
	size_t count;
	const struct option_row *table = options_table(&count);

	*short_forms++ = ':'; /* getopt is not to print anything */
	for (size_t i = 0; i < count; i++) {
		const struct option *option = &table[i].option;

		if (!options_accepts(verb, &table[i]))
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

/* A directory cannot be standard output, as a file can. */
static bool has_right_output(const struct options *options)
{
	bool is_directory = options->verb->run == verb_gen || options->verb->run == verb_keygen;

	if (!is_directory || !options->output || strcmp(options->output, "-") != 0)
		return true;
	return options_report("a directory cannot be", "standard output", "name a directory");
}

bool options_are_consistent(const struct options *options)
{
	return has_right_release(options) && has_right_target(options) && has_right_fix(options) &&
	       has_right_output(options);
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
		.shown_vms = arena_grow(arena, NULL, 0, sizeof(*options.shown_vms)),
		.shown_regions = arena_grow(arena, NULL, 0, sizeof(*options.shown_regions)),
		.revoked_keys = arena_grow(arena, NULL, 0, sizeof(*options.revoked_keys)),
		.has_color = options_wants_color(STDERR_FILENO),
		.has_output_color = options_wants_color(STDOUT_FILENO),
	};
	struct option long_forms[OPTIONS_MAX + 1] = { 0 };
	char short_forms[3 * OPTIONS_MAX + 2] = { 0 };
	int option;

	if (!verb)
		return without_verb(arena, verbs, argc > 1 ? argv[1] : NULL);
	if (verb->documents)
		options_set_document(arena, &options, NULL);
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
			       messages_is_possible(&options)
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
