/* SPDX-License-Identifier: BSD-3-Clause
 * fd_store.h: descriptors with names, kept for a process that starts later.
 *
 * Three kinds are distinguished by their names:
 *   memory-REGION    the memory of a memfd region, kept even if the server is killed
 *   REGION/...       handed over from one worker to the next (ivshmem-server/handover.h)
 *   any other        listening sockets of the service manager
 */
#ifndef IVSHMEM_SERVER_FD_STORE_H
#define IVSHMEM_SERVER_FD_STORE_H

#include <stdbool.h>
#include <stddef.h>

/* The longest name (systemd's limit). */
#define FD_STORE_NAME_MAX 255

struct stored_fd {
	int fd; /* -1: taken */
	char *name;
};

/* All zero is an empty one. */
struct fd_store {
	struct stored_fd *fds;
	size_t count, room;
	bool is_sorted; /* by name */
};

/* Adds a descriptor, which belongs to the store from then on, and which becomes non-blocking. False
 * if memory ran out; then it is closed. */
bool fd_store_add(struct fd_store *store, int fd, const char *name);

/* The descriptor of this name, which belongs to the caller from then on. -1: none. */
int fd_store_take(struct fd_store *store, const char *name);

/* The same for a socket of the service manager that listens at `path`, whatever its name. */
int fd_store_take_listener(struct fd_store *store, const char *path);

/* Whether the name is that of a descriptor that is handed over to the next worker. */
bool fd_store_is_handover(const char *name);

/* Removes and closes all descriptors of this name. */
void fd_store_remove(struct fd_store *store, const char *name);

/* The same for all that are handed over. */
void fd_store_remove_handover(struct fd_store *store);

/* Removes and closes all. */
void fd_store_close(struct fd_store *store);

#endif
