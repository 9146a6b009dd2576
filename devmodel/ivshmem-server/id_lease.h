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

/* Opens or creates the file of a region. NULL with an error, also if another server has it. */
struct id_lease_file *id_lease_open(const char *directory, const char *region, struct error *error);

/* Releases the lock. The file stays for the next server, unless it is empty. NULL is fine. */
void id_lease_close(struct id_lease_file *leases);

/* The process has the ID now. */
void id_lease_record(struct id_lease_file *leases, uint16_t id, const struct process *process);

/* The ID is free. */
void id_lease_remove(struct id_lease_file *leases, uint16_t id);

/* Finds the lowest ID that this process had with a former server and that is not recorded yet. */
bool id_lease_find(const struct id_lease_file *leases, const struct process *process, uint16_t *id);

/* Whether the ID is reserved: the process that had it with a former server is alive. */
bool id_lease_is_reserved(struct id_lease_file *leases, uint16_t id);

#endif
