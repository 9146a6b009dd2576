/* SPDX-License-Identifier: BSD-3-Clause
 * region.h: a region of shared memory in dm-land: a POSIX shared memory object of the Service VM.
 *
 * The first device of a region creates it, the others find it. It is complete before it has a name:
 * no process ever opens an object of size 0 or one whose pages may be missing. It stays when its
 * last device ends, so that a VM may restart and find its data; unlinking is the user's decision
 * (region_unlink(), or `rm /dev/shm/NAME`).
 *
 * Each user of a region holds a shared lock on it, flock(2), and a process that is about to remove
 * its name holds the exclusive one. A lock belongs to the open file: it lasts while any process has
 * that, inherited or received. ACRN's own acrn-dm takes no locks, and is found in /proc.
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
	const char *name; /* shm_name_is_valid(), without a prefix; the object is /NAME */
	uint64_t size;	  /* bytes: a power of two, 4 KiB or more */
	mode_t mode;	  /* of a new object: 0600 by default */
	uid_t owner;	  /* of a new object; (uid_t)-1: the user of this process */
	gid_t group;	  /* of a new object; (gid_t)-1: the same */
};

struct region {
	int fd; /* open for reading and writing, O_CLOEXEC; the caller closes it */
	uint64_t size;
	bool is_new; /* this call made it */
};

/* Whether a region may have so many bytes. */
bool region_is_size(uint64_t size);

/* Whether this is the name of an object that was incomplete, or being removed, when its process
 * died. */
bool region_is_private_name(const char *text);

/* Opens the region, or creates it with all its pages reserved and zeroed. False when an object of
 * that name has another size (the error names both, and the processes that hold it), when memory
 * for it is short, or when it belongs to another user. */
bool region_open(const struct region_request *request, struct region *region, struct error *error);

/* Removes the name; its users keep the region. True also if there was none. */
bool region_unlink(const char *name, struct error *error);

enum region_use {
	REGION_MISSING, /* no object has the name */
	REGION_UNUSED,	/* no process locks it or is found in /proc */
	REGION_IN_USE,	/* the error says by which processes */
	REGION_UNKNOWN, /* it may not be opened, or not be removed: the error says why */
};

/* Whether any process has the object of this name, which may be a private one. Another descriptor
 * of this process counts if it has the lock. */
enum region_use region_get_use(const char *name, struct error *error);

/* The same, and removes the name if that is REGION_UNUSED. A process that opens the object
 * meanwhile keeps it with its name, or finds no object of that name; only if a third process
 * creates a new object in that moment, the name is the new one's. */
enum region_use region_remove_unused(const char *name, struct error *error);

/* Undoes region_open(): closes the region, and removes its name if it was new and no other process
 * has opened it since. For a VM that could not be started. */
void region_discard(struct region *region, const char *name);

#endif
