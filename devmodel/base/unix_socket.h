/* SPDX-License-Identifier: BSD-3-Clause
 * unix_socket.h: UNIX sockets with a name in the file system.
 *
 * `type` is SOCK_STREAM or SOCK_SEQPACKET. All are non-blocking and close on exec; the caller
 * closes them. -1 comes with an error.
 */
#ifndef BASE_UNIX_SOCKET_H
#define BASE_UNIX_SOCKET_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

#include "base/error.h"

/* The longest path, without its NUL: that of sockaddr_un. */
#define UNIX_SOCKET_PATH_MAX 107

/* Listens at `path`, which must not exist, and is created with permissions `mode`. The caller
 * unlinks it at the end. */
int unix_socket_listen(const char *path, int type, mode_t mode, int backlog, struct error *error);

/* Connects to the listener at `path`. errno is ENOENT or ECONNREFUSED if there is none, and EAGAIN
 * if too many connections wait already. */
int unix_socket_connect(const char *path, int type, struct error *error);

/* Whether `path` is a socket at which no process listens. A listener does not notice the test. */
bool unix_socket_is_dead(const char *path);

/* Whether a connection comes from our user or root. The socket's mode excludes others already, but
 * the user may have changed it. */
bool unix_socket_is_allowed(const struct ucred *peer);

#endif
