/* SPDX-License-Identifier: BSD-3-Clause
 * remove.c: removes whatever has the name of a staged file. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "output/internal.h"

static DIR *list(int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *entries = fd < 0 ? NULL : fdopendir(fd);

	if (!entries && fd >= 0)
		file_close(fd, false);
	return entries;
}

static bool is_inside(const char *name)
{
	return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool remove_all(int directory, const char *name)
{
	CLEANUP(closedir) DIR *entries = NULL;
	const struct dirent *entry;

	if (unlinkat(directory, name, 0) == 0)
		return true;
	if (errno != EISDIR)
		return false;
	entries = list(directory, name);
	while (entries && (errno = 0, (entry = readdir(entries))))
		if (is_inside(entry->d_name) && !remove_all(dirfd(entries), entry->d_name))
			return false;
	return entries && errno == 0 && unlinkat(directory, name, AT_REMOVEDIR) == 0;
}
