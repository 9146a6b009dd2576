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

/* What the options of `declare` and `local` say. */
struct attributes {
	bool is_local;
	bool is_map;	   /* -A */
	bool is_number;	   /* -i */
	bool is_reference; /* -n */
};

/* NAME or NAME=VALUE as a word of `local` and the like: sets the variable, if it has a value. */
void assign_field(struct shell *shell, const struct field *field,
		  const struct attributes *attributes);

/* The same of what is written as an assignment. */
void assign_in_declaration(struct shell *shell, const struct shell_assignment *assignment,
			   const struct attributes *attributes);

/* Keeps what a variable has, for the end of the function. */
void assign_local(struct shell *shell, struct variable *variable);

#endif
