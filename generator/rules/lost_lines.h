/* SPDX-License-Identifier: BSD-3-Clause
 * lost_lines.h: commands that end earlier than they should, because a backslash is missing.
 */
#ifndef RULES_LOST_LINES_H
#define RULES_LOST_LINES_H

#include "shell/syntax.h"

struct arena;
struct script;

/* A command and the lines behind it that look like more of its arguments. */
struct lost_line {
	const struct shell_command *command;
	const struct shell_pipeline *lines; /* the first begins with an option */
	size_t line_count;
};

struct lost_lines {
	struct lost_line *all; /* in the order of the script */
	size_t count;
};

struct lost_lines lost_lines_find(struct arena *arena, const struct script *script);

/* The one of a command that begins at an offset, or NULL. */
const struct lost_line *lost_lines_at(const struct lost_lines *lost, size_t start);

#endif
