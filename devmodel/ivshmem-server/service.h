/* SPDX-License-Identifier: BSD-3-Clause
 * service.h: what a service manager gives the server, and is told by it (sd_listen_fds(3),
 * sd_notify(3)). Without one nothing is given, and nobody is told.
 */
#ifndef IVSHMEM_SERVER_SERVICE_H
#define IVSHMEM_SERVER_SERVICE_H

#include <stddef.h>

/* Descriptors that the manager holds for us: listening sockets, and memory of a former run. */
struct service {
	struct service_fd *fds;
	size_t count;
};

/* Takes what the manager has given. To be called once, first. */
void service_open(struct service *service);

/* Closes what nobody has taken. */
void service_close(struct service *service);

/* The socket that listens at `path`, from the manager; the caller closes it, and leaves its path to
 * the manager. -1: there is none. */
int service_take_listener(struct service *service, const char *path);

/* The memory that service_keep() has given away under this name; the caller closes it. Or -1. */
int service_take_memory(struct service *service, const char *name);

/* Has the manager keep memory for the next run, and let it go again. */
void service_keep(int memory, const char *name);
void service_forget(const char *name);

/* Everything that was announced is there; and: this is the end. */
void service_say_ready(size_t region_count);
void service_say_stopping(void);

#endif
