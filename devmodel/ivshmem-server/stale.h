/* SPDX-License-Identifier: BSD-3-Clause
 * stale.h: what earlier runs have left over, whoever made it, and how it is removed.
 *
 * A region stays when its last user goes, so that its data are found again. A server that was
 * killed leaves its sockets and state files; ACRN's acrn-dm leaves an empty object when it dies in
 * the middle of making a region. None of this goes away by itself.
 *
 * What is called like a region need not be one: other programs keep files in /dev/shm too, wanted
 * ones that nobody may have open right now. So pruning all of it goes by what is certainly ours:
 *
 * - objects with the private names of regions that were being made or removed;
 * - in the server's directory, sockets that nobody listens at, and state files without a server;
 * - the objects of regions that have such a socket or state file: a server had them.
 *
 * Anything else has to be named, even an empty object. What is in use or served is never removed;
 * nor are a dead server's socket and state file while its region is in use, because a new server
 * takes them up. Root prunes everybody's, others their own.
 *
 * A `directory` is where the server has its sockets; NULL, or one that does not exist, has nothing.
 * Whoever may write there decides what "all" is: so it must be root's or the caller's own, and
 * nobody else's to write to.
 */
#ifndef IVSHMEM_SERVER_STALE_H
#define IVSHMEM_SERVER_STALE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Prints a table with a header line and a line each for: objects that may be regions, empty ones
 * that are called like regions, private ones, and dead sockets and state files; in the order of
 * their regions' names. With `names`, a list that ends in NULL, only what belongs to these regions;
 * NULL or an empty list means all. Columns:
 *
 *   NAME     of the file
 *   KIND     region, empty, half-made, socket or state
 *   SIZE     in bytes, or K, M, G where that is exact; - for sockets
 *   MODE     permissions, in octal
 *   OWNER    name or number
 *   STATE    "in use": somebody has the region; "served": a server runs for it; "left over"; or
 *            "unknown": it may not be looked at
 *   HOLDERS  some of the processes that have the region; - where there is none to be seen */
bool leftovers_list(const char *directory, char *const names[], FILE *out, struct error *error);

/* Removes what is left over of the region `name`, or the object with that private name: the object,
 * then its dead sockets, then its state file. Prints a line for each, "removed PATH", or "would
 * remove PATH" in a dry run, which changes nothing. False when the region is in use (the error
 * names its holders), when a server runs for it, when there is nothing of that name, or when
 * something cannot be removed; what was printed is gone all the same. */
bool leftovers_prune(const char *directory, const char *name, bool is_dry_run, FILE *out,
		     struct error *error);

/* The same for all that is certainly ours; passes over what is in use. False with the first error
 * when something cannot be removed; the rest is, all the same. */
bool leftovers_prune_all(const char *directory, bool is_dry_run, FILE *out, struct error *error);

#endif
