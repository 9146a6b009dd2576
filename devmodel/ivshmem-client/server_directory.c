/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.c: finds the socket of a region. */
#include "ivshmem-client/server_directory.h"

#include <stdio.h>
#include <string.h>

bool server_directory_choose(const char *option, struct socket_directory *directory,
			     struct error *error)
{
	static const struct socket_directory_kind kind = { .owner = "ivshmem-server",
							   .name = "ivshmem-server",
							   .variable = SERVER_DIRECTORY_VARIABLE,
							   .longest = SERVER_DIRECTORY_MAX };

	return socket_directory_choose(&kind, option, directory, error);
}

bool server_directory_find(const struct socket_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct error *error)
{
	socket->path[0] = '\0';
	if (!*directory->path)
		return true;
	/* A VM whose name is too long has no socket of its own. */
	if (strlen(vm) <= CFG_VM_NAME_MAX) {
		snprintf(socket->path, sizeof(socket->path), "%.*s/%.27s.%.15s",
			 SERVER_DIRECTORY_MAX, directory->path, region, vm);
		if (socket_directory_has(socket->path))
			return true;
	}
	snprintf(socket->path, sizeof(socket->path), "%.*s/%.27s", SERVER_DIRECTORY_MAX,
		 directory->path, region);
	if (socket_directory_has(socket->path))
		return true;
	socket->path[0] = '\0';
	return !directory->is_explicit ||
	       error_set(error,
			 "no socket for region '%s' in %s: let ivshmem-server serve it, or start "
			 "without notification (--server-dir=)",
			 region, directory->path);
}
