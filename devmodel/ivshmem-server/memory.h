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
	int fd; /* -1: there is none */
	bool is_new;
};

/* Opens the memory, whole and with all its pages reserved. What is there already is taken, from a
 * former server too; but under the lifetimes unlink and recreate only while somebody has it.
 * `service` has the memfds of a former run. False with an error; then there is none. */
bool memory_open(const struct region_settings *settings, struct service *service,
		 struct memory *memory, struct error *error);

/* Closes it; those who have it keep it, and its name stays. */
void memory_close(struct memory *memory);

/* The same at the end of its lifetime: its name is removed, be it new or not. */
void memory_remove(const struct region_settings *settings, struct memory *memory);

/* The same when it was in vain: its name is removed if it is new and nobody else has it. */
void memory_discard(const struct region_settings *settings, struct memory *memory);

#endif
