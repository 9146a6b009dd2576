/* SPDX-License-Identifier: BSD-3-Clause
 * usage.c: messages about command lines, in two lines. */
#include "base/usage.h"

#include <stdio.h>
#include <string.h>

#define STATUS_USAGE 2
#define DASHES	     "--"

bool usage_reject(struct error *error, const char *what, const char *word,
		  const struct nearest *nearest, const char *hint)
{
	if (nearest->name)
		return error_set(error, "%s '%.60s': did you mean '%s'?", what, word,
				 nearest->name);
	return error_set(error, "%s '%.60s'%s%s", what, word, hint ? ": " : "", hint ? hint : "");
}

/* The name of the option that getopt_long() returns `value` for, or NULL. */
static const char *name_of(const struct option *options, int value)
{
	while (options->name && options->val != value)
		options++;
	return options->name;
}

bool usage_reject_option(struct error *error, const char *word, const struct option *options)
{
	const char *name = name_of(options, optopt);
	char shown[80], proposal[80];
	struct nearest nearest = { .word = shown };

	if (optopt && name)
		return error_set(error, "unexpected value for '" DASHES "%s'", name);
	if (optopt)
		return error_set(error, "unknown option '-%c'", optopt);
	snprintf(shown, sizeof(shown), "%.*s", (int)strcspn(word, "="), word);
	nearest.word += strspn(shown, "-");
	for (; options->name; options++)
		nearest_try(&nearest, options->name);
	if (nearest.name) {
		snprintf(proposal, sizeof(proposal), DASHES "%s", nearest.name);
		nearest.name = proposal;
	}
	return usage_reject(error, "unknown option", shown, &nearest, NULL);
}

int usage_fail(const struct error *error, const char *program, const char *command)
{
	fprintf(stderr, "%s: %s\nTry '%s%s%s --help'\n", program, error->text, program,
		*command ? " " : "", command);
	return STATUS_USAGE;
}
