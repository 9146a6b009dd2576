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

/* Listens at `path`, which must not exist, with permissions `mode` from its first moment on. When
 * it is not wanted any more the caller unlinks it. */
int unix_socket_listen(const char *path, int type, mode_t mode, int backlog, struct error *error);

/* Connects to whoever listens at `path`. errno tells of ENOENT and ECONNREFUSED, where nobody does,
 * and EAGAIN, where too many wait already. */
int unix_socket_connect(const char *path, int type, struct error *error);

/* Whether it is our own user or root who has connected. The socket's mode keeps others out already,
 * but the user may have changed it. */
bool unix_socket_is_welcome(const struct ucred *peer);

#endif
