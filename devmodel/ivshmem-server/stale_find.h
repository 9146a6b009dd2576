/* SPDX-License-Identifier: BSD-3-Clause
 * stale_find.h: finds stale objects; for stale*.c only.
 */
#ifndef IVSHMEM_SERVER_STALE_FIND_H
#define IVSHMEM_SERVER_STALE_FIND_H

#include <limits.h>
#include <stddef.h>
#include <sys/stat.h>

#include "ivshmem-server/stale.h"
#include "schema/name.h"

/* In the order in which they are removed: state and ownership files are last, because their locks
 * exclude servers until then. */
enum stale_kind {
	STALE_HALF_MADE,
	STALE_REGION,
	STALE_EMPTY,
	STALE_SOCKET, /* this and the next: in the server's directory, and dead */
	STALE_STATE,
	STALE_OWNERSHIP, /* in /dev/shm, and without a server */
};

struct stale_object {
	char name[NAME_MAX + 1];       /* of the file */
	char region[SHM_NAME_MAX + 1]; /* that it belongs to; or its private name */
	enum stale_kind kind;
	struct stat status;
};

/* By region, kind and name. */
struct stale_objects {
	struct stale_object *items;
	size_t count, room;
	int directory; /* the server's, or -1 */
};

/* Searches /dev/shm and the server's directory. stale_free() must follow in any case. */
bool stale_find(const char *directory, struct stale_objects *found, struct error *error);
void stale_free(struct stale_objects *found);

/* Whether a server runs for the region, by the locks on its ownership file and its state file. */
bool stale_is_served(int directory, const char *region);

/* The owner of the region's object; (uid_t)-1 if there is none. */
uid_t stale_region_owner(const char *region);

/* Opens the state file; the caller closes it. -1 with errno. */
int stale_open_state(int directory, const char *region);

/* Whether no process listens at this socket. A listener does not notice the test. */
bool stale_is_dead_socket(int directory, const char *name);

#endif
