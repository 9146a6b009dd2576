/* SPDX-License-Identifier: BSD-3-Clause
 * fd_store.c: an array, sorted by name once descriptors are taken from it. */
#include "ivshmem-server/fd_store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

static bool make_room(struct fd_store *store)
{
	size_t room = store->room ? 2 * store->room : 64;
	struct stored_fd *fds;

	if (store->count < store->room)
		return true;
	fds = reallocarray(store->fds, room, sizeof(*fds));
	if (!fds)
		return false;
	store->fds = fds;
	store->room = room;
	return true;
}

/* Copies the name into the place behind the last one. */
static bool append(struct fd_store *store, int fd, const char *name)
{
	struct stored_fd *stored;

	if (!make_room(store))
		return false;
	stored = &store->fds[store->count];
	stored->fd = fd;
	stored->name = strdup(name);
	if (!stored->name)
		return false;
	store->count++;
	store->is_sorted = false;
	return true;
}

bool fd_store_add(struct fd_store *store, int fd, const char *name)
{
	if (!append(store, fd, name)) {
		close(fd);
		return false;
	}
	/* The manager's sockets may be blocking. */
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return true;
}

static int compare(const void *one, const void *other)
{
	return strcmp(((const struct stored_fd *)one)->name,
		      ((const struct stored_fd *)other)->name);
}

static int take(struct stored_fd *stored)
{
	int fd = stored->fd;

	stored->fd = -1;
	return fd;
}

int fd_store_take(struct fd_store *store, const char *name)
{
	const struct stored_fd key = { .name = (char *)name };
	struct stored_fd *found;

	if (store->count == 0)
		return -1;
	if (!store->is_sorted)
		qsort(store->fds, store->count, sizeof(*store->fds), compare);
	store->is_sorted = true;
	found = bsearch(&key, store->fds, store->count, sizeof(*store->fds), compare);
	return found ? take(found) : -1;
}

bool fd_store_is_handover(const char *name)
{
	return strchr(name, '/') != NULL;
}

int fd_store_take_listener(struct fd_store *store, const char *path)
{
	for (size_t i = 0; i < store->count; i++)
		if (store->fds[i].fd >= 0 && !fd_store_is_handover(store->fds[i].name) &&
		    sd_is_socket_unix(store->fds[i].fd, SOCK_STREAM, 1, path, 0) > 0)
			return take(&store->fds[i]);
	return -1;
}

static void close_stored(struct stored_fd *stored)
{
	if (stored->fd >= 0)
		close(stored->fd);
	stored->fd = -1;
}

/* Removes the entries whose descriptors were taken or closed. */
static void compact(struct fd_store *store)
{
	size_t left = 0;

	for (size_t i = 0; i < store->count; i++) {
		if (store->fds[i].fd >= 0)
			store->fds[left++] = store->fds[i];
		else
			free(store->fds[i].name);
	}
	store->count = left;
}

void fd_store_remove(struct fd_store *store, const char *name)
{
	for (size_t i = 0; i < store->count; i++)
		if (strcmp(store->fds[i].name, name) == 0)
			close_stored(&store->fds[i]);
	compact(store);
}

void fd_store_remove_handover(struct fd_store *store)
{
	for (size_t i = 0; i < store->count; i++)
		if (fd_store_is_handover(store->fds[i].name))
			close_stored(&store->fds[i]);
	compact(store);
}

void fd_store_close(struct fd_store *store)
{
	for (size_t i = 0; i < store->count; i++)
		close_stored(&store->fds[i]);
	compact(store);
	free(store->fds);
	*store = (struct fd_store) { 0 };
}
