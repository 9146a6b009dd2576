/* SPDX-License-Identifier: BSD-3-Clause
 * rundir.h: a private directory of this process, for its sockets and files.
 */
#ifndef ACRN_DM_RUNDIR_H
#define ACRN_DM_RUNDIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/private_directory.h"

/* The longest name of a file in it that fits into a socket's path. */
#define RUNDIR_NAME_MAX 31

#define RUNDIR_TEMPLATE "acrn-dm-XXXXXX"

struct rundir {
	char path[108 - RUNDIR_NAME_MAX - 1]; /* empty: none */
	struct error note; /* for the user, if not empty: why its parent is not the usual one */
};

/* The path that rundir_make() would use, in user_directory_find()'s. False if there is none. */
bool rundir_plan(struct rundir *directory, struct error *error);

/* Creates it, with mode 0700. */
bool rundir_make(struct rundir *directory, struct error *error);

/* Removes it and the files in it, if it exists. */
void rundir_remove(struct rundir *directory);

#endif
