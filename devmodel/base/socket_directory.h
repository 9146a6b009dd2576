/* SPDX-License-Identifier: BSD-3-Clause
 * socket_directory.h: the directory of a service's sockets, for itself and for its clients.
 */
#ifndef BASE_SOCKET_DIRECTORY_H
#define BASE_SOCKET_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/private_directory.h"
#include "base/unix_socket.h"

/* One service's. */
struct socket_directory_kind {
	const char *owner;    /* the service, for messages */
	const char *name;     /* of the default directory */
	const char *variable; /* of the environment, for another directory */
	size_t longest;	      /* the longest path to which the sockets' names can be added */
};

struct socket_directory {
	char path[UNIX_SOCKET_PATH_MAX + 1]; /* without a slash at its end; empty: there is none */
	bool is_explicit;		     /* chosen by the user, who may have chosen none */
	struct error note; /* for the user, if not empty: why the default is not the usual one */
};

/* Chooses the directory: `option` if it is not NULL, else the variable if it is set; if either is
 * empty, there is none. Else the default name in /run for root, and in user_directory_find()'s for
 * others. Does not check whether the directory exists. False if an explicit one is too long, or if
 * the user has no directory for it. */
bool socket_directory_choose(const struct socket_directory_kind *kind, const char *option,
			     struct socket_directory *directory, struct error *error);

/* Creates the directory as private_directory_make() does: other users that may write to it could
 * replace our sockets. */
bool socket_directory_make(const char *path, mode_t mode, struct error *error);

/* Whether `path` is a socket's. */
bool socket_directory_has(const char *path);

#endif
