/* SPDX-License-Identifier: BSD-3-Clause
 * simple.h: assignments, and commands that are words.
 */
#ifndef SHELL_SIMPLE_H
#define SHELL_SIMPLE_H

#include "shell/state.h"

void simple_run(struct shell *shell, const struct shell_command *command);

/* Runs what the fields say: a function, a builtin or a program. */
void simple_run_fields(struct shell *shell, const struct shell_command *command,
		       const struct fields *fields);

void assign(struct shell *shell, const struct shell_assignment *assignment);

/* NAME or NAME=VALUE as a word of `local` and the like: sets the variable, if it has a value. */
void assign_field(struct shell *shell, const struct field *field, bool is_local, bool is_map);

/* Keeps what a variable has, for the end of the function. */
void assign_local(struct shell *shell, struct variable *variable);

#endif
