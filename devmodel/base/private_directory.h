/* SPDX-License-Identifier: BSD-3-Clause
 * private_directory.h: directories into which no other user but root can put a file.
 *
 * A directory is checked by its descriptor: what was checked is what is used, even if its name is
 * given to another directory meanwhile.
 */
#ifndef BASE_PRIVATE_DIRECTORY_H
#define BASE_PRIVATE_DIRECTORY_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* Opens the directory, relative to the directory `parent`, or AT_FDCWD. -1 with an error if `path`
 * is a symbolic link or not a directory, if it belongs to neither this user nor root, or if other
 * users may write to it. The caller closes the descriptor, which closes on exec. */
int private_directory_open(int parent, const char *path, struct error *error);

/* The same, relative to the current one, but first creates it with permissions `mode` if it is
 * missing. */
int private_directory_make(const char *path, mode_t mode, struct error *error);

/* The longest directory of a user in which all programs' sockets have room. */
#define USER_DIRECTORY_MAX 48

/* A user's directory for what lasts no longer than until the machine's next start. */
struct user_directory {
	char path[USER_DIRECTORY_MAX + 1];
	struct error note; /* for the user: why it is not $XDG_RUNTIME_DIR; empty: it is */
};

/* Finds it: $XDG_RUNTIME_DIR, if that is absolute and private, and this user can write to it. Else
 * /run for root, and /tmp/acrn-cfg-UID for others, which is created if it is missing. False if that
 * cannot be used. Launch scripts do the same, but always use /run for root. */
bool user_directory_find(struct user_directory *directory, struct error *error);

#endif
