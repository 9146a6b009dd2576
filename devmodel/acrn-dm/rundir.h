/* SPDX-License-Identifier: BSD-3-Clause
 * rundir.h: a directory of this process's own, for sockets and files that nobody else may see.
 */
#ifndef ACRN_DM_RUNDIR_H
#define ACRN_DM_RUNDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The longest name of a file in it for which there is room as a socket's path. */
#define RUNDIR_NAME_MAX 31

#define RUNDIR_TEMPLATE "acrn-dm-XXXXXX"

struct rundir {
	char path[108 - RUNDIR_NAME_MAX - 1]; /* empty: there is none */
};

/* Where the directory would be made: below $XDG_RUNTIME_DIR if that is good enough, else /tmp. */
void rundir_plan(struct rundir *directory);

/* Makes it, with mode 0700. */
bool rundir_make(struct rundir *directory, struct error *error);

/* Removes it with all that is in it; none is fine. */
void rundir_remove(struct rundir *directory);

#endif
