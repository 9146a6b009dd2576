/* SPDX-License-Identifier: BSD-3-Clause
 * peer.h: a peer of a region: the client of the ivshmem server, which gives it the memory, its ID
 * and everybody's eventfds.
 *
 * The eventfds are shared by the processes of the peers, so that they ring each other without the
 * server. When the server goes, everything goes on among the peers that are there, and the peer
 * tries to join again for ever. It believes the server in nothing: one that breaks the protocol is
 * hung up on and counts as gone.
 *
 * After the server has come back, peers join again each at its own pace. So what a peer knew of
 * the others stays until the server says something else of them, and it hears what is rung by its
 * old eventfds beside the new ones; 30 seconds later what is still old is dropped.
 */
#ifndef IVSHMEM_CLIENT_PEER_H
#define IVSHMEM_CLIENT_PEER_H

#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"

#define PEER_VECTORS_MAX 64u /* of one peer; the server may announce more, to no effect */

/* Nothing here may call peer_leave(). */
struct peer_setup {
	const char *path;   /* the region's socket */
	const char *region; /* its name, for messages */
	uint64_t size;	    /* bytes that the memory must have */
	unsigned vectors;   /* of ours that are listened to: 1 to PEER_VECTORS_MAX */

	/* A peer rings `vector` of ours: once for all the times since the last call. */
	void (*rung)(void *data, unsigned vector);

	/* The server has come back and gives us another ID. */
	void (*moved)(void *data, uint16_t position);

	/* A line for the user, without a line feed: the server is gone, is back, or is given up. */
	void (*said)(void *data, const char *line);

	void *data; /* handed to every call, all of which come from the loop */
};

struct peer;

/* Joins the region, and waits for the server for at most 5 seconds. On return ID and memory are
 * known; who else is there, and our own eventfds, come by the loop. NULL with an error when nobody
 * listens, when the server runs as another user than root, we or the owner of the socket's
 * directory, or when it does not have memory of that size. `setup` is copied, its texts too. */
struct peer *peer_join(struct loop *loop, const struct peer_setup *setup, struct error *error);

/* Our ID. It may change whenever the loop runs: see moved(). */
uint16_t peer_position(const struct peer *peer);

/* The memory, open for reading and writing: always the same. peer_leave() closes it. */
int peer_memory(const struct peer *peer);

/* Rings `vector` of the peer `id`, which may be us. Nothing happens if there is no such peer or no
 * such vector. It never blocks, and calls nobody. */
void peer_ring(struct peer *peer, uint16_t id, uint16_t vector);

/* Leaves the region and closes everything. NULL is nobody. */
void peer_leave(struct peer *peer);

#endif
