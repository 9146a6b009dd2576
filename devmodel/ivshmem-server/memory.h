/* SPDX-License-Identifier: BSD-3-Clause
 * memory.h: the memory of a region that the server owns.
 */
#ifndef IVSHMEM_SERVER_MEMORY_H
#define IVSHMEM_SERVER_MEMORY_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/service.h"
#include "ivshmem-server/settings.h"

struct memory {
	int fd;	    /* the server's own; -1: none */
	int shared; /* for peers: opened separately, so that nothing a peer does to it, such as
		     * flock(2) or fcntl(2), reaches the server's own; -1: none */
	bool is_new;
};

/* No memory. */
#define MEMORY_NONE ((struct memory) { -1, -1, false })

/* Opens or creates the memory, with all its pages reserved. `service` has what the worker before
 * has handed over, and the memfds of a former run; for `has_peers` that is used even if it cannot
 * be completed, which is logged. Other existing memory is used, too; with the lifetimes unlink and
 * recreate only while a process has it open for writing. False with an error; then the memory is
 * closed. */
bool memory_open(const struct region_settings *settings, struct service *service, bool has_peers,
		 struct memory *memory, struct error *error);

/* Closes it; peers keep it, and its name stays. */
void memory_close(struct memory *memory);

/* At the end of a lifetime, in place of memory that was used or of none: new memory, or the same if
 * a process still has it open for writing. False with an error; then the memory is closed. */
bool memory_renew(const struct region_settings *settings, const struct service *service,
		  struct memory *memory, struct error *error);

/* At the end of its lifetime: closes it and removes its name, unless a process still has it open
 * for writing. */
void memory_remove(const struct region_settings *settings, const struct service *service,
		   struct memory *memory);

/* The same, after a failure: its name is removed if it is new and no other process has it open. */
void memory_discard(const struct region_settings *settings, struct memory *memory);

#endif
