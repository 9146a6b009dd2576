/* SPDX-License-Identifier: BSD-3-Clause
 * signals.h: delays the signals that end the program while something must not stop half-way.
 */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct signals {
	sigset_t held, former;
};

/* Blocks them, except for those that are ignored and SIGKILL. */
void signals_hold(struct signals *signals);

/* Whether one is pending: a reason to stop and to undo what was done. */
bool signals_is_pending(const struct signals *signals);

/* Unblocks them: one that is pending usually ends the program here. */
void signals_release(const struct signals *signals);

#endif
