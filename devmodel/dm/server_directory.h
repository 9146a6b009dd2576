/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.h: where the ivshmem server has its sockets, for the server and for its clients.
 */
#ifndef SERVER_DIRECTORY_H
#define SERVER_DIRECTORY_H

#include <stdbool.h>

#include "fault.h"
#include "static_config.h"
#include "unix_socket.h"

#define SERVER_DIRECTORY_VARIABLE "IVSHMEM_SERVER_DIR"

/* The longest directory: "/REGION.VM" behind it is still a socket's path. */
#define SERVER_DIRECTORY_MAX (UNIX_SOCKET_PATH_MAX - 1 - CFG_REGION_NAME_MAX - 1 - CFG_VM_NAME_MAX)

struct server_directory {
	char path[SERVER_DIRECTORY_MAX + 1]; /* without a slash at its end; empty: there is none */
	bool is_explicit; /* the user has chosen it, or that there is none; not a default */
};

/* Chooses the directory: `option` where it is not NULL, else $IVSHMEM_SERVER_DIR where it is set;
 * an empty one of either means that there is none. Else /run/ivshmem-server for root, and
 * ivshmem-server in $XDG_RUNTIME_DIR for others, or none where that is not absolute or too long.
 * Whether the directory exists is not looked at. False when an explicit one is too long. */
bool server_directory_choose(const char *option, struct server_directory *directory,
			     struct fault *fault);

struct server_socket {
	char path[UNIX_SOCKET_PATH_MAX + 1]; /* empty: nobody serves the region */
};

/* Finds the socket of a region: the VM's own, else everybody's. False with a fault where there is
 * none in a directory that the user has chosen; in any other there is no server then. */
bool server_directory_find(const struct server_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct fault *fault);

#endif
