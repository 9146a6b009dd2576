/* SPDX-License-Identifier: BSD-3-Clause
 * remove.c: removes regions' names, if no process uses them.
 *
 * Processes that lock are excluded by the exclusive lock. Others are searched for in /proc twice:
 * before anything is changed, and again when the object has a private name, so that it cannot be
 * opened any more. If one has opened it between the two, the object gets its name back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm/holders.h"
#include "shm/internal.h"

static enum region_use in_use(const char *name, const char *holders, struct error *error)
{
	error_set(error, "region '%s' is in use by %s", name,
		  *holders ? holders : "a process that is not visible");
	return REGION_IN_USE;
}

static enum region_use unknown(const char *name, const char *what, struct error *error)
{
	error_set_errno(error, "region '%s': cannot %s " REGION_DIRECTORY "/%s", name, what, name);
	return REGION_UNKNOWN;
}

/* The names of the processes that hold the file, as far as they are visible. */
static void find_holders(int fd, char *holders, size_t size)
{
	struct stat status;

	*holders = '\0';
	if (fstat(fd, &status) == 0)
		region_holders(&status, holders, size);
}

/* REGION_UNUSED: we have the exclusive lock until the file is closed. */
static enum region_use lock(int fd, const char *name, struct error *error)
{
	char holders[256];

	find_holders(fd, holders, sizeof(holders));
	if (*holders)
		return in_use(name, holders, error);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return REGION_UNUSED;
	return errno == EWOULDBLOCK ? in_use(name, "", error) : unknown(name, "lock", error);
}

/* The caller closes `*fd` if that is not -1. */
static enum region_use open_and_lock(int directory, const char *name, int *fd, struct error *error)
{
	struct stat status;

	*fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd < 0 && errno == ENOENT)
		return REGION_MISSING;
	if (*fd < 0 || fstat(*fd, &status) < 0)
		return unknown(name, "open", error);
	if (S_ISREG(status.st_mode))
		return lock(*fd, name, error);
	error_set(error, "region '%s': " REGION_DIRECTORY "/%s is not a shared memory object", name,
		  name);
	return REGION_UNKNOWN;
}

/* The name may belong to another object by now. */
static bool has_name(int directory, int fd, const char *name)
{
	struct stat named, opened;

	return fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}

static enum region_use remove_hidden(int directory, int fd, const char *private_name,
				     const char *name, struct error *error)
{
	char holders[256];

	find_holders(fd, holders, sizeof(holders));
	if (*holders || !has_name(directory, fd, private_name))
		return in_use(name, holders, error);
	if (unlinkat(directory, private_name, 0) < 0)
		return unknown(name, "remove", error);
	return REGION_UNUSED;
}

/* A process that has found no object may have created a new one: then the old one is lost. */
static void restore_name(int directory, const char *private_name, const char *name)
{
	if (renameat2(directory, private_name, directory, name, RENAME_NOREPLACE) < 0)
		unlinkat(directory, private_name, 0);
}

/* Removes the name of the locked object. */
static enum region_use remove_locked(int directory, int fd, const char *name, struct error *error)
{
	char private_name[REGION_PRIVATE_SIZE];
	enum region_use use;

	if (!region_make_private_name(private_name) ||
	    renameat2(directory, name, directory, private_name, RENAME_NOREPLACE) < 0)
		return errno == ENOENT ? REGION_MISSING : unknown(name, "remove", error);
	use = remove_hidden(directory, fd, private_name, name, error);
	if (use != REGION_UNUSED)
		restore_name(directory, private_name, name);
	return use;
}

static enum region_use visit(const char *name, bool is_removed, struct error *error)
{
	int directory = region_open_directory(error);
	enum region_use use;
	int fd;

	if (directory < 0)
		return REGION_UNKNOWN;
	use = open_and_lock(directory, name, &fd, error);
	if (use == REGION_UNUSED && is_removed)
		use = remove_locked(directory, fd, name, error);
	if (fd >= 0)
		close(fd);
	close(directory);
	return use;
}

enum region_use region_get_use(const char *name, struct error *error)
{
	return visit(name, false, error);
}

enum region_use region_remove_unused(const char *name, struct error *error)
{
	return visit(name, true, error);
}

static bool is_still_named(const struct region *region, const char *name)
{
	struct error ignored;
	int directory = region_open_directory(&ignored);
	bool is_named = directory >= 0 && has_name(directory, region->fd, name);

	if (directory >= 0)
		close(directory);
	return is_named;
}

/* Closed first: if peers share its lock, they keep it. */
void region_discard(struct region *region, const char *name)
{
	bool is_removed = region->is_new && is_still_named(region, name);
	struct error ignored;

	close(region->fd);
	region->fd = -1;
	if (is_removed)
		region_remove_unused(name, &ignored);
}

bool region_unlink(const char *name, struct error *error)
{
	int directory = region_open_directory(error);
	int status;

	if (directory < 0)
		return false;
	status = unlinkat(directory, name, 0);
	if (status < 0 && errno != ENOENT)
		error_set_errno(error, "region '%s': cannot remove %s/%s", name, REGION_DIRECTORY,
				name);
	else
		status = 0;
	close(directory);
	return status == 0;
}
