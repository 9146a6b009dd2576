/* SPDX-License-Identifier: BSD-3-Clause
 * peer_table.h: the other peers of a region by what the server says, and the eventfds that they are
 * rung by.
 */
#ifndef IVSHMEM_CLIENT_PEER_TABLE_H
#define IVSHMEM_CLIENT_PEER_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "ivshmem-client/message.h"
#include "ivshmem-client/peer.h"

#define PEER_TABLE_PAGES 256u

struct peer_entry;

/* All zero is empty. A page holds the peers whose IDs begin with the same byte. */
struct peer_table {
	struct peer_entry **pages[PEER_TABLE_PAGES];
};

/* Takes one of the server's messages about a peer: its ID with the eventfd of its next vector, or
 * alone when it has gone. The descriptor is the table's, or closed. False when no server would say
 * that, or memory is short. A vector after the PEER_VECTORS_MAXth is left out. */
bool peer_table_take(struct peer_table *table, const struct message *message, struct error *error);

/* Rings a vector of a peer; nothing happens if there is none. It never blocks. */
void peer_table_ring(const struct peer_table *table, uint16_t id, uint16_t vector);

/* Calls everything stale: each eventfd stays of use until the server announces its vector anew, or
 * says that the peer has gone. */
void peer_table_age(struct peer_table *table);

/* Forgets what is still stale. */
void peer_table_drop_stale(struct peer_table *table);

/* Forgets everybody: it is empty then. */
void peer_table_close(struct peer_table *table);

#endif
