/* SPDX-License-Identifier: BSD-3-Clause
 * service.h: the interface to a service manager (sd_listen_fds(3), sd_notify(3)). Without one these
 * functions do nothing.
 */
#ifndef IVSHMEM_SERVER_SERVICE_H
#define IVSHMEM_SERVER_SERVICE_H

#include <stddef.h>

/* Descriptors that the manager holds for us: listening sockets, and memory of a former run. */
struct service {
	struct service_fd *fds;
	size_t count;
};

/* Receives descriptors from the manager. To be called once, first. */
void service_open(struct service *service);

/* Closes descriptors that were not used. */
void service_close(struct service *service);

/* The manager's socket that listens at `path`; the caller closes it, and does not remove the path.
 * -1: none. */
int service_take_listener(struct service *service, const char *path);

/* The memory that service_keep() has stored with this name; the caller closes it. -1: none. */
int service_take_memory(struct service *service, const char *name);

/* Stores memory in the manager for the next run, and removes it again. */
void service_keep(int memory, const char *name);
void service_forget(const char *name);

/* State notifications; `served` of `region_count` regions are. */
void service_notify_ready(size_t served, size_t region_count);
void service_notify_stopping(void);

#endif
