/* SPDX-License-Identifier: BSD-3-Clause
 * region.h: a region of shared memory in dm-land: a POSIX shared memory object of the Service VM.
 *
 * The first device of a region makes it, the others find it. It is made whole before it has a name:
 * nobody ever opens an object of size 0 or one whose pages may be missing. It stays when its last
 * device goes, so that a VM may restart and find its data; unlinking is the user's decision
 * (region_unlink(), or `rm /dev/shm/NAME`).
 *
 * Everyone who has a region holds a shared lock on it, flock(2), and whoever is about to remove its
 * name holds the exclusive one. A lock belongs to the open file: it lasts while any process has
 * that, however it came by it. ACRN's own acrn-dm knows nothing of locks, and is found in /proc.
 */
#ifndef SHM_REGION_H
#define SHM_REGION_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"

/* Where POSIX shared memory objects are. */
#define REGION_DIRECTORY "/dev/shm"

struct region_request {
	const char *name; /* 1 to 27 of [A-Za-z0-9_], without a prefix; the object is /NAME */
	uint64_t size;	  /* bytes: a power of two, 4 KiB or more */
	mode_t mode;	  /* of a new object: 0600 unless the user says otherwise */
	uid_t owner;	  /* of a new object; (uid_t)-1: who runs this */
	gid_t group;	  /* of a new object; (gid_t)-1: the same */
};

struct region {
	int fd; /* open for reading and writing, O_CLOEXEC; the caller closes it */
	uint64_t size;
	bool is_new; /* this call made it */
};

/* Whether a region may have so many bytes. */
bool region_is_size(uint64_t size);

/* Is this the name of an object that was not whole yet, or being removed, when its process died?
 */
bool region_is_private_name(const char *text);

/* Opens the region, or makes it with all its pages reserved and zeroed. False when an object of
 * that name has another size (the error names both, and the processes that hold it), when memory
 * for it is short, or when it belongs to somebody else. */
bool region_open(const struct region_request *request, struct region *region, struct error *error);

/* Removes the name; those who have the region keep it. True too where there was none. */
bool region_unlink(const char *name, struct error *error);

enum region_use {
	REGION_MISSING, /* no object has the name */
	REGION_UNUSED,	/* nobody has it, or nobody who locks it or may be seen in /proc */
	REGION_IN_USE,	/* somebody has it: the error says who */
	REGION_UNKNOWN, /* it may not be looked at, or not be removed: the error says why */
};

/* Has anybody the object of this name, which may be a private one? Another descriptor of this
 * process counts if it has the lock. */
enum region_use region_get_use(const char *name, struct error *error);

/* The same, and removes the name where that is REGION_UNUSED. Whoever opens the object meanwhile
 * keeps it with its name, or finds no object of that name any more; only if a third makes a new
 * object in that very moment, the name is the new one's. */
enum region_use region_remove_unused(const char *name, struct error *error);

/* Takes back what region_open() has made: closes the region, and removes its name if it was new and
 * nobody else has opened it since. For a VM that could not be started. */
void region_discard(struct region *region, const char *name);

#endif
