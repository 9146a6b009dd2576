/* SPDX-License-Identifier: BSD-3-Clause
 * region.h: a region of shared memory in dm-land: a POSIX shared memory object of the Service VM.
 *
 * The first device of a region creates it, the others find it. It is complete before it has a name,
 * and it is made complete each time it is opened: no process gets one whose pages may be missing.
 * It stays when its last device ends, so that a VM may restart and find its data; removing it is
 * the user's decision.
 *
 * Whether a region is in use is for the kernel to say (shm/lease.h): nothing that a process does to
 * a descriptor of its own changes that. /proc is searched only for the names of processes.
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
	uint64_t size;	  /* bytes: as for region_is_size() */
	mode_t mode;	  /* of a new object: 0600 by default */
	uid_t owner;	  /* of a new object; (uid_t)-1: the user of this process */
	gid_t group;	  /* of a new object; (gid_t)-1: the same */
};

struct region {
	int fd; /* open for reading and writing, O_CLOEXEC; the caller closes it */
	uint64_t size;
	bool is_new; /* this call made it */
};

/* Whether a region may have so many bytes: a power of two, 4 KiB or more. */
bool region_is_size(uint64_t size);

/* Whether this is the name of an object that was incomplete, or being removed, when its process
 * died. */
bool region_is_private_name(const char *text);

/* Opens the region, or creates it, with all its pages reserved; those of a new region are zeroed.
 * An existing object may belong to the requested owner, to the user of this process or to root; if
 * it is empty, it gets the size. False when it has another size (the error names both, and the
 * processes that hold it), when memory for it is short, or when it belongs to another user. */
bool region_open(const struct region_request *request, struct region *region, struct error *error);

enum region_use {
	REGION_MISSING, /* no object has the name */
	REGION_UNUSED,	/* no process has it open or mapped */
	REGION_IN_USE,	/* the error says by which processes, as far as they are visible */
	REGION_UNKNOWN, /* the error says why: it may not be opened, not be removed, or belongs to
			 * another user. To be treated as in use */
};

/* Whether any process has the object of this name, which may be a private one. Another description
 * of the file in this process counts. */
enum region_use region_get_use(const char *name, struct error *error);

/* The same, and removes the name if that is REGION_UNUSED. A process that opens the object
 * meanwhile keeps it with its name, or finds no object of that name; only if a third process
 * creates a new object in that moment, the name is the new one's. */
enum region_use region_remove_unused(const char *name, struct error *error);

/* The same, but processes that have it only for reading are not in the way, and the error names no
 * processes. */
enum region_use region_remove_unwritable(const char *name, struct error *error);

/* Undoes region_open(): closes the region, and removes its name if it was new and no other process
 * has opened it since. For a VM that could not be started. */
void region_discard(struct region *region, const char *name);

#endif
