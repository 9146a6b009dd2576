/* SPDX-License-Identifier: BSD-3-Clause
 * signals.c: blocks signals by the mask of the process: no handlers, no globals. */
#include "base/signals.h"

#include <stddef.h>

/* What users, shells, service managers and resource limits end a program with. */
static const int endings[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXCPU, SIGXFSZ };

#define ENDING_COUNT (sizeof(endings) / sizeof(endings[0]))

/* A signal that is blocked becomes pending even where it is ignored: it stays unblocked. */
static bool is_ignored(int number)
{
	struct sigaction action;

	return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

void signals_hold(struct signals *signals)
{
	sigemptyset(&signals->held);
	for (size_t i = 0; i < ENDING_COUNT; i++)
		if (!is_ignored(endings[i]))
			sigaddset(&signals->held, endings[i]);
	sigprocmask(SIG_BLOCK, &signals->held, &signals->former);
}

bool signals_is_pending(const struct signals *signals)
{
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < ENDING_COUNT; i++)
		if (sigismember(&pending, endings[i]) && sigismember(&signals->held, endings[i]) &&
		    !sigismember(&signals->former, endings[i]))
			return true;
	return false;
}

void signals_release(const struct signals *signals)
{
	sigprocmask(SIG_SETMASK, &signals->former, NULL);
}
