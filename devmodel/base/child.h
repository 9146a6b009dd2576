/* SPDX-License-Identifier: BSD-3-Clause
 * child.h: processes that a program starts, and that die with it.
 */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

struct child {
	pid_t pid;
	int fd;	    /* a pidfd: readable once the process has ended; child_reap() closes it */
	int signal; /* from child_reap(): what ended it; 0: it has exited */
};

struct child_setup {
	int input, output, error; /* its standard three: descriptors that the caller keeps */
	bool is_apart; /* in a process group of its own, which a terminal's signals do not reach,
			* and with the default action for signals that we ignore */
};

/* Starts argv[0], which is a path, with no signal blocked. Without a setup it inherits our standard
 * three. False when it cannot be executed. The kernel kills it when we die. */
bool child_start(char *const argv[], const struct child_setup *setup, struct child *child,
		 struct error *error);

/* Starts a copy of this process that calls run(data) and exits with 0. It has our descriptors and
 * signal mask, and goes on when we die. */
bool child_fork(void (*run)(void *data), void *data, struct child *child, struct error *error);

/* Waits until it has ended; returns the exit status, or 128 and the signal that ended it. */
int child_reap(struct child *child);

/* The same, but kills the child after so many milliseconds: then it is 128 + SIGKILL. */
int child_reap_within(struct child *child, int milliseconds);

/* Runs it for so many milliseconds at most, with /dev/null for its standard input and error.
 * Returns its output, of which too much is cut off, as a new string; *status as of child_reap().
 * NULL with an error. */
char *child_run(char *const argv[], int milliseconds, int *status, struct error *error);

#endif
