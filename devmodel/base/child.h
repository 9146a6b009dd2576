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
	int fd; /* a pidfd: readable once the process has ended; child_reap() closes it */
};

struct child_setup {
	int input, output, error; /* the standard three: descriptors of ours, which stay ours */
	bool is_apart; /* in a process group of its own, which a terminal's signals do not reach;
			* and so it ignores none of those that we do */
};

/* Starts argv[0], which is a path, with the signals in their default state. Without a setup it gets
 * our three. False when it cannot be run. The kernel kills it when we die. */
bool child_start(char *const argv[], const struct child_setup *setup, struct child *child,
		 struct error *error);

/* Waits until it has ended; the exit status, or 128 and the signal that ended it. */
int child_reap(struct child *child);

/* The same, with SIGKILL for a child that is not done after so many milliseconds: 128 + SIGKILL. */
int child_reap_within(struct child *child, int milliseconds);

/* Runs it for so many milliseconds at most, with nothing to read and no standard error, and gives
 * all or the first of what it prints, as a new string; *status as of child_reap(). NULL with a
 * error. */
char *child_run(char *const argv[], int milliseconds, int *status, struct error *error);

#endif
