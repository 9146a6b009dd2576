/* SPDX-License-Identifier: BSD-3-Clause
 * server_directory.c: chooses between what the user says and the defaults. */
#include "server_directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
