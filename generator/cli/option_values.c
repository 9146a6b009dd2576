/* SPDX-License-Identifier: BSD-3-Clause
 * option_values.c: what each option sets, and what is wrong with its value. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "model/harden.h"

/* Numbers of other releases are near to many: only a likely typo is proposed. */
static bool set_release(struct arena *arena, struct options *options, const char *name)
{
	const char *names[RELEASE_COUNT + 1] = { NULL };
	const char *hint;
	enum release likely;

	options->has_release = release_find(name, &options->release);
	if (options->has_release)
		return true;
	for (enum release release = 0; release < RELEASE_COUNT; release++)
		names[release] = release_name(release);
	hint = release_find_likely(name, &likely)
		       ? arena_printf(arena, "did you mean '%s'?", release_name(likely))
		       : options_list(arena, names);
	return options_report("unknown ACRN release", name, hint);
}

static bool set_target(struct arena *arena, struct options *options, const char *name)
{
	static const char *const names[] = { "acrn", "lab", NULL };

	options->has_target = true;
	if (strcmp(name, "acrn") == 0)
		options->target = TARGET_ACRN;
	else if (strcmp(name, "lab") == 0)
		options->target = TARGET_LAB;
	else
		return options_report_choice(arena, "unknown target", name, names);
	return true;
}

/* Reports the first name of a list that is unknown. */
static bool report_hardening(struct arena *arena, const char *list)
{
	const char *names[HARDEN_COUNT + 2] = { NULL };
	size_t length = strcspn(list, ",");

	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		names[part] = harden_name(part);
	names[HARDEN_COUNT] = "all";
	while (list[length] && harden_parse(arena_copy(arena, list, length))) {
		list += length + 1;
		length = strcspn(list, ",");
	}
	return options_report_choice(arena, "unknown part of --harden",
				     arena_copy(arena, list, length), names);
}

/* --harden, or --harden=LIST; several lists add up. */
static bool set_hardening(struct arena *arena, struct options *options, const char *list)
{
	unsigned set = list ? harden_parse(list) : HARDEN_DEFAULT;

	options->hardening |= set;
	return set || report_hardening(arena, list);
}

/* A number from 0 to 10 with at most one digit behind the point. */
static bool set_threshold(struct options *options, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	bool has_tenth = text[digits] == '.' && text[digits + 1] >= '0' && text[digits + 1] <= '9';
	unsigned score = 0;

	for (size_t i = 0; i < digits && i < 3; i++)
		score = 10 * score + (unsigned)(text[i] - '0');
	score = 10 * score + (has_tenth ? (unsigned)(text[digits + 1] - '0') : 0);
	options->has_threshold = true;
	options->threshold = score;
	return (digits && digits < 3 && score <= 100 && !text[digits + (has_tenth ? 2 : 0)]) ||
	       options_report("invalid threshold", text, "use a score from 0 to 10, such as 5.0");
}

bool options_set_fail_on(struct arena *arena, struct options *options, const char *level)
{
	static const char *const names[] = { "error", "warning", "never", NULL };

	if (strcmp(level, "error") == 0)
		options->fail_on = FAIL_ON_ERROR;
	else if (strcmp(level, "warning") == 0)
		options->fail_on = FAIL_ON_WARNING;
	else if (strcmp(level, "never") == 0)
		options->fail_on = FAIL_ON_NOTHING;
	else
		return options_report_choice(arena, "unknown level", level, names);
	return true;
}

bool options_wants_color(int fd)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(fd) && !(no_color && *no_color) &&
	       !(terminal && strcmp(terminal, "dumb") == 0);
}

static bool set_color(struct arena *arena, struct options *options, const char *when)
{
	static const char *const names[] = { "auto", "always", "never", NULL };

	bool is_auto = strcmp(when, "auto") == 0, is_always = strcmp(when, "always") == 0;

	if (!is_auto && !is_always && strcmp(when, "never") != 0)
		return options_report_choice(arena, "unknown color setting", when, names);
	options->has_color = is_auto ? options_wants_color(STDERR_FILENO) : is_always;
	options->has_output_color = is_auto ? options_wants_color(STDOUT_FILENO) : is_always;
	return true;
}

