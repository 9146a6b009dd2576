/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.h: the peers of a region, with the messages that are pending for each.
 *
 * It implements the protocol's order (ivshmem-client/message.h) without sockets: its caller asks
 * for a peer's next message, and reports when it is sent. So two guarantees can be tested in any
 * order of events:
 *   - no peer is sent an eventfd of a peer that has left;
 *   - a peer that was sent all of its messages knows exactly the peers in the list.
 *
 * QEMU's own device has a bug with IDs that are used again: when a peer leaves it frees the peer's
 * eventfds, and allocates new ones only when its table of peers grows, so an ID that joins again is
 * written to freed memory (seen in QEMU 7.2 and 11.1). So a peer with this bug is never sent an ID
 * again whose leaving it was sent. An ID that is assigned to the next free peer is retired until no
 * peer with the bug has seen it leave. A bound ID, whose peer will be back, does not leave for
 * peers with the bug: they keep its eventfds, and the ID gets these again when it is back.
 */
#ifndef IVSHMEM_SERVER_PEER_LIST_H
#define IVSHMEM_SERVER_PEER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ivshmem-client/message.h"

/* Eventfds of one peer; QEMU's device has the same default limit. */
#define PEER_LIST_VECTORS_MAX 64u

/* The limit of pending messages about other peers for a peer that receives nothing: beyond it the
 * peer is lost. That is enough for a guest that is stopped for some time, and bounds the memory for
 * one that is stuck. */
#define PEER_LIST_UNREAD_MAX 256u

struct pending_message;

/* Zeroed storage of the caller, which must not move while it is in a list. The caller sets the
 * first four fields; it may close the eventfds after peer_list_leave(). */
struct server_peer {
	uint16_t id; /* unique in the list */
	const int *vectors;
	unsigned vector_count; /* 1 to PEER_LIST_VECTORS_MAX */
	bool has_qemu_id_reuse_bug;

	struct pending_message *pending; /* in order */
	size_t pending_count, pending_room;
	unsigned unread;     /* messages about others since it received one */
	bool is_lost;	     /* a message was dropped: it must leave */
	unsigned char *seen; /* with the bug: what it knows of each ID */
};

/* All zero is an empty one. */
struct peer_list {
	struct server_peer **peers; /* by rising ID */
	size_t count, room;
	int memory; /* sent to peers that join from now on; belongs to the caller */
};

/* Adds a peer, and queues the messages about it and for it. False if memory ran out: then nothing
 * has changed. */
bool peer_list_join(struct peer_list *list, struct server_peer *peer);

/* Removes a peer, and queues the messages about that; nothing refers to it any more. Its eventfds
 * may be closed, unless it `will_be_back` and peer_list_is_kept(). */
void peer_list_leave(struct peer_list *list, struct server_peer *peer, bool will_be_back);

/* Whether a peer keeps the eventfds of the former peer with this ID. Then they must stay open, at
 * the same address, and be those of the next peer with the ID. */
bool peer_list_is_kept(const struct peer_list *list, uint16_t id);

/* Whether the ID is retired: a peer with the bug has seen it leave. */
bool peer_list_is_retired(const struct peer_list *list, uint16_t id);

/* The next message for the peer; false if none is pending. */
bool peer_list_next(const struct peer_list *list, const struct server_peer *peer,
		    struct message *message);

/* The next message has been sent. */
void peer_list_sent(struct server_peer *peer);

/* The peer with this ID, or NULL. */
struct server_peer *peer_list_find(const struct peer_list *list, uint16_t id);

/* Frees an empty list. */
void peer_list_free(struct peer_list *list);

#endif
