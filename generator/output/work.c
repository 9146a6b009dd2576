/* SPDX-License-Identifier: BSD-3-Clause
 * work.c: makes, fills, settles and clears the directory .acrn-cfg. */
#include "output/work.h"

#include "render/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "output/switch.h"
#include "output/tree.h"

#define OPEN_DIRECTORY (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

DEFINE_CLEANUP(DIR *, closedir)

const char *work_name(struct arena *arena, size_t number)
{
	return arena_printf(arena, "%zu", number);
}

const char *work_link(struct arena *arena, const char *path, size_t number)
{
	const char *up = "";

	for (const char *slash = path; (slash = strchr(slash, '/')); slash++)
		up = arena_printf(arena, "../%s", up);
	return arena_printf(arena, "%s" SWITCH_FOLDER "/current/%zu", up, number);
}

static int open_folder(int parent, const char *name, bool make)
{
	if (make && mkdirat(parent, name, 0755) != 0 && errno != EEXIST)
		return -1;
	return openat(parent, name, OPEN_DIRECTORY);
}

bool work_open(struct work *work, struct tree *tree, bool make)
{
	*work = (struct work) { .tree = tree, .old = -1, .new = -1 };
	work->fd = open_folder(tree->fd, SWITCH_FOLDER, make);
	if (work->fd < 0)
		return false;
	work->old = open_folder(work->fd, "old", make);
	work->new = open_folder(work->fd, "new", make);
	return !make || (work->old >= 0 && work->new >= 0);
}

void work_close(struct work *work)
{
	const int folders[] = { work->old, work->new, work->fd };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (folders[i] >= 0)
			close(folders[i]);
}

bool work_write(int directory, const char *name, mode_t mode, const char *bytes, size_t size)
{
	/* open() itself applies the umask to the mode. */
	int fd =
		openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);

	return fd >= 0 && file_close(fd, file_write(fd, bytes, size) && fsync(fd) == 0);
}

bool work_put(struct work *work, int directory, const char *name)
{
	return renameat(work->fd, "next", directory, name) == 0;
}

bool work_point(struct work *work, const char *side)
{
	return symlinkat(side, work->fd, "next") == 0 && work_put(work, work->fd, "current");
}

bool work_sync(const struct work *work)
{
	const int folders[] = { work->old, work->new, work->fd };

	/* Some file systems have no fsync() for directories: EINVAL. */
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (fsync(folders[i]) != 0 && errno != EINVAL)
			return false;
	return true;
}

const char *work_side(int fd)
{
	char side[4] = "";

	if (readlinkat(fd, "current", side, sizeof(side)) != 3)
		return NULL;
	return strcmp(side, "old") == 0 ? "old" : strcmp(side, "new") == 0 ? "new" : NULL;
}

/* Replaces the link at `name` by a second name of the version. Where there are no hard links the
 * version itself moves there. */
static bool replace_link(struct work *work, int side, size_t number, int directory,
			 const char *name)
{
	const char *version = work_name(work->tree->arena, number);

	if (linkat(side, version, work->fd, "next", 0) == 0)
		return work_put(work, directory, name);
	if (renameat(side, version, directory, name) == 0)
		return true;
	return errno == ENOENT && unlinkat(directory, name, 0) == 0;
}

static bool settle_path(struct work *work, int side, size_t number)
{
	const char *path = work->paths[number];
	const char *name;
	int directory = tree_parent(work->tree, path, false, &name);
	size_t found;

	if (directory < 0)
		return errno == ENOENT || tree_fail(work->tree, path, "");
	if (!switch_is_link(directory, path, &found) || found != number)
		return true; /* no link was there yet, or it has gone already */
	return replace_link(work, side, number, directory, name) ||
	       tree_fail(work->tree, path, "is a link to what it should be: ");
}

bool work_settle(struct work *work)
{
	const char *side = work_side(work->fd);
	bool is_good;

	if (!side)
		return true;
	is_good = work_sync(work) || tree_fail(work->tree, SWITCH_FOLDER, "");
	for (size_t i = 0; i < work->count; i++)
		is_good &= settle_path(work, strcmp(side, "old") == 0 ? work->old : work->new, i);
	return is_good && (tree_sync(work->tree) == 0 || tree_fail(work->tree, "", ""));
}

/* Removes the numbered files of a folder, and the folder. */
static void clear_folder(struct work *work, const char *name, int fd)
{
	int copy = fd < 0 ? -1 : openat(fd, ".", OPEN_DIRECTORY);
	CLEANUP(closedir) DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;

	while (entries && (entry = readdir(entries)))
		if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
			unlinkat(fd, entry->d_name, 0);
	unlinkat(work->fd, name, AT_REMOVEDIR);
}

void work_clear(struct work *work)
{
	unlinkat(work->fd, "current", 0); /* first: without it nothing is left to settle */
	unlinkat(work->fd, "next", 0);
	clear_folder(work, "old", work->old);
	clear_folder(work, "new", work->new);
	unlinkat(work->fd, "paths", 0);
	unlinkat(work->tree->fd, SWITCH_FOLDER, AT_REMOVEDIR);
}
