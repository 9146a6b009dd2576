/* SPDX-License-Identifier: BSD-3-Clause
 * runtime_directory.c: makes the directories, and keeps others out. */
#include "acrn-hv/runtime_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/socket_directory.h"

#define OURS_ALONE 0700

/* What acrn-cfg lets a VM be called, but for the name of the socket beside the directories. */
static bool is_name(const char *name)
{
	return *name && strcmp(name, "control") != 0 &&
	       !name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789_-")];
}

/* The lock is the kernel's: it goes with the process, whatever ends it. */
static bool lock(struct home *home, struct error *error)
{
	home->directory = open(home->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (home->directory < 0)
		return error_set_errno(error, "%s", home->path);
	if (flock(home->directory, LOCK_EX | LOCK_NB) == 0)
		return true;
	close(home->directory);
	home->directory = -1;
	return error_set(error, "%s: another acrn-hv runs there: choose another with --dir",
			 home->path);
}

static bool is_left(int room, const char *name)
{
	struct stat status;

	return fstatat(room, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
	       (S_ISSOCK(status.st_mode) || S_ISLNK(status.st_mode));
}

/* Removes a VM's sockets and links: what a run has left that was killed. */
static void sweep(const struct home *home, const char *name)
{
	int room = openat(home->directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *stream = room < 0 ? NULL : fdopendir(room);

	if (!stream) {
		if (room >= 0)
			close(room);
		return;
	}
	for (struct dirent *entry; (entry = readdir(stream));)
		if (is_left(room, entry->d_name))
			unlinkat(room, entry->d_name, 0);
	closedir(stream);
}

static bool make_room(const struct home *home, const char *name, struct error *error)
{
	struct stat status;

	if (!is_name(name))
		return error_set(error, "the table's VM '%s' cannot have a directory of its name",
				 name);
	if (mkdirat(home->directory, name, OURS_ALONE) < 0 && errno != EEXIST)
		return error_set_errno(error, "%s/%s: cannot make the directory", home->path, name);
	if (fstatat(home->directory, name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISDIR(status.st_mode) || status.st_uid != geteuid())
		return error_set(error, "%s/%s is not a directory of ours", home->path, name);
	sweep(home, name);
	return true;
}

bool home_open(struct home *home, const char *path, const struct cfg_table *table,
	       struct error *error)
{
	*home = (struct home) { .path = path, .table = table, .directory = -1 };
	if (!socket_directory_make(path, OURS_ALONE, error) || !lock(home, error))
		return false;
	for (uint32_t i = 0; i < table->vm_count; i++)
		if (!make_room(home, table->vms[i].name, error))
			return false;
	return true;
}

void home_close(struct home *home)
{
	if (home->directory < 0)
		return;
	for (uint32_t i = 0; i < home->table->vm_count; i++)
		unlinkat(home->directory, home->table->vms[i].name, AT_REMOVEDIR);
	rmdir(home->path);
	close(home->directory);
	home->directory = -1;
}