/* error, no-error, error=SLUG, no-SLUG or SLUG. */
static bool set_warning(struct arena *arena, struct options *options, const char *text)
{
	enum diag_level level = DIAG_WARNING;
	const struct diag_rule *rule;

	if (strcmp(text, "error") == 0) {
		options->are_warnings_fatal = true;
		options->is_without_werror = false;
		return true;
	}
	if (strcmp(text, "no-error") == 0) {
		options->are_warnings_fatal = false;
		options->is_without_werror = true;
		return true;
	}
	if (strncmp(text, "error=", 6) == 0) {
		level = DIAG_ERROR;
		text += 6;
	} else if (strncmp(text, "no-", 3) == 0) {
		level = DIAG_OFF;
		text += 3;
	}
	rule = diag_rule_find(text, strlen(text));
	if (!rule)
		return options_report_rule(arena, text);
	if (!diag_rule_has_warnings(rule) && level != DIAG_ERROR)
		return options_report("cannot turn off or weaken the error", text, NULL);
	options->warnings = arena_grow(arena, options->warnings, options->warning_count,
				       sizeof(*options->warnings));
	options->warnings[options->warning_count++] = (struct warning_option) { rule, level };
	return true;
}

/* Adds a value to a list, and keeps the NULL behind the last one. */
static bool add_value(struct arena *arena, const char ***list, const char *value)
{
	size_t count = 0;

	while ((*list)[count])
		count++;
	*list = arena_grow(arena, *list, count + 1, sizeof(**list));
	(*list)[count] = value;
	(*list)[count + 1] = NULL;
	return true;
}

/* -MD, -MF FILE and -MT TARGET, as compilers have them: with or without a space. `argv` is what
 * getopt reads. */
static bool set_depfile(struct options *options, char **argv)
{
	char kind = *optarg;
	const char *value = kind && optarg[1] ? optarg + 1 : argv[optind];

	options->has_depfile = true;
	if (strcmp(optarg, "D") == 0)
		return true;
	if (kind != 'F' && kind != 'T')
		return options_report("unknown option -M", optarg,
				      "use -MD, -MF FILE or -MT TARGET");
	if (!value)
		return options_report("missing argument for", kind == 'F' ? "-MF" : "-MT", NULL);
	if (!optarg[1])
		optind++;
	if (kind == 'F')
		options->depfile = value;
	else
		options->depfile_target = value;
	return true;
}

/* Sets an option that has any text for a value. False for others. */
static bool set_text(struct options *options, int option, const char *value)
{
	const char **text;

	switch (option) {
	case 'o':
		text = &options->output;
		break;
	case 'b':
		text = &options->board;
		break;
	case 't':
		text = &options->templates;
		break;
	case 'R':
		text = &options->root;
		break;
	case 'L':
		text = &options->baseline;
		break;
	case 'C':
		text = &options->config;
		break;
	default:
		return false;
	}
	*text = value;
	return true;
}

/* Sets an option that has no value. False for others. */
static bool set_flag(struct options *options, int option)
{
	bool *flag;

	switch (option) {
	case 'n':
		flag = &options->is_check;
		break;
	case 'H':
		flag = &options->with_hypervisor;
		break;
	case 'l':
		flag = &options->lists_keys;
		break;
	case 'I':
		flag = &options->ignores_config;
		break;
	case 'u':
		flag = &options->has_budget;
		break;
	case 'x':
		flag = &options->is_fixing;
		break;
	case 'd':
		flag = &options->is_dry_run;
		break;
	case 's':
		flag = &options->is_durable;
		break;
	case 'v':
		flag = &options->is_verbose;
		break;
	case 'q':
		flag = &options->is_quiet;
		break;
	case 'k':
		flag = &options->skips_others;
		break;
	default:
		return false;
	}
	*flag = true;
	return true;
}

/* Takes an option whose value is to be read. */
static bool take_value(struct arena *arena, struct options *options, int option, char **argv)
{
	switch (option) {
	case 'r':
		return set_release(arena, options, optarg);
	case 'T':
		return set_target(arena, options, optarg);
	case 'B':
		return add_value(arena, &options->board_paths, optarg);
	case 'D':
		return set_hardening(arena, options, optarg);
	case 'N':
		return set_threshold(options, optarg);
	case 'g':
		return add_value(arena, &options->rotated_keys, optarg ? optarg : "");
	case 'm':
		return add_value(arena, &options->shown_vms, optarg);
	case 'e':
		return add_value(arena, &options->shown_regions, optarg);
	case 'K':
		return add_value(arena, &options->revoked_keys, optarg);
	case 'w':
		options->written_baseline = optarg;
		return strcmp(optarg, "-") != 0 || options_report("a baseline cannot be written to",
								  "standard output", "name a file");
	case 'M':
		return set_depfile(options, argv);
	case 'f':
		return options_set_format(arena, options, optarg);
	case 'p':
		return options_add_report(arena, options, optarg);
	case 'F':
		options->has_fail_on = true;
		return options_set_fail_on(arena, options, optarg);
	case 'c':
		return set_color(arena, options, optarg);
	default:
		return set_warning(arena, options, optarg);
	}
}

bool options_take(struct arena *arena, struct options *options, int option, char **argv)
{
	return set_text(options, option, optarg) || set_flag(options, option) ||
	       take_value(arena, options, option, argv);
}
