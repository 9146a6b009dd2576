/* SPDX-License-Identifier: BSD-3-Clause
 * helpers.h: command lines from strings.
 */
#ifndef HELPERS_H
#define HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "acrn-dm/arguments.h"

#define ARGV_MAX 64

/* A command line, cut at each space of `text`. */
struct command_line {
	char text[2048];
	char *argv[ARGV_MAX + 1]; /* and NULL */
	int argc;
};

static inline void command_line_cut(struct command_line *line, const char *text)
{
	char *rest = line->text;

	assert_true(strlen(text) < sizeof(line->text));
	strcpy(line->text, text);
	line->argc = 0;
	line->argv[line->argc++] = (char *)"acrn-dm";
	for (char *argument; (argument = strsep(&rest, " "));) {
		assert_true(line->argc < ARGV_MAX);
		line->argv[line->argc++] = argument;
	}
	line->argv[line->argc] = NULL;
}

/* Reads a valid command line. */
static inline void read_line(struct command_line *line, const char *text,
			     struct arguments *arguments)
{
	struct error error;

	command_line_cut(line, text);
	if (!arguments_read(line->argc, line->argv, arguments, &error))
		fail_msg("%s: %s", text, error.text);
}

#endif
