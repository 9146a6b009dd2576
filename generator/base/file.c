/* SPDX-License-Identifier: BSD-3-Clause
 * file.c: writes files, and replaces them by renaming. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/signals.h"

bool file_is_absent(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
	case EACCES:
	case ELOOP:
	case ENAMETOOLONG:
	case ENXIO: /* a socket, or a FIFO that no process reads */
		return true;
	default:
		return false;
	}
}

bool file_write(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

bool file_close(int fd, bool is_good)
{
	int error = errno;

	if (is_good)
		return close(fd) == 0; /* a disk quota may show only here */
	close(fd);
	errno = error;
	return false;
}

bool file_sync(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL;
}

/* stat(), but no file is one without a mode. */
static bool look(const char *path, struct stat *status)
{
	memset(status, 0, sizeof(*status));
	return stat(path, status) == 0 || errno == ENOENT;
}

enum file_kind file_kind(const char *path)
{
	struct stat status;

	if (!look(path, &status))
		return FILE_ERROR;
	if (!status.st_mode)
		return FILE_NONE;
	if (S_ISREG(status.st_mode))
		return FILE_REGULAR;
	errno = EISDIR;
	return S_ISDIR(status.st_mode) ? FILE_ERROR : FILE_STREAM;
}

bool file_compare(const char *path, const char *input, bool *is_same)
{
	bool is_stdin = strcmp(input, "-") == 0;
	struct stat here, there;

	if (!look(path, &here) ||
	    !(is_stdin ? fstat(STDIN_FILENO, &there) == 0 : look(input, &there)))
		return false;
	*is_same =
		S_ISREG(here.st_mode) && here.st_dev == there.st_dev && here.st_ino == there.st_ino;
	return true;
}

/* A new file is as readable as open() would make it. */
static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Writes to a device or the like at `path`. */
static bool write_through(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && file_close(fd, file_write(fd, bytes, size));
}

/* The new name in the directory of `path`, too. */
static bool sync_parent(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *parent = slash ? arena_copy(arena, path, (size_t)(slash - path) + 1) : ".";
	int fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && file_close(fd, file_sync(fd));
}

/* Gives a file the permissions of a former one, and its owner where that is allowed: who may write
 * to a file need not be its owner. */
static bool take_over(int fd, const struct stat *former)
{
	if (fchown(fd, former->st_uid, former->st_gid) != 0 && errno != EPERM)
		return false;
	return fchmod(fd, former->st_mode & 07777) == 0;
}

/* Writes a file under another name, and renames it when it is whole. It takes over what `former`
 * has, if that is not NULL. */
static bool rename_new(struct arena *arena, const char *path, const char *bytes, size_t size,
		       const struct stat *former, bool is_durable)
{
	char *other = arena_printf(arena, "%s.XXXXXX", path);
	int fd = mkostemp(other, O_CLOEXEC);
	int error;

	if (fd < 0)
		return false;
	if (file_close(fd, file_write(fd, bytes, size) &&
				   (former ? take_over(fd, former) : fchmod(fd, new_mode()) == 0) &&
				   (!is_durable || file_sync(fd))) &&
	    rename(other, path) == 0)
		return !is_durable || sync_parent(arena, path);
	error = errno;
	unlink(other);
	errno = error;
	return false;
}

DEFINE_CLEANUP(char *, free)

bool file_replace(struct arena *arena, const char *path, const char *bytes, size_t size,
		  bool is_durable)
{
	enum file_kind kind = file_kind(path);
	CLEANUP(free) char *real = kind == FILE_REGULAR ? realpath(path, NULL) : NULL;
	struct signals signals;
	bool is_done;
	int error;

	if (kind == FILE_STREAM)
		return write_through(path, bytes, size);
	if (kind == FILE_ERROR || (kind == FILE_REGULAR && !real))
		return false;
	signals_hold(&signals);
	is_done = rename_new(arena, real ? real : path, bytes, size, NULL, is_durable);
	error = errno;
	signals_release(&signals);
	errno = error;
	return is_done;
}

bool file_update(struct arena *arena, const char *path, const char *bytes, size_t size)
{
	CLEANUP(free) char *real = realpath(path, NULL);
	struct signals signals;
	struct stat former;
	bool is_done;
	int error;

	if (!real || stat(real, &former) != 0 || faccessat(AT_FDCWD, real, W_OK, AT_EACCESS) != 0)
		return false;
	signals_hold(&signals);
	is_done = rename_new(arena, real, bytes, size, &former, true);
	error = errno;
	signals_release(&signals);
	errno = error;
	return is_done;
}
