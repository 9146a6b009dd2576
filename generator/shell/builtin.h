/* SPDX-License-Identifier: BSD-3-Clause
 * builtin.h: the commands that bash has itself.
 */
#ifndef SHELL_BUILTIN_H
#define SHELL_BUILTIN_H

#include "shell/state.h"

/* Follows a builtin with its words; false where there is none of that name. */
bool builtin_run(struct shell *shell, const char *name, const struct shell_command *command,
		 const struct fields *arguments);

/* Prints what a small program does, where its arguments are known; false where that is not known.
 */
bool builtin_print(struct shell *shell, const char *name, const struct shell_command *command,
		   const struct fields *arguments);

/* Whether a program prints nothing when all goes well. */
bool builtin_is_silent(struct shell *shell, const char *name, const struct fields *arguments);

#endif
