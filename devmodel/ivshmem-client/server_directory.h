/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.h: where the ivshmem server has its sockets, for the server and for its clients.
 */
#ifndef IVSHMEM_CLIENT_SERVER_DIRECTORY_H
#define IVSHMEM_CLIENT_SERVER_DIRECTORY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/socket_directory.h"
#include "schema/static_config.h"

#define SERVER_DIRECTORY_VARIABLE "IVSHMEM_SERVER_DIR"

/* The longest directory: "/REGION.VM" behind it is still a socket's path. */
#define SERVER_DIRECTORY_MAX (UNIX_SOCKET_PATH_MAX - 1 - CFG_REGION_NAME_MAX - 1 - CFG_VM_NAME_MAX)

/* Chooses the directory as socket_directory.h tells: $IVSHMEM_SERVER_DIR, and ivshmem-server by
 * default. */
bool server_directory_choose(const char *option, struct socket_directory *directory,
			     struct error *error);

struct server_socket {
	char path[UNIX_SOCKET_PATH_MAX + 1]; /* empty: nobody serves the region */
};

/* Finds the socket of a region: the VM's own, else everybody's. False with an error where there is
 * none in a directory that the user has chosen; in any other there is no server then. */
bool server_directory_find(const struct socket_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct error *error);

#endif
