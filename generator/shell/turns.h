/* SPDX-License-Identifier: BSD-3-Clause
 * turns.h: loops that run an unknown number of times.
 */
#ifndef SHELL_TURNS_H
#define SHELL_TURNS_H

#include "shell/state.h"

/* A loop, and one of its turns. */
struct loop {
	const struct shell_command *command;
	const struct shell_list *condition; /* NULL where there is none */
	bool is_until;
	const struct shell_word
		*arithmetic[2];	   /* of for ((;;)): the condition, the step; or NULL */
	struct variable *variable; /* of `for`; or NULL */
	struct value value;	   /* that it has in this turn */
};

/* Whether there is another turn. */
const struct condition *loop_condition(struct shell *shell, const struct loop *loop);

/* The body, and what is behind it before the next turn; `turn` collects what leaves it. */
void loop_turn(struct shell *shell, const struct loop *loop, struct turn *turn);

/* Any number of turns: the body is followed once, with what is true in each of them. */
void turns_run(struct shell *shell, const struct loop *loop);

/* The state, to be taken back to when what was tried does not go. */
struct snapshot {
	const struct condition *alive, *base;
	struct status status;
	struct frame frame;
	struct turn turn;
	size_t mark, run_count;
};

struct snapshot snapshot_take(const struct shell *shell);
void snapshot_restore(struct shell *shell, const struct snapshot *snapshot);

#endif
