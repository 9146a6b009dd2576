/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.c: finds the socket of a region. */
#include "ivshmem-client/server_directory.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "schema/name.h"

bool server_directory_choose(const char *option, struct socket_directory *directory,
			     struct error *error)
{
	static const struct socket_directory_kind kind = { .owner = "ivshmem-server",
							   .name = "ivshmem-server",
							   .variable = SERVER_DIRECTORY_VARIABLE,
							   .longest = SERVER_DIRECTORY_MAX };

	return socket_directory_choose(&kind, option, directory, error);
}

static bool has_state(const char *directory, const char *region, size_t length)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/.%.*s.peers", directory, (int)length, region);
	return access(path, F_OK) == 0;
}

static bool has_socket(const char *directory, const char *region, size_t length)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%.*s", directory, (int)length, region);
	return socket_directory_has(path);
}

size_t server_directory_region_length(const char *directory, const char *socket)
{
	const char *dot = strrchr(socket, '.');
	size_t whole = strlen(socket);

	if (!dot || !vm_name_is_valid(dot + 1) || has_state(directory, socket, whole))
		return whole;
	return (size_t)(dot - socket);
}

/* Whether the socket is the region's, and not that of another region's VM or of a region whose name
 * is this one's and the VM's. Other servers than ours have no state files. */
static bool is_of_region(const char *directory, const char *socket, const char *region)
{
	size_t length = server_directory_region_length(directory, socket);

	return length == strlen(region) ||
	       (strcmp(socket, region) == 0 && !has_socket(directory, socket, length) &&
		!has_state(directory, socket, length));
}

/* Fills in the path of the region's socket for `vm`, or if that is empty the common one, if there
 * is such a socket. */
static bool find(const char *directory, const char *region, const char *vm,
		 struct server_socket *socket)
{
	char name[SHM_NAME_MAX + 1 + CFG_VM_NAME_MAX + 1];
	int name_length = snprintf(name, sizeof(name), "%s%s%s", region, *vm ? "." : "", vm);
	int length = snprintf(socket->path, sizeof(socket->path), "%s/%s", directory, name);

	return name_length < (int)sizeof(name) && length < (int)sizeof(socket->path) &&
	       socket_directory_has(socket->path) && is_of_region(directory, name, region);
}

bool server_directory_find(const struct socket_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct error *error)
{
	/* A VM whose name is too long has no socket of its own. */
	if (*directory->path &&
	    ((vm_name_is_valid(vm) && find(directory->path, region, vm, socket)) ||
	     find(directory->path, region, "", socket)))
		return true;
	socket->path[0] = '\0';
	return !*directory->path || !directory->is_explicit ||
	       error_set(error,
			 "no socket for region '%s' in %s: let ivshmem-server serve it, or start "
			 "without notification (--server-dir=)",
			 region, directory->path);
}
