/* SPDX-License-Identifier: BSD-3-Clause
 * peer.h: a peer of a region: the client of the ivshmem server, which gives it the memory, its ID
 * and the eventfds of all peers.
 *
 * The eventfds are shared by the processes of the peers, so that they notify each other without the
 * server. When the server ends, notification continues among the present peers, and the peer keeps
 * trying to join again. Server input is treated as untrusted: the peer disconnects from a server
 * that violates the protocol, as if it had ended.
 *
 * After the server has come back, each peer joins again at its own pace. So a peer keeps the
 * others' old eventfds until the server announces new ones, and listens to its own old eventfds
 * beside the new ones; 30 seconds later what is still old is dropped.
 */
#ifndef IVSHMEM_CLIENT_PEER_H
#define IVSHMEM_CLIENT_PEER_H

#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"

#define PEER_VECTORS_MAX 64u /* of one peer; the server may announce more, to no effect */

/* None of the calls may call peer_leave(). */
struct peer_setup {
	const char *path;   /* the region's socket */
	const char *region; /* its name, for messages */
	uint64_t size;	    /* bytes that the memory must have; 0: any */
	unsigned vectors;   /* of this peer that are listened to: 1 to PEER_VECTORS_MAX */

	/* A peer has notified `vector` of this one, once or more since the last call. */
	void (*on_notified)(void *data, unsigned vector);

	/* The server has announced a vector of a peer, which may be this one, or that a peer has
	 * left. Once it has announced a vector of this one, all peers that were present are known.
	 * May be NULL. */
	void (*on_announced)(void *data);

	/* The server has come back and gives this peer another ID. */
	void (*on_id_changed)(void *data, uint16_t position);

	/* A line for the user, without a line feed: the server has ended, is back, or is unusable.
	 */
	void (*on_log)(void *data, const char *line);

	void *data; /* passed to every call, all of which come from the loop */
};

struct peer;

/* Joins the region, and waits for the server for at most 5 seconds. On return ID and memory are
 * known; the other peers, and this one's eventfds, arrive by the loop. NULL with an error if there
 * is no server, if it runs as another user than root, this one or the owner of the socket's
 * directory, or if its memory has another size. `setup` is copied, with its texts. */
struct peer *peer_join(struct loop *loop, const struct peer_setup *setup, struct error *error);

/* This peer's ID. It may change whenever the loop runs: see on_id_changed(). */
uint16_t peer_position(const struct peer *peer);

/* The memory, open for reading and writing: always the same. peer_leave() closes it. */
int peer_memory(const struct peer *peer);

/* The number of vectors that the server has announced for the peer `id`, which may be this one; 0
 * if there is no such peer. */
unsigned peer_vector_count(const struct peer *peer, uint16_t id);

/* Notifies `vector` of the peer `id`, which may be this one. Nothing happens if there is no such
 * peer or vector. It never blocks, and makes no calls of struct peer_setup. */
void peer_ring(struct peer *peer, uint16_t id, uint16_t vector);

/* Leaves the region and closes everything. NULL is fine. */
void peer_leave(struct peer *peer);

#endif
