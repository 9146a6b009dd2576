/* SPDX-License-Identifier: BSD-3-Clause
 * id_lease.h: the file that records which process has which ID in a region, so that a restarted
 * server can assign the same IDs.
 *
 * The file is DIR/.REGION.peers. It has a line at a fixed offset for each ID, and is written line
 * by line, so that it is valid even if the server is killed. The server holds a lock on it: a
 * region has one server at most.
 */
#ifndef IVSHMEM_SERVER_ID_LEASE_H
#define IVSHMEM_SERVER_ID_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ivshmem-server/identity.h"

struct id_lease_file;

/* The ID that a living process had with a former server. */
struct former_lease {
	uint16_t id;
	struct process process;
};

/* Opens or creates the file of a region. NULL with an error, also if another server has it. */
struct id_lease_file *id_lease_open(const char *directory, const char *region, struct error *error);

/* Releases the lock. The file stays for the next server, unless it is empty. NULL is fine. */
void id_lease_close(struct id_lease_file *leases);

/* The process has the ID now. */
void id_lease_record(struct id_lease_file *leases, uint16_t id, const struct process *process);

/* The ID is free. */
void id_lease_remove(struct id_lease_file *leases, uint16_t id);

/* The leases of a former server that the file had when it was opened, by rising ID; their number.
 * The array belongs to the file. */
size_t id_lease_formers(const struct id_lease_file *leases, const struct former_lease **formers);

#endif
