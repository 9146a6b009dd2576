/* SPDX-License-Identifier: BSD-3-Clause
 * socket_directory.c: chooses between the user's directory and the default. */
#include "base/socket_directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool choose_explicit(const struct socket_directory_kind *kind, const char *path,
			    struct socket_directory *directory, struct error *error)
{
	size_t length = strlen(path);

	while (length > 1 && path[length - 1] == '/')
		length--;
	if (length > kind->longest)
		return error_set(error,
				 "invalid %s directory %.200s: at most %zu characters, so that the "
				 "paths of its sockets fit",
				 kind->owner, path, kind->longest);
	*directory = (struct socket_directory) { .is_explicit = true };
	memcpy(directory->path, path, length);
	return true;
}

/* Root's do not depend on the environment: a service's clients find it everywhere. */
static bool choose_default(const struct socket_directory_kind *kind,
			   struct socket_directory *directory, struct error *error)
{
	struct user_directory parent = { .path = "/run" };

	if (geteuid() != 0 && !user_directory_find(&parent, error))
		return false;
	*directory = (struct socket_directory) { .note = parent.note };
	snprintf(directory->path, sizeof(directory->path), "%s/%s", parent.path, kind->name);
	return true;
}

bool socket_directory_choose(const struct socket_directory_kind *kind, const char *option,
			     struct socket_directory *directory, struct error *error)
{
	const char *chosen = option ? option : getenv(kind->variable);

	if (chosen)
		return choose_explicit(kind, chosen, directory, error);
	return choose_default(kind, directory, error);
}

bool socket_directory_make(const char *path, mode_t mode, struct error *error)
{
	int fd = private_directory_make(path, mode, error);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool socket_directory_has(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}
