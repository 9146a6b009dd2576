/* SPDX-License-Identifier: BSD-3-Clause
 * socket_directory.c: chooses between the user's directory and the default. */
#include "base/socket_directory.h"

#include <errno.h>
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

static void choose_default(const struct socket_directory_kind *kind,
			   struct socket_directory *directory)
{
	const char *parent = geteuid() == 0 ? "/run" : getenv("XDG_RUNTIME_DIR");

	*directory = (struct socket_directory) { 0 };
	if (parent && *parent == '/' && strlen(parent) + 1 + strlen(kind->name) <= kind->longest)
		snprintf(directory->path, sizeof(directory->path), "%s/%s", parent, kind->name);
}

bool socket_directory_choose(const struct socket_directory_kind *kind, const char *option,
			     struct socket_directory *directory, struct error *error)
{
	const char *chosen = option ? option : getenv(kind->variable);

	if (chosen)
		return choose_explicit(kind, chosen, directory, error);
	choose_default(kind, directory);
	return true;
}

bool socket_directory_make(const char *path, mode_t mode, struct error *error)
{
	struct stat status;

	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return error_set_errno(error, "cannot create directory %s", path);
	if (stat(path, &status) < 0)
		return error_set_errno(error, "%s", path);
	if (!S_ISDIR(status.st_mode))
		return error_set(error, "%s is not a directory", path);
	if ((status.st_uid != geteuid() && status.st_uid != 0) || (status.st_mode & 022))
		return error_set(error,
				 "%s is writable by other users (owner %u, mode %04o): choose "
				 "another directory with --dir",
				 path, (unsigned)status.st_uid, (unsigned)status.st_mode & 07777);
	return true;
}

bool socket_directory_has(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}
