/* SPDX-License-Identifier: BSD-3-Clause
 * output.h: what commands print into a substitution, and redirections that take it elsewhere.
 */
#ifndef SHELL_OUTPUT_H
#define SHELL_OUTPUT_H

#include "shell/state.h"

/* Adds to the output, if anybody reads it. */
void output_add(struct shell *shell, struct value value);
void output_add_text(struct shell *shell, const char *text, struct span at);

/* The output without the newlines at its end. */
struct value output_trim(struct shell *shell, struct value value);

/* Expands a command's redirections, and takes the output away that they do. */
void output_redirect(struct shell *shell, const struct shell_command *command);

/* What a command reads where that is a here-document or the like. */
bool output_input(struct shell *shell, const struct shell_command *command, struct value *input);

/* The path of the program that is the only operand, where its name is known: it may be there or
 * not.
 */
bool output_path(struct shell *shell, const struct shell_command *command,
		 const struct fields *arguments);

/* echo and printf with their words, without the name. */
void output_echo(struct shell *shell, const struct fields *fields);
void output_printf(struct shell *shell, const struct fields *fields, struct span at);

#endif
