/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.h: the directory of the ivshmem server's sockets, for the server and its
 * clients.
 */
#ifndef IVSHMEM_CLIENT_SERVER_DIRECTORY_H
#define IVSHMEM_CLIENT_SERVER_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/socket_directory.h"
#include "schema/static_config.h"

#define SERVER_DIRECTORY_VARIABLE "IVSHMEM_SERVER_DIR"

/* The longest directory to which "/REGION.VM" can be added with names of ACRN. Longer names need a
 * shorter one. */
#define SERVER_DIRECTORY_MAX (UNIX_SOCKET_PATH_MAX - 1 - CFG_REGION_NAME_MAX - 1 - CFG_VM_NAME_MAX)

/* Chooses the directory as socket_directory_choose() does: $IVSHMEM_SERVER_DIR, and ivshmem-server
 * by default. */
bool server_directory_choose(const char *option, struct socket_directory *directory,
			     struct error *error);

struct server_socket {
	char path[UNIX_SOCKET_PATH_MAX + 1]; /* empty: there is no server for the region */
};

/* Finds the socket of a region: the VM's own, unless `vm` is empty, else the common one. False with
 * an error if there is none in a directory that the user has chosen; in any other there is no
 * server then. */
bool server_directory_find(const struct socket_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct error *error);

/* The length of the region's name in that of one of the server's sockets, REGION or REGION.VM. A
 * name with a dot is REGION.VM unless the directory has that region's state file, .REGION.peers,
 * which a server makes before its sockets (ivshmem-server/id_lease.h). */
size_t server_directory_region_length(const char *directory, const char *socket);

#endif
