/* SPDX-License-Identifier: BSD-3-Clause
 * stale_internal.h: the files that listing and pruning look at.
 */
#ifndef IVSHMEM_SERVER_STALE_INTERNAL_H
#define IVSHMEM_SERVER_STALE_INTERNAL_H

#include <limits.h>
#include <stddef.h>
#include <sys/stat.h>

#include "ivshmem-server/stale.h"
#include "schema/static_config.h"

/* In the order in which they are removed: a state file is last, because its lock keeps servers out
 * until then. */
enum leftover_kind {
	LEFTOVER_HALF_MADE,
	LEFTOVER_REGION,
	LEFTOVER_EMPTY,
	LEFTOVER_SOCKET, /* from here on in the server's directory, and dead */
	LEFTOVER_STATE,
};

struct leftover {
	char name[NAME_MAX + 1];	      /* of the file */
	char region[CFG_REGION_NAME_MAX + 1]; /* it belongs to this one; or its private name */
	enum leftover_kind kind;
	struct stat status;
};

/* By region, kind and name. */
struct leftovers {
	struct leftover *items;
	size_t count, room;
	int directory; /* the server's, or -1 */
};

/* Looks through /dev/shm and the server's directory. The caller frees what is found, after false
 * too. */
bool leftovers_find(const char *directory, struct leftovers *found, struct error *error);
void leftovers_free(struct leftovers *found);

/* Does a server run for the region? Looks at the lock on its state file. */
bool leftovers_is_served(int directory, const char *region);

/* Opens the state file, to be closed by the caller; -1 with errno. */
int leftovers_open_state(int directory, const char *region);

/* Does nobody listen at this socket in the directory? Whoever does is not disturbed. */
bool leftovers_is_dead_socket(int directory, const char *name);

#endif
