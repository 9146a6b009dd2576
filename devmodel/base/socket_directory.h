/* SPDX-License-Identifier: BSD-3-Clause
 * socket_directory.h: where a service has its sockets, for itself and for its clients.
 */
#ifndef BASE_SOCKET_DIRECTORY_H
#define BASE_SOCKET_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/unix_socket.h"

/* One service's. */
struct socket_directory_kind {
	const char *owner;    /* whose it is, for messages */
	const char *name;     /* of the default one */
	const char *variable; /* of the environment, which names another */
	size_t longest;	      /* the longest path for which the sockets' names still fit */
};

struct socket_directory {
	char path[UNIX_SOCKET_PATH_MAX + 1]; /* without a slash at its end; empty: there is none */
	bool is_explicit; /* the user has chosen it, or that there is none; not a default */
};

/* Chooses the directory: `option` where it is not NULL, else the variable where it is set; an empty
 * one of either means that there is none. Else the name in /run for root, and in $XDG_RUNTIME_DIR
 * for others, or none where that is not absolute or too long. Whether the directory exists is not
 * looked at. False when an explicit one is too long. */
bool socket_directory_choose(const struct socket_directory_kind *kind, const char *option,
			     struct socket_directory *directory, struct error *error);

/* Makes the directory with permissions `mode`, if it is missing. False also for one that others
 * than the user and root may write to: they could put a socket of theirs in the place of ours. */
bool socket_directory_make(const char *path, mode_t mode, struct error *error);

/* Whether `path` is a socket's. */
bool socket_directory_has(const char *path);

#endif
