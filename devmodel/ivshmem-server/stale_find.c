/* SPDX-License-Identifier: BSD-3-Clause
 * stale_find.c: finds the files, and tells the dead from the living. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ivshmem-server/stale_internal.h"
#include "schema/name.h"
#include "shm/region.h"

#define STATE_SUFFIX ".peers"

int leftovers_open_state(int directory, const char *region)
{
	char name[CFG_REGION_NAME_MAX + sizeof("." STATE_SUFFIX)];

	snprintf(name, sizeof(name), ".%s" STATE_SUFFIX, region);
	return openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

bool leftovers_is_served(int directory, const char *region)
{
	int fd = directory < 0 ? -1 : leftovers_open_state(directory, region);
	bool is_served = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) < 0;

	if (fd >= 0)
		close(fd);
	return is_served;
}

/* A datagram socket cannot be connected to a stream socket, and that comes out only where there is
 * one: EPROTOTYPE. Its owner hears nothing of it. */
bool leftovers_is_dead_socket(int directory, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int length = snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s",
			      directory, name);
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool is_dead = fd >= 0 && length < (int)sizeof(address.sun_path) &&
		       connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 &&
		       errno == ECONNREFUSED;

	if (fd >= 0)
		close(fd);
	return is_dead;
}

/* Copies the region's name that is the first `length` characters of `text`. */
static bool take_region(struct leftover *item, const char *text, size_t length)
{
	if (length >= sizeof(item->region))
		return false;
	memcpy(item->region, text, length);
	item->region[length] = '\0';
	return region_name_is_valid(item->region);
}

/* Is this file of the directory one of those that are looked for? Fills in what it is. */
typedef bool classifier(int directory, struct leftover *item);

static bool classify_object(int directory, struct leftover *item)
{
	(void)directory;
	if (!S_ISREG(item->status.st_mode))
		return false;
	if (region_is_private_name(item->name)) {
		memcpy(item->region, item->name, strlen(item->name) + 1);
		item->kind = LEFTOVER_HALF_MADE;
		return true;
	}
	item->kind = item->status.st_size ? LEFTOVER_REGION : LEFTOVER_EMPTY;
	return take_region(item, item->name, strlen(item->name)) &&
	       (item->kind == LEFTOVER_EMPTY || region_is_size((uint64_t)item->status.st_size));
}

static bool is_state(struct leftover *item)
{
	const size_t suffix = strlen(STATE_SUFFIX);
	size_t length = strlen(item->name);

	item->kind = LEFTOVER_STATE;
	return S_ISREG(item->status.st_mode) && *item->name == '.' && length > 1 + suffix &&
	       strcmp(item->name + length - suffix, STATE_SUFFIX) == 0 &&
	       take_region(item, item->name + 1, length - 1 - suffix);
}

/* REGION, or REGION.VM. */
static bool is_dead_socket(int directory, struct leftover *item)
{
	item->kind = LEFTOVER_SOCKET;
	return S_ISSOCK(item->status.st_mode) &&
	       take_region(item, item->name, strcspn(item->name, ".")) &&
	       leftovers_is_dead_socket(directory, item->name);
}

static bool classify_trace(int directory, struct leftover *item)
{
	return (is_state(item) || is_dead_socket(directory, item)) &&
	       !leftovers_is_served(directory, item->region);
}

static bool add(struct leftovers *found, const struct leftover *item)
{
	if (found->count == found->room) {
		size_t room = found->room ? 2 * found->room : 16;
		struct leftover *items = reallocarray(found->items, room, sizeof(*items));

		if (!items)
			return false;
		found->items = items;
		found->room = room;
	}
	found->items[found->count++] = *item;
	return true;
}

/* Adds what is looked for in an open directory. */
static bool scan(DIR *stream, classifier *classify, struct leftovers *found)
{
	struct dirent *entry;

	while ((entry = readdir(stream))) {
		struct leftover item;

		snprintf(item.name, sizeof(item.name), "%s", entry->d_name);
		if (fstatat(dirfd(stream), item.name, &item.status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    classify(dirfd(stream), &item) && !add(found, &item))
			return false;
	}
	return true;
}

/* One that does not exist has nothing. */
static bool scan_directory(const char *path, classifier *classify, struct leftovers *found,
			   struct error *error)
{
	DIR *stream = opendir(path);
	bool is_done = stream ? scan(stream, classify, found) : errno == ENOENT;

	if (!is_done)
		error_set_errno(error, "cannot look through %s", path);
	if (stream)
		closedir(stream);
	return is_done;
}

static int compare(const void *left, const void *right)
{
	const struct leftover *one = left, *other = right;
	int order = strcmp(one->region, other->region);

	if (order == 0)
		order = (int)one->kind - (int)other->kind;
	return order ? order : strcmp(one->name, other->name);
}

bool leftovers_find(const char *directory, struct leftovers *found, struct error *error)
{
	*found = (struct leftovers) { .directory = -1 };
	if (directory)
		found->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (!scan_directory(REGION_DIRECTORY, classify_object, found, error) ||
	    (directory && !scan_directory(directory, classify_trace, found, error)))
		return false;
	if (found->count)
		qsort(found->items, found->count, sizeof(*found->items), compare);
	return true;
}

void leftovers_free(struct leftovers *found)
{
	if (found->directory >= 0)
		close(found->directory);
	free(found->items);
}
