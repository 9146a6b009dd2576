/* SPDX-License-Identifier: BSD-3-Clause
 * file.c: writes files, and replaces them by renaming. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/signals.h"

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

/* A new file is as readable as open() would make it. */
static mode_t new_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Writes to what stands at `path` and is no file. */
static bool write_through(const char *path, const char *bytes, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && file_close(fd, file_write(fd, bytes, size));
}

/* Writes a file by another name, and gives it its own when it is whole. */
static bool rename_new(struct arena *arena, const char *path, const char *bytes, size_t size)
{
	char *other = arena_printf(arena, "%s.XXXXXX", path);
	int fd = mkostemp(other, O_CLOEXEC);
	int error;

	if (fd < 0)
		return false;
	if (file_close(fd, file_write(fd, bytes, size) && fchmod(fd, new_mode()) == 0 &&
				   fsync(fd) == 0) &&
	    rename(other, path) == 0)
		return true;
	error = errno;
	unlink(other);
	errno = error;
	return false;
}

bool file_replace(struct arena *arena, const char *path, const char *bytes, size_t size)
{
	struct signals signals;
	struct stat status;
	bool is_done;
	int error;

	signals_hold(&signals);
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
		is_done = write_through(path, bytes, size);
	else
		is_done = rename_new(arena, path, bytes, size);
	error = errno;
	signals_release(&signals);
	errno = error;
	return is_done;
}
