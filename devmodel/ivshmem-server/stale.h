/* SPDX-License-Identifier: BSD-3-Clause
 * stale.h: stale objects, which earlier runs have left: listing and removing them.
 *
 * A region stays when its last user ends, so that its data are found again. A server that was
 * killed leaves its sockets, state files and locks; ACRN's acrn-dm leaves an empty object if it
 * ends while it creates a region. None of this is removed automatically.
 *
 * A file with a region's name need not be a region: other programs keep files in /dev/shm, too,
 * which may be needed although no process has them open. So pruning everything is limited to:
 *
 * - objects with the private names of regions that were being created or removed;
 * - in the server's directory, sockets without a listener, and state files without a server;
 * - locks without a server in /dev/shm, of root, this user or the object's owner
 *   (ivshmem-server/ownership.h);
 * - the objects of regions that have such a socket, state file or lock.
 *
 * Anything else has to be named, even an empty object. What is in use or served is never removed;
 * nor are the socket and state file of a dead server while its region is in use, because a new
 * server takes them over. Root prunes all users' objects, other users their own.
 *
 * A `directory` is that of the server's sockets; NULL, or one that does not exist, is empty. Its
 * contents decide what "all" is: so it must belong to root or the user, and be writable by no
 * others.
 */
#ifndef IVSHMEM_SERVER_STALE_H
#define IVSHMEM_SERVER_STALE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Prints a table of: objects that may be regions, empty ones with a region's name, private ones,
 * and dead sockets, state files and locks; sorted by region. With `names`, a list that ends in
 * NULL, only the objects of these regions; NULL or an empty list means all. Columns:
 *
 *   NAME     of the file
 *   KIND     region, empty, half-made, socket, state or lock
 *   SIZE     in bytes, or K, M, G where that is exact; - for sockets
 *   MODE     permissions, in octal
 *   OWNER    name or number
 *   STATE    "in use": a process has the region open; "served": a server runs for it; "stale"; or
 *            "unknown": no permission to tell
 *   HOLDERS  some of the processes that have the region open; - for none */
bool stale_list(const char *directory, char *const names[], FILE *out, struct error *error);

/* Removes the stale objects of the region `name`, or the object with that private name: first the
 * object, then its dead sockets, then its state file and lock. Prints a line for each, "removed
 * PATH", or "would remove PATH" in a dry run, which changes nothing. False with an error if the
 * region is in use (the error names its holders), if a server runs for it, if there is nothing of
 * that name, or if something cannot be removed; what was printed is removed nevertheless. */
bool stale_prune(const char *directory, const char *name, bool is_dry_run, FILE *out,
		 struct error *error);

/* The same for everything that is certainly of the server; skips what is in use. False with the
 * first error if something cannot be removed; the rest is removed nevertheless. */
bool stale_prune_all(const char *directory, bool is_dry_run, FILE *out, struct error *error);

#endif
