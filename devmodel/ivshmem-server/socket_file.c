/* SPDX-License-Identifier: BSD-3-Clause
 * socket_file.c: checks a socket's path before it is used. */
#include "ivshmem-server/socket_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/socket_directory.h"
#include "base/unix_socket.h"

bool socket_file_is_free(const char *path, struct error *error)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return errno == ENOENT || error_set_errno(error, "%s", path);
	if (!S_ISSOCK(status.st_mode))
		return error_set(error, "%s is not a socket: remove it", path);
	return unix_socket_is_dead(path) ||
	       error_set(error, "%s is in use: a process listens there", path);
}

static bool check_directory(const char *path, struct error *error)
{
	size_t length = (size_t)(strrchr(path, '/') - path);
	char directory[UNIX_SOCKET_PATH_MAX + 1];

	snprintf(directory, sizeof(directory), "%.*s", length ? (int)length : 1, path);
	return socket_directory_make(directory, 0755, error);
}

bool socket_file_is_free_outside(const char *path, uid_t owner, struct error *error)
{
	struct stat status;

	if (!check_directory(path, error))
		return false;
	if (lstat(path, &status) == 0 && status.st_uid != geteuid() && status.st_uid != owner)
		return error_set(error, "%s belongs to user %u: remove it, or choose another path",
				 path, (unsigned)status.st_uid);
	return socket_file_is_free(path, error);
}
