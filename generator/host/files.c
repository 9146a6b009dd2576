/* SPDX-License-Identifier: BSD-3-Clause
 * files.c: what is at a path: its properties, bytes, names or link. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "host/internal.h"

static bool describe(struct host *host, int fd, struct host_file *file)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return false;
	*file = (struct host_file) {
		.mode = status.st_mode,
		.uid = status.st_uid,
		.gid = status.st_gid,
		.user = accounts_user(host, status.st_uid),
		.group = accounts_group(host, status.st_gid),
		.size = (uint64_t)status.st_size,
		.device = status.st_dev,
		.inode = status.st_ino,
	};
	return acl_read(host, fd, file);
}

bool host_stat(struct host *host, const char *path, struct host_file *file)
{
	int fd = host_open_path(host, path, O_PATH);
	bool is_good;

	if (fd < 0)
		return false;
	is_good = describe(host, fd, file);
	host_close(fd);
	return is_good;
}

/* Reads up to `limit` bytes: files of /proc do not have the size that they state. NULL with errno.
 */
static char *read_bytes(struct host *host, int fd, size_t limit, size_t *size)
{
	size_t capacity = 0;
	char *bytes = NULL;
	ssize_t got = 1;

	for (*size = 0; got != 0 && *size < limit; *size += (size_t)got) {
		if (*size == capacity) {
			capacity = capacity ? capacity * 2 : 4096;
			capacity = capacity < limit ? capacity : limit;
			bytes = realloc(bytes, capacity);
			if (!bytes)
				arena_exhausted(host->arena);
		}
		do
			got = read(fd, bytes + *size, capacity - *size);
		while (got < 0 && errno == EINTR);
		if (got < 0) {
			free(bytes);
			return NULL;
		}
	}
	return bytes;
}

const char *host_read(struct host *host, const char *path, size_t limit, size_t *size)
{
	int fd = host_open_regular(host, path);
	size_t length = 0;
	char *bytes;
	const char *copy;

	if (fd < 0)
		return NULL;
	bytes = read_bytes(host, fd, limit, &length);
	host_close(fd);
	if (!bytes)
		return NULL;
	copy = arena_copy(host->arena, bytes, length);
	free(bytes);
	if (size)
		*size = length;
	return copy;
}

const char *host_digest(struct host *host, const char *path)
{
	int fd = host_open_regular(host, path);
	const char *digest;

	if (fd < 0)
		return NULL;
	digest = digest_file(host->arena, fd);
	host_close(fd);
	return digest;
}

static int by_bytes(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* NULL with errno. */
static const char **list_names(struct host *host, DIR *directory, size_t *count)
{
	const char **names = arena_grow(host->arena, NULL, 0, sizeof(*names));
	const struct dirent *entry;

	*count = 0;
	errno = 0;
	while ((entry = readdir(directory))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (*count == HOST_LIST_MAX) {
			errno = EFBIG;
			return NULL;
		}
		names[(*count)++] = arena_copy(host->arena, entry->d_name, strlen(entry->d_name));
		names = arena_grow(host->arena, names, *count, sizeof(*names));
		errno = 0;
	}
	if (errno)
		return NULL;
	qsort(names, *count, sizeof(*names), by_bytes);
	return names;
}

const char *const *host_list(struct host *host, const char *path, size_t *count)
{
	int fd = host_open_path(host, path, O_RDONLY | O_DIRECTORY);
	DIR *directory = fd < 0 ? NULL : fdopendir(fd);
	const char **names;
	size_t found;
	int error;

	if (!directory) {
		if (fd >= 0)
			host_close(fd);
		return NULL;
	}
	names = list_names(host, directory, &found);
	error = errno;
	closedir(directory);
	errno = error;
	if (names && count)
		*count = found;
	return names;
}

const char *host_link(struct host *host, const char *path)
{
	int fd = host_open_path(host, path, O_PATH | O_NOFOLLOW);
	char text[PATH_MAX]; /* Linux has no longer ones */
	ssize_t length;

	if (fd < 0)
		return NULL;
	length = readlinkat(fd, "", text, sizeof(text));
	if (length < 0 && errno == ENOENT)
		errno = EINVAL; /* it is there, but no link */
	host_close(fd);
	return length < 0 ? NULL : arena_copy(host->arena, text, (size_t)length);
}
