/* SPDX-License-Identifier: BSD-3-Clause
 * run.h: follows commands.
 */
#ifndef SHELL_RUN_H
#define SHELL_RUN_H

#include "shell/state.h"

void run_list(struct shell *shell, const struct shell_list *list);
void run_command(struct shell *shell, const struct shell_command *command);

/* $(…): what the commands print, without the newlines at its end. */
struct value run_captured(struct shell *shell, const struct shell_list *list, struct span at);

/* Commands in a subshell, whose output goes elsewhere. */
void run_silent(struct shell *shell, const struct shell_list *list);

/* What a subshell changes is left behind:
 *
 *	subshell_enter(shell, &subshell);
 *	…
 *	subshell_leave(shell, &subshell);
 */
struct subshell {
	const struct condition *alive, *base;
	struct frame frame; /* where `return` goes */
	struct turn *turn;
	size_t mark;
};

void subshell_enter(struct shell *shell, struct subshell *subshell);
void subshell_leave(struct shell *shell, struct subshell *subshell);

/* Ends the present command's way: it is followed no further. `exit` and what is like it. */
void run_end(struct shell *shell);

/* The same for what goes on elsewhere, which is added to `target`. */
void run_leave(struct shell *shell, const struct condition **target);

/* Goes on with what had left. */
void run_rejoin(struct shell *shell, const struct condition *left);

#endif
