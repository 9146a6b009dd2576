/* SPDX-License-Identifier: BSD-3-Clause
 * vfu.h: serves a PCI function to a VMM by the vfio-user protocol, version 0.0.
 *
 * A server listens at a UNIX socket's path and accepts one client, the VMM. Several servers share
 * one loop and one process. Nothing blocks: a client that stops reading is disconnected when too
 * much output waits for it, one that violates the protocol at once.
 */
#ifndef VFIO_USER_VFU_H
#define VFIO_USER_VFU_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"

#define VFU_BARS 6u

/* One BAR. Memory is mapped by the VMM from `fd` at `offset`; registers go to bar_read and
 * bar_write. */
struct vfu_bar {
	uint64_t size; /* a power of two, or 0 for none: QEMU aborts at any other */
	bool is_memory;
	int fd; /* of memory; the server does not close it */
	uint64_t offset;
};

/* The function that is served. All calls are made from the loop. */
struct vfu_function {
	void *device; /* passed to every call */
	struct vfu_bar bars[VFU_BARS];
	unsigned msix_vectors; /* 0: no interrupts */
	uint32_t (*config_read)(void *device, unsigned offset, unsigned size);
	void (*config_write)(void *device, unsigned offset, unsigned size, uint32_t value);
	uint64_t (*bar_read)(void *device, unsigned bar, uint64_t offset, unsigned size);
	void (*bar_write)(void *device, unsigned bar, uint64_t offset, unsigned size,
			  uint64_t value);
	void (*reset)(void *device);
	/* The client has connected (true) or disconnected; may be NULL. */
	void (*on_connected)(void *device, bool is_connected);
	/* A connection could not be served; may be NULL. */
	void (*on_error)(void *device, const struct error *error);
};

struct vfu_server;

/* Listens at `path`, which must not exist and whose directory should be accessible to the user
 * only; the socket has mode 0600. The function is copied. NULL with an error when that fails. */
struct vfu_server *vfu_listen(struct loop *loop, const char *path,
			      const struct vfu_function *function, struct error *error);

/* Ends the connection, closes everything and unlinks the path. NULL is fine. */
void vfu_free(struct vfu_server *server);

/* Triggers the eventfd that the client has set for an MSI-X vector; without one nothing happens. */
void vfu_trigger(struct vfu_server *server, unsigned vector);

#endif
