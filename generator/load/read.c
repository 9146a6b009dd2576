/* SPDX-License-Identifier: BSD-3-Clause
 * read.c: reads files whole. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/reads.h"
#include "load/load.h"
#include "load/overlay.h"

/* Room for `capacity` bytes and a NUL in place of `bytes`; not in the arena, which would keep all
 * that it outgrows. */
static char *resize(const struct arena *arena, char *bytes, size_t capacity)
{
	char *larger = realloc(bytes, capacity + 1);

	if (!larger)
		arena_exhausted(arena);
	return larger;
}

/* Reads `fd` to its end. Returns NULL with errno set on an error, or with EFBIG past the cap. */
static char *read_all(struct arena *arena, int fd, size_t expected, size_t *size)
{
	size_t capacity = expected + 1;
	char *bytes = resize(arena, NULL, capacity);

	*size = 0;
	for (;;) {
		ssize_t got = read(fd, bytes + *size, capacity - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0) {
			bytes[*size] = '\0';
			return arena_adopt(arena, bytes, free);
		}
		if (got > 0)
			*size += (size_t)got;
		if (got < 0 || *size > SOURCE_SIZE_MAX) {
			int error = got < 0 ? errno : EFBIG;

			free(bytes);
			errno = error;
			return NULL;
		}
		if (*size == capacity)
			bytes = resize(arena, bytes, capacity *= 2);
	}
}

/* Opens `path` if it is a regular file; a FIFO or a device could block or never end. */
static int open_regular(const char *path, size_t *size)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int error;

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		if ((uintmax_t)status.st_size <= SOURCE_SIZE_MAX) {
			*size = (size_t)status.st_size;
			return fd;
		}
		errno = EFBIG;
	} else {
		errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;
	}
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static void report_unreadable(struct diags *diags, const char *path, int error)
{
	struct diag *diag;

	switch (error) {
	case EISDIR:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "'%s' is a directory, not a file", path);
		break;
	case ESPIPE:
		diag = diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
				"'%s' is not a regular file", path);
		diag_help(diag, "to read a pipe, give '-' and redirect standard input");
		break;
	case EFBIG:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 },
			 "'%s' is larger than %u MiB", path, SOURCE_SIZE_MAX >> 20);
		break;
	default:
		diag_add(diags, DIAG_FILE_UNREADABLE, (struct span) { 0 }, "cannot read '%s': %s",
			 path, strerror(error));
	}
}

const struct source *load_read_open(struct arena *arena, int fd, const char *path,
				    struct diags *diags)
{
	size_t size;
	char *bytes = read_all(arena, fd, 4096, &size);

	if (!bytes)
		report_unreadable(diags, path, errno);
	return bytes ? source_file(arena, path, bytes, size) : NULL;
}

const struct source *load_read(struct arena *arena, const char *path, struct diags *diags)
{
	bool is_stdin = strcmp(path, "-") == 0;
	const struct overlay *overlay = overlay_find(path);
	size_t size = 0;
	char *bytes;
	int fd;

	diags_add_read(diags, path);
	if (overlay)
		return is_stdin ? source_memory(arena, "<stdin>", overlay->bytes, overlay->size)
				: source_file(arena, path, overlay->bytes, overlay->size);
	fd = is_stdin ? STDIN_FILENO : open_regular(path, &size);
	bytes = fd < 0 ? NULL : read_all(arena, fd, size ? size : 4096, &size);
	if (!bytes)
		report_unreadable(diags, path, errno);
	if (fd > STDIN_FILENO)
		close(fd);
	if (!bytes)
		return NULL;
	return is_stdin ? source_memory(arena, "<stdin>", bytes, size)
			: source_file(arena, path, bytes, size);
}
