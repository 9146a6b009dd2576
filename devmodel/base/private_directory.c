/* SPDX-License-Identifier: BSD-3-Clause
 * private_directory.c: opens and checks directories, and finds the user's. */
#include "base/private_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool check(int fd, const char *path, struct error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return error_set_errno(error, "%.300s", path);
	if ((status.st_uid == geteuid() || status.st_uid == 0) && !(status.st_mode & 022))
		return true;
	return error_set(error,
			 "%.300s is writable by other users (owner %u, mode %04o): choose another "
			 "directory",
			 path, (unsigned)status.st_uid, (unsigned)status.st_mode & 07777);
}

int private_directory_open(int parent, const char *path, struct error *error)
{
	int fd = openat(parent, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0) {
		if (errno == ENOTDIR || errno == ELOOP)
			error_set(error, "%.300s is not a directory, or is a symbolic link", path);
		else
			error_set_errno(error, "%.300s", path);
	} else if (!check(fd, path, error)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

int private_directory_make(const char *path, mode_t mode, struct error *error)
{
	if (mkdir(path, mode) == 0 || errno == EEXIST)
		return private_directory_open(AT_FDCWD, path, error);
	error_set_errno(error, "cannot create directory %.300s", path);
	return -1;
}

/* Whether $XDG_RUNTIME_DIR can be used; else sets `reason`, which is empty if it is not set. */
static bool is_usable(const char *path, struct error *reason)
{
	int fd;

	reason->text[0] = '\0';
	if (!path || !*path)
		return false;
	if (*path != '/' || strlen(path) > USER_DIRECTORY_MAX)
		return error_set(reason, "%.300s is not an absolute path of at most %d characters",
				 path, USER_DIRECTORY_MAX);
	fd = private_directory_open(AT_FDCWD, path, reason);
	if (fd < 0)
		return false;
	if (faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
		error_set_errno(reason, "cannot write to %.300s", path);
	close(fd);
	return !*reason->text;
}

/* Root's is there; that of another user is created in a directory in which all users can. */
static bool choose_other(struct user_directory *directory, struct error *error)
{
	int fd;

	if (geteuid() == 0) {
		strcpy(directory->path, "/run");
		return true;
	}
	snprintf(directory->path, sizeof(directory->path), "/tmp/acrn-cfg-%u", (unsigned)geteuid());
	fd = private_directory_make(directory->path, 0700, error);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

bool user_directory_find(struct user_directory *directory, struct error *error)
{
	const char *path = getenv("XDG_RUNTIME_DIR");
	struct error reason, other;

	directory->note.text[0] = '\0';
	if (is_usable(path, &reason)) {
		strcpy(directory->path, path);
		return true;
	}
	if (!choose_other(directory, &other))
		return error_set(error, "XDG_RUNTIME_DIR is not set or not usable, and %.400s",
				 other.text);
	if (*reason.text)
		error_set(&directory->note, "XDG_RUNTIME_DIR is not used: %.500s: using %s",
			  reason.text, directory->path);
	else if (geteuid() != 0)
		error_set(&directory->note, "XDG_RUNTIME_DIR is not set: using %s",
			  directory->path);
	return true;
}
