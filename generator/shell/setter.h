/* SPDX-License-Identifier: BSD-3-Clause
 * setter.h: one call of a builtin, and the builtins that set variables.
 */
#ifndef SHELL_SETTER_H
#define SHELL_SETTER_H

#include "shell/state.h"

struct builtin {
	struct shell *shell;
	const struct shell_command *command;
	const char *name;
	const struct fields *arguments; /* without the name */
};

/* The known text of an argument, or NULL. */
const char *builtin_text(const struct builtin *builtin, size_t index);

void setter_declare(const struct builtin *builtin); /* and local, export and the like */
void setter_getopts(const struct builtin *builtin);
void setter_let(const struct builtin *builtin);
void setter_mapfile(const struct builtin *builtin);
void setter_read(const struct builtin *builtin);
void setter_unset(const struct builtin *builtin);

#endif
