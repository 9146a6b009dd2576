/* SPDX-License-Identifier: BSD-3-Clause
 * signals.h: lets the signals that end the program wait while something is done that may not stop
 * half-way.
 */
#ifndef BASE_SIGNALS_H
#define BASE_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct signals {
	sigset_t held, former;
};

/* From here on they wait. Signals that are ignored stay so, and SIGKILL knows no waiting. */
void signals_hold(struct signals *signals);

/* Whether one has come: a reason to stop and to take back what was done. */
bool signals_has_come(const struct signals *signals);

/* Lets those in that have come, which usually ends the program here and now. */
void signals_release(const struct signals *signals);

#endif
