/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.c: chooses between what the user says and the defaults. */
#include "server_directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "ivshmem-server"

static bool choose_explicit(const char *path, struct server_directory *directory,
			    struct fault *fault)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length > SERVER_DIRECTORY_MAX)
		return fault_set(
			fault,
			"%.200s: the server's directory has at most %d characters, so that "
			"its sockets' names fit",
			path, SERVER_DIRECTORY_MAX);
	*directory = (struct server_directory) { .is_explicit = true };
	memcpy(directory->path, path, length);
	return true;
}

static void choose_default(struct server_directory *directory)
{
	const char *parent = geteuid() == 0 ? "/run" : getenv("XDG_RUNTIME_DIR");

	*directory = (struct server_directory) { 0 };
	if (parent && *parent == '/' && strlen(parent) + strlen("/" NAME) <= SERVER_DIRECTORY_MAX)
		snprintf(directory->path, sizeof(directory->path), "%s/" NAME, parent);
}

bool server_directory_choose(const char *option, struct server_directory *directory,
			     struct fault *fault)
{
	const char *chosen = option ? option : getenv(SERVER_DIRECTORY_VARIABLE);

	if (chosen)
		return choose_explicit(chosen, directory, fault);
	choose_default(directory);
	return true;
}

static bool is_socket(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}

bool server_directory_find(const struct server_directory *directory, const char *region,
			   const char *vm, struct server_socket *socket, struct fault *fault)
{
	socket->path[0] = '\0';
	if (!*directory->path)
		return true;
	/* A VM's name that is too long has no socket of its own. */
	if (strlen(vm) <= CFG_VM_NAME_MAX) {
		snprintf(socket->path, sizeof(socket->path), "%s/%.27s.%.15s", directory->path,
			 region, vm);
		if (is_socket(socket->path))
			return true;
	}
	snprintf(socket->path, sizeof(socket->path), "%s/%.27s", directory->path, region);
	if (is_socket(socket->path))
		return true;
	socket->path[0] = '\0';
	return !directory->is_explicit ||
	       fault_set(fault,
			 "region '%s' has no socket in %s: have ivshmem-server serve it, or start "
			 "without notification (--server-dir=)",
			 region, directory->path);
}
