/* SPDX-License-Identifier: BSD-3-Clause
 * remove.c: removes regions' names, if no process uses them.
 *
 * A lease excludes other processes meanwhile (shm/lease.h). The object gets a private name, and the
 * lease is taken again: a process that has found the object by its name, and waits to open it, is
 * in the way then, and the object gets its name back.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm/holders.h"
#include "shm/internal.h"
#include "shm/lease.h"

/* One object, and who may have it without being in the way. */
struct visit {
	int directory, fd; /* fd is -1 if it could not be opened */
	const char *name;
	enum lease lease;
};

/* The search for holders takes long: not for servers, which try again and do not report it. */
static enum region_use in_use(const struct visit *visit, struct error *error)
{
	char holders[256] = "";
	struct stat status;

	if (visit->lease == LEASE_ALONE &&
	    fstatat(visit->directory, visit->name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		region_holders(&status, holders, sizeof(holders));
	error_set(error, "region '%s' is in use by %s", visit->name,
		  *holders ? holders : "a process that is not visible");
	return REGION_IN_USE;
}

static enum region_use unknown(const struct visit *visit, const char *what, struct error *error)
{
	error_set_errno(error, "region '%s': cannot %s " REGION_DIRECTORY "/%s", visit->name, what,
			visit->name);
	return REGION_UNKNOWN;
}

/* REGION_UNUSED: the lease lasts until the file is closed. */
static enum region_use take_lease(const struct visit *visit, struct error *error)
{
	if (lease_take(visit->fd, visit->lease))
		return REGION_UNUSED;
	return errno == EAGAIN ? in_use(visit, error)
			       : unknown(visit, "find out whether a process uses", error);
}

/* Another process may hold the lease. */
static enum region_use open_object(struct visit *visit, struct error *error)
{
	struct stat status;

	visit->fd = openat(visit->directory, visit->name,
			   O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (visit->fd < 0 && errno == ENOENT)
		return REGION_MISSING;
	if (visit->fd < 0 && errno == EWOULDBLOCK)
		return in_use(visit, error);
	if (visit->fd < 0 || fstat(visit->fd, &status) < 0)
		return unknown(visit, "open", error);
	if (S_ISREG(status.st_mode))
		return take_lease(visit, error);
	error_set(error, "region '%s': " REGION_DIRECTORY "/%s is not a shared memory object",
		  visit->name, visit->name);
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

/* A process that has found no object may have created a new one: then the old one is lost. */
static void restore_name(const struct visit *visit, const char *private_name)
{
	if (renameat2(visit->directory, private_name, visit->directory, visit->name,
		      RENAME_NOREPLACE) < 0)
		unlinkat(visit->directory, private_name, 0);
}

/* Removes the name of the leased object. */
static enum region_use remove_object(const struct visit *visit, struct error *error)
{
	char private_name[REGION_PRIVATE_SIZE];

	if (!region_make_private_name(private_name) ||
	    renameat2(visit->directory, visit->name, visit->directory, private_name,
		      RENAME_NOREPLACE) < 0)
		return errno == ENOENT ? REGION_MISSING : unknown(visit, "remove", error);
	if (has_name(visit->directory, visit->fd, private_name) &&
	    lease_take(visit->fd, visit->lease) && unlinkat(visit->directory, private_name, 0) == 0)
		return REGION_UNUSED;
	restore_name(visit, private_name);
	return in_use(visit, error);
}

static enum region_use visit_object(const char *name, enum lease lease, bool is_removed,
				    struct error *error)
{
	struct visit visit = { region_open_directory(error), -1, name, lease };
	enum region_use use;

	if (visit.directory < 0)
		return REGION_UNKNOWN;
	use = open_object(&visit, error);
	if (use == REGION_UNUSED && is_removed)
		use = remove_object(&visit, error);
	if (visit.fd >= 0)
		close(visit.fd);
	close(visit.directory);
	return use;
}

enum region_use region_get_use(const char *name, struct error *error)
{
	return visit_object(name, LEASE_ALONE, false, error);
}

enum region_use region_remove_unused(const char *name, struct error *error)
{
	return visit_object(name, LEASE_ALONE, true, error);
}

enum region_use region_remove_unwritable(const char *name, struct error *error)
{
	return visit_object(name, LEASE_NO_WRITERS, true, error);
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

/* Closed first: the descriptor would be in the way. */
void region_discard(struct region *region, const char *name)
{
	bool is_removed = region->is_new && is_still_named(region, name);
	struct error ignored;

	close(region->fd);
	region->fd = -1;
	if (is_removed)
		region_remove_unused(name, &ignored);
}
