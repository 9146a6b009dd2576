/* SPDX-License-Identifier: BSD-3-Clause
 * stale_find.c: finds the files, and whether they are in use. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "ivshmem-client/server_directory.h"
#include "ivshmem-server/ownership.h"
#include "ivshmem-server/stale_find.h"
#include "schema/name.h"
#include "shm/region.h"

#define STATE_SUFFIX ".peers"

int stale_open_state(int directory, const char *region)
{
	char name[SHM_NAME_MAX + sizeof("." STATE_SUFFIX)];

	snprintf(name, sizeof(name), ".%s" STATE_SUFFIX, region);
	return openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

uid_t stale_region_owner(const char *region)
{
	char path[sizeof(REGION_DIRECTORY "/") + NAME_MAX];
	struct stat status;

	snprintf(path, sizeof(path), REGION_DIRECTORY "/%s", region);
	return lstat(path, &status) == 0 ? status.st_uid : (uid_t)-1;
}

static bool has_locked_state(int directory, const char *region)
{
	int fd = directory < 0 ? -1 : stale_open_state(directory, region);
	bool is_locked = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
	return is_locked;
}

bool stale_is_served(int directory, const char *region)
{
	return has_locked_state(directory, region) ||
	       ownership_is_taken(region, stale_region_owner(region));
}

bool stale_is_dead_socket(int directory, const char *name)
{
	char path[NAME_MAX + sizeof("/proc/self/fd/2147483647/")];

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", directory, name);
	return unix_socket_is_dead(path);
}

/* Copies a region's name, the first `length` characters of `text`. False if it is invalid. */
static bool copy_region(struct stale_object *item, const char *text, size_t length)
{
	if (length >= sizeof(item->region))
		return false;
	memcpy(item->region, text, length);
	item->region[length] = '\0';
	return shm_name_is_valid(item->region);
}

/* Whether a file of the directory is to be listed; fills in its kind. */
typedef bool classifier(int directory, struct stale_object *item);

/* All users may create files here: one that does not belong to root, this user or the owner of the
 * object is not evidence of a server. */
static bool is_ownership(const struct stale_object *item)
{
	uid_t owner = stale_region_owner(item->region);

	return (owner == (uid_t)-1 || item->status.st_uid == owner || item->status.st_uid == 0 ||
		item->status.st_uid == geteuid()) &&
	       !ownership_is_taken(item->region, owner);
}

static bool classify_object(int directory, struct stale_object *item)
{
	(void)directory;
	if (!S_ISREG(item->status.st_mode))
		return false;
	if (ownership_parse_name(item->name, item->region, sizeof(item->region))) {
		item->kind = STALE_OWNERSHIP;
		return is_ownership(item);
	}
	if (region_is_private_name(item->name)) {
		memcpy(item->region, item->name, strlen(item->name) + 1);
		item->kind = STALE_HALF_MADE;
		return true;
	}
	item->kind = item->status.st_size ? STALE_REGION : STALE_EMPTY;
	return copy_region(item, item->name, strlen(item->name)) &&
	       (item->kind == STALE_EMPTY || region_is_size((uint64_t)item->status.st_size));
}

static bool is_state(struct stale_object *item)
{
	const size_t suffix = strlen(STATE_SUFFIX);
	size_t length = strlen(item->name);

	item->kind = STALE_STATE;
	return S_ISREG(item->status.st_mode) && *item->name == '.' && length > 1 + suffix &&
	       strcmp(item->name + length - suffix, STATE_SUFFIX) == 0 &&
	       copy_region(item, item->name + 1, length - 1 - suffix);
}

/* REGION, or REGION.VM. */
static bool is_dead_socket(int directory, struct stale_object *item)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", directory);
	item->kind = STALE_SOCKET;
	return S_ISSOCK(item->status.st_mode) &&
	       copy_region(item, item->name, server_directory_region_length(path, item->name)) &&
	       stale_is_dead_socket(directory, item->name);
}

static bool classify_server_file(int directory, struct stale_object *item)
{
	return (is_state(item) || is_dead_socket(directory, item)) &&
	       !stale_is_served(directory, item->region);
}

static bool add(struct stale_objects *found, const struct stale_object *item)
{
	if (found->count == found->room) {
		size_t room = found->room ? 2 * found->room : 16;
		struct stale_object *items = reallocarray(found->items, room, sizeof(*items));

		if (!items)
			return false;
		found->items = items;
		found->room = room;
	}
	found->items[found->count++] = *item;
	return true;
}

/* Adds the files of an open directory. */
static bool scan(DIR *stream, classifier *classify, struct stale_objects *found)
{
	struct dirent *entry;

	while ((entry = readdir(stream))) {
		struct stale_object item;

		snprintf(item.name, sizeof(item.name), "%s", entry->d_name);
		if (fstatat(dirfd(stream), item.name, &item.status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    classify(dirfd(stream), &item) && !add(found, &item))
			return false;
	}
	return true;
}

/* A directory that does not exist is empty. */
static bool scan_directory(const char *path, classifier *classify, struct stale_objects *found,
			   struct error *error)
{
	DIR *stream = opendir(path);
	bool is_done = stream ? scan(stream, classify, found) : errno == ENOENT;

	if (!is_done)
		error_set_errno(error, "cannot read %s", path);
	if (stream)
		closedir(stream);
	return is_done;
}

static int compare(const void *left, const void *right)
{
	const struct stale_object *one = left, *other = right;
	int order = strcmp(one->region, other->region);

	if (order == 0)
		order = (int)one->kind - (int)other->kind;
	return order ? order : strcmp(one->name, other->name);
}

bool stale_find(const char *directory, struct stale_objects *found, struct error *error)
{
	*found = (struct stale_objects) { .directory = -1 };
	if (directory)
		found->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!scan_directory(REGION_DIRECTORY, classify_object, found, error) ||
	    (directory && !scan_directory(directory, classify_server_file, found, error)))
		return false;
	if (found->count)
		qsort(found->items, found->count, sizeof(*found->items), compare);
	return true;
}

void stale_free(struct stale_objects *found)
{
	if (found->directory >= 0)
		close(found->directory);
	free(found->items);
}
