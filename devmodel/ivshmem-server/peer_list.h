/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.h: the peers of a region, with the messages that are pending for each.
 *
 * It implements the protocol's order (ivshmem-client/message.h) without sockets: its caller asks
 * for a peer's next message, and reports when it is sent. So two guarantees can be tested in any
 * order of events:
 *   - no peer is sent an eventfd of a peer that has left;
 *   - a peer that was sent all of its messages knows exactly the present peers.
 *
 * Only what a peer still has to know is pending for it: of each ID that a former peer left, and
 * that the present peer joined, so at most two messages for each place of the region. No peer has
 * to be dropped because it does not read.
 *
 * QEMU's own device has a bug with IDs that are used again: when a peer leaves it frees the peer's
 * eventfds, and allocates new ones only when its table of peers grows, so an ID that joins again is
 * written to freed memory (seen in QEMU 7.2 and 11.1). So a peer with this bug is never sent an ID
 * again whose leaving it was sent: the ID is retired until no such peer is in the list. A peer that
 * may return is absent: it does not leave for peers with the bug, which keep its eventfds, and
 * its ID gets these again when it returns.
 *
 * A peer is known by its ID. Apart from descriptors, all that the list knows of it is numbers.
 */
#ifndef IVSHMEM_SERVER_PEER_LIST_H
#define IVSHMEM_SERVER_PEER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ivshmem-client/message.h"
#include "ivshmem-server/id_pool.h"

/* Eventfds of one peer; QEMU's device has the same default limit. */
#define PEER_LIST_VECTORS_MAX 64u

enum pending_kind { PENDING_VERSION, PENDING_ID, PENDING_MEMORY, PENDING_JOINS, PENDING_LEAVES };

/* A message to be sent, or one for each vector of a peer that joins. */
struct pending_message {
	uint8_t kind; /* enum pending_kind */
	uint8_t sent; /* messages of these */
	uint16_t id;
};

/* What a peer with the bug has been sent, or will be, about an ID without a present peer. */
enum peer_seen { SEEN_NOTHING, SEEN_KEPT, SEEN_LEFT, SEEN_STATES };

/* Zeroed storage of the caller, which must not move while it is in a list. The caller sets the
 * first four fields, and may change the eventfds of an absent peer that are not kept. */
struct server_peer {
	uint16_t id; /* unique in the list */
	uid_t user;
	const int *vectors; /* as many as the list says */
	bool has_qemu_id_reuse_bug;

	bool is_absent;			 /* may return; nothing is pending for it */
	bool is_lost;			 /* memory ran out for a message: it must leave */
	struct pending_message *pending; /* in order */
	size_t pending_count, pending_room;
	uint8_t *seen;			   /* with the bug: enum peer_seen of each ID */
	unsigned seen_counts[SEEN_STATES]; /* IDs with that; not of SEEN_NOTHING */
};

/* All zero is closed. */
struct peer_list {
	struct server_peer **peers; /* by rising ID, with absent ones */
	size_t count, room;
	size_t present_count;
	struct id_pool ids;    /* the caller adds what is bound */
	unsigned vector_count; /* of each peer: 1 to PEER_LIST_VECTORS_MAX; set by the caller */
	int memory;	       /* sent to peers that join from now on; belongs to the caller */
};

/* Opens an empty list. False if memory ran out. */
bool peer_list_open(struct peer_list *list);

/* Adds a peer that is new or absent, and queues the messages about it and for it. False if memory
 * ran out: then nothing has changed. */
bool peer_list_join(struct peer_list *list, struct server_peer *peer);

/* Adds a peer that is absent, without messages. False if memory ran out. */
bool peer_list_add_absent(struct peer_list *list, struct server_peer *peer);

/* Restores what another list had: adds a peer that is present, without messages; then a message
 * that is pending for it, after those before; and what a present peer with the bug has been sent
 * about an ID. False if memory ran out. */
bool peer_list_add_present(struct peer_list *list, struct server_peer *peer);
bool peer_list_add_pending(struct server_peer *peer, const struct pending_message *message);
void peer_list_set_seen(struct peer_list *list, struct server_peer *peer, uint16_t id,
			enum peer_seen seen);

/* Whether a message that this ID joined is pending for the peer: there is one at most. */
bool peer_list_will_join(const struct server_peer *peer, uint16_t id);

/* A present peer is absent now; queues the messages about that. Its eventfds may be closed unless
 * peer_list_is_kept(): then they must stay open. */
void peer_list_set_absent(struct peer_list *list, struct server_peer *peer);

/* Removes a peer, present or absent, and queues the messages about that. Nothing refers to it any
 * more: its eventfds may be closed. */
void peer_list_leave(struct peer_list *list, struct server_peer *peer);

/* Whether a peer keeps the eventfds of the absent peer with this ID. */
bool peer_list_is_kept(const struct peer_list *list, uint16_t id);

/* The next message for the peer; false if none is pending. */
bool peer_list_next(const struct peer_list *list, const struct server_peer *peer,
		    struct message *message);

/* The next message has been sent. */
void peer_list_sent(const struct peer_list *list, struct server_peer *peer);

/* The peer with this ID, present or absent, or NULL. */
struct server_peer *peer_list_find(const struct peer_list *list, uint16_t id);

/* The peer for which most IDs are retired, or NULL if none is. */
struct server_peer *peer_list_find_most_retired(const struct peer_list *list);

/* Frees an empty list. */
void peer_list_close(struct peer_list *list);

#endif
