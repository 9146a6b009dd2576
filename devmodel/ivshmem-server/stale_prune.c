/* SPDX-License-Identifier: BSD-3-Clause
 * stale_prune.c: removes stale objects, one region at a time.
 *
 * Meanwhile it holds the locks on the region's state file and ownership file, like a server, so
 * that no server starts for the region.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "ivshmem-server/ownership.h"
#include "ivshmem-server/stale_find.h"
#include "shm/region.h"

struct job {
	const char *path; /* of the server's directory */
	int directory;	  /* the same, or -1 */
	bool is_dry_run;
	FILE *out;
};

/* All files of one region, which are adjacent. */
struct group {
	const struct stale_object *items;
	size_t count;
};

/* What excludes servers meanwhile; -1: there is no such file. */
struct locks {
	int state, ownership;
};

enum outcome { DONE, BUSY, FAILED };

static struct group find_group(const struct stale_objects *found, size_t first)
{
	struct group group = { &found->items[first], 1 };

	while (first + group.count < found->count &&
	       strcmp(group.items[group.count].region, group.items->region) == 0)
		group.count++;
	return group;
}

static void report(const struct job *job, const char *directory, const char *name)
{
	fprintf(job->out, "%s %s/%s\n", job->is_dry_run ? "would remove" : "removed", directory,
		name);
}

/* Excludes servers until `*state` is closed; it is -1 if there is no state file. */
static enum outcome lock_state(const struct job *job, const char *region, int *state,
			       struct error *error)
{
	*state = job->directory < 0 ? -1 : stale_open_state(job->directory, region);
	if (*state < 0) {
		if (job->directory < 0 || errno == ENOENT)
			return DONE;
		error_set_errno(error, "cannot open the state file of region '%s'", region);
		return FAILED;
	}
	if (flock(*state, LOCK_EX | LOCK_NB) == 0)
		return DONE;
	ownership_report(region, *state, "its state file", error);
	return BUSY;
}

/* The same with the ownership file, of any server directory; it is the last of the group. */
static enum outcome lock_ownership(const struct group *group, int *ownership, struct error *error)
{
	const char *region = group->items->region;
	uid_t owner = stale_region_owner(region);

	*ownership = -1;
	if (group->items[group->count - 1].kind != STALE_OWNERSHIP &&
	    !ownership_is_taken(region, owner))
		return DONE;
	*ownership = ownership_take(region, owner, error);
	return *ownership >= 0 ? DONE : BUSY;
}

static enum outcome lock(const struct job *job, const struct group *group, struct locks *locks,
			 struct error *error)
{
	enum outcome outcome = lock_state(job, group->items->region, &locks->state, error);

	return outcome == DONE ? lock_ownership(group, &locks->ownership, error) : outcome;
}

/* The ownership file is removed by releasing it. */
static void unlock(const struct job *job, const struct group *group, const struct locks *locks,
		   bool is_pruned)
{
	if (is_pruned && !job->is_dry_run)
		ownership_release(locks->ownership, group->items->region);
	else if (locks->ownership >= 0)
		close(locks->ownership);
	if (locks->state >= 0)
		close(locks->state);
}

static enum outcome prune_object(const struct job *job, const char *name, struct error *error)
{
	enum region_use use =
		job->is_dry_run ? region_get_use(name, error) : region_remove_unused(name, error);

	if (use == REGION_IN_USE)
		return BUSY;
	if (use == REGION_UNKNOWN)
		return FAILED;
	if (use == REGION_UNUSED)
		report(job, REGION_DIRECTORY, name);
	return DONE;
}

/* A server without a state file, such as QEMU's, may be listening by now. */
static enum outcome prune_server_file(const struct job *job, const struct stale_object *item,
				      struct error *error)
{
	if (item->kind == STALE_SOCKET && !stale_is_dead_socket(job->directory, item->name))
		return DONE;
	if (!job->is_dry_run && unlinkat(job->directory, item->name, 0) < 0 && errno != ENOENT) {
		error_set_errno(error, "cannot remove %s/%s", job->path, item->name);
		return FAILED;
	}
	report(job, job->path, item->name);
	return DONE;
}

static enum outcome prune_item(const struct job *job, const struct stale_object *item,
			       struct error *error)
{
	if (item->kind < STALE_SOCKET)
		return prune_object(job, item->name, error);
	if (item->kind < STALE_OWNERSHIP)
		return prune_server_file(job, item, error);
	report(job, REGION_DIRECTORY, item->name);
	return DONE;
}

/* The object is first: while it is in use nothing else is removed. */
static enum outcome prune_group(const struct job *job, const struct group *group,
				struct error *error)
{
	struct locks locks = { -1, -1 };
	enum outcome outcome = lock(job, group, &locks, error);

	for (size_t i = 0; i < group->count && outcome == DONE; i++)
		outcome = prune_item(job, &group->items[i], error);
	unlock(job, group, &locks, outcome == DONE);
	return outcome;
}

static bool prune_named(const struct job *job, const struct stale_objects *found, const char *name,
			struct error *error)
{
	for (size_t i = 0; i < found->count; i++) {
		struct group group = find_group(found, i);

		if (strcmp(group.items->region, name) == 0)
			return prune_group(job, &group, error) == DONE;
	}
	return error_set(error, "no stale objects of region '%s'", name);
}

/* See the top of ivshmem-server/stale.h. */
static bool is_certainly_ours(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		enum stale_kind kind = group->items[i].kind;

		if (kind != STALE_REGION && kind != STALE_EMPTY)
			return true;
	}
	return false;
}

static bool is_removable(const struct group *group)
{
	uid_t self = geteuid();

	for (size_t i = 0; i < group->count && self != 0; i++)
		if (group->items[i].status.st_uid != self)
			return false;
	return is_certainly_ours(group);
}

static bool prune_certain(const struct job *job, const struct stale_objects *found,
			  struct error *error)
{
	struct error later, *next = error;
	struct group group;

	for (size_t i = 0; i < found->count; i += group.count) {
		group = find_group(found, i);
		if (is_removable(&group) && prune_group(job, &group, next) == FAILED)
			next = &later;
	}
	return next == error;
}

static bool is_trusted(const struct job *job, struct error *error)
{
	struct stat status;

	if (job->directory < 0)
		return true;
	if (fstat(job->directory, &status) < 0)
		return error_set_errno(error, "cannot inspect %s", job->path);
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return error_set(error,
				 "%s belongs to user %u: untrusted for --all, name the regions "
				 "instead",
				 job->path, (unsigned)status.st_uid);
	if (status.st_mode & (S_IWGRP | S_IWOTH))
		return error_set(error,
				 "%s is writable by others (mode %04o): untrusted for --all, name "
				 "the regions instead",
				 job->path, (unsigned)status.st_mode & 07777);
	return true;
}

/* Without a name: all. */
static bool prune(const char *directory, const char *name, bool is_dry_run, FILE *out,
		  struct error *error)
{
	struct stale_objects found;
	bool is_done = stale_find(directory, &found, error);
	struct job job = { directory, found.directory, is_dry_run, out };

	if (is_done && name)
		is_done = prune_named(&job, &found, name, error);
	else if (is_done)
		is_done = is_trusted(&job, error) && prune_certain(&job, &found, error);
	stale_free(&found);
	return is_done;
}

bool stale_prune(const char *directory, const char *name, bool is_dry_run, FILE *out,
		 struct error *error)
{
	return prune(directory, name, is_dry_run, out, error);
}

bool stale_prune_all(const char *directory, bool is_dry_run, FILE *out, struct error *error)
{
	return prune(directory, NULL, is_dry_run, out, error);
}
