/* SPDX-License-Identifier: BSD-3-Clause
 * fork.h: branches: each arm is followed from where the branch begins, and behind the branch each
 * variable is a choice of what the arms have made of it.
 *
 *	fork_start(shell, &fork);
 *	if (fork_enter(&fork, success_of_first_test)) {
 *		… the first arm …
 *		fork_leave(&fork);
 *	}
 *	… further arms, each for what the former ones have left …
 *	fork_end(&fork);
 */
#ifndef SHELL_FORK_H
#define SHELL_FORK_H

#include "shell/state.h"

struct arm {
	const struct condition *when;	      /* under which it is entered */
	const struct condition *guard;	      /* what tells it from the others */
	const struct condition *alive, *base; /* at its end */
	struct change *changes;
	size_t change_count;
};

struct fork {
	struct shell *shell;
	const struct condition *alive, *base; /* at the start */
	const struct condition *rest;	      /* what no arm has taken yet */
	const struct condition *success;      /* of the last command of an arm */
	size_t mark;			      /* of the journal */
	struct arm *arms;
	size_t count, room;
};

void fork_start(struct shell *shell, struct fork *fork);

/* Enters the arm that is taken where `when` holds and no former arm is; false, and there is nothing
 * to leave, where that cannot be. */
bool fork_enter(struct fork *fork, const struct condition *when);
void fork_leave(struct fork *fork);

/* Continues behind the branch. Where no arm was taken, nothing has happened, with success. */
void fork_end(struct fork *fork);

/* Whether there is nothing left for a further arm. */
bool fork_is_complete(const struct fork *fork);

#endif
