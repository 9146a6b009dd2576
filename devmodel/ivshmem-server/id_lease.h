/* SPDX-License-Identifier: BSD-3-Clause
 * id_lease.h: which process has which ID in a region, in a file: what a server that is started
 * again needs to know to give everybody the ID that he had.
 *
 * The file is DIR/.REGION.peers. It has a line at a fixed place for each ID, and is written line by
 * line, so that it is true even if the server is killed. Who has it open has a lock on it: a region
 * has one server at most.
 */
#ifndef IVSHMEM_SERVER_ID_LEASE_H
#define IVSHMEM_SERVER_ID_LEASE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ivshmem-server/identity.h"

struct ledger;

/* Opens the ledger of a region, or begins one. NULL with an error if another server has it. */
struct ledger *ledger_open(const char *directory, const char *region, struct error *error);

/* Ends the lock. The file stays if somebody in it is alive, for the next server. NULL is fine. */
void ledger_close(struct ledger *ledger);

/* The process has the ID now; nobody else had a right to it. */
void ledger_enter(struct ledger *ledger, uint16_t id, const struct process *process);

/* Nobody has it any more. */
void ledger_strike(struct ledger *ledger, uint16_t id);

/* An ID that this process had with a former server and has not yet got back: the lowest. */
bool ledger_recall(const struct ledger *ledger, const struct process *process, uint16_t *id);

/* Is the ID kept for a process that had it with a former server, and is alive? */
bool ledger_is_kept(struct ledger *ledger, uint16_t id);

#endif
