/* SPDX-License-Identifier: BSD-3-Clause
 * socket_file.h: whether the file of a listening socket may be created, and replaced.
 */
#ifndef IVSHMEM_SERVER_SOCKET_FILE_H
#define IVSHMEM_SERVER_SOCKET_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* Whether the path is free: there is no file, or a socket at which no process listens, as a server
 * that was killed leaves it. */
bool socket_file_is_free(const char *path, struct error *error);

/* The same for a path outside of the server's directory, given by the user: a socket that is there
 * must also belong to this user or to `owner`. Its directory is created if it is missing, and must
 * not be writable by others. */
bool socket_file_is_free_outside(const char *path, uid_t owner, struct error *error);

#endif
