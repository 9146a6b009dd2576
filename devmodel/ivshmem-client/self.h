/* SPDX-License-Identifier: BSD-3-Clause
 * self.h: the eventfds that we are rung by: those that the server gave us last, and for a while
 * the ones of before, which others may still have.
 */
#ifndef IVSHMEM_CLIENT_SELF_H
#define IVSHMEM_CLIENT_SELF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "ivshmem-client/peer.h"

/* Those of the server that is there and of so many before it; the oldest go first. */
#define PEER_GENERATIONS 5u

struct peer_own;

struct peer_own_vector {
	struct peer_own *own;
	int fd;
	unsigned number;
};

struct peer_generation {
	struct peer_own_vector vectors[PEER_VECTORS_MAX];
	unsigned count;
};

/* The caller's storage, which must stay where it is until peer_own_close(). */
struct peer_own {
	struct loop *loop;
	unsigned vectors; /* so many are listened to, 1 to PEER_VECTORS_MAX */
	void (*rung)(void *data, unsigned vector);
	void *data;
	struct peer_generation generations[PEER_GENERATIONS]; /* a ring; empty ones have none */
	unsigned newest;
	bool is_stale; /* the next eventfd begins another generation */
};

/* Listens to the eventfd of our next vector, which is ours from now on, or closed: also if we do
 * not listen to so many. False when it is no eventfd, or the loop does not take it. */
bool peer_own_add(struct peer_own *own, int fd, struct error *error);

/* Rings ourselves, by the newest eventfd of the vector; nothing happens if there is none. */
void peer_own_ring(const struct peer_own *own, uint16_t vector);

/* Calls everything old: it stays beside what peer_own_add() brings. */
void peer_own_age(struct peer_own *own);

/* Closes all but the newest generation. */
void peer_own_drop_old(struct peer_own *own);

void peer_own_close(struct peer_own *own);

#endif
