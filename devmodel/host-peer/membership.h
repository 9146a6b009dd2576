/* SPDX-License-Identifier: BSD-3-Clause
 * membership.h: the host's membership of a region, for as long as a command runs.
 */
#ifndef HOST_PEER_MEMBERSHIP_H
#define HOST_PEER_MEMBERSHIP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "base/timer.h"
#include "ivshmem-client/peer.h"

/* The caller's storage, which must not move until membership_close(). */
struct membership {
	struct loop *loop;
	struct peer *peer;
	struct timer timer;
	void (*warn)(const char *line);
	uint64_t notified; /* vectors, a bit each, since they were waited for */
};

/* Joins the region at the socket `path`, and waits until all peers that are present are known, and
 * the vectors up to `vector` of this one. `warn` gets later lines about the server. The region's
 * name is for messages. membership_close() must follow in any case. */
bool membership_open(struct membership *membership, const char *path, const char *region,
		     unsigned vector, void (*warn)(const char *line), struct error *error);

void membership_close(struct membership *membership);

/* Waits until the server has announced the peer, at most 5 seconds. 1 if it is known, 0 if not, -1
 * with an error. */
int membership_await_peer(struct membership *membership, uint16_t peer, struct error *error);

/* Any vector. */
#define MEMBERSHIP_ANY UINT16_MAX

/* Waits for a vector, at most so many milliseconds, below 0 forever: 1 if it was notified since the
 * last time, and *notified, if that is not NULL, is the vector; 0 at the timeout; -1 with an error.
 */
int membership_wait(struct membership *membership, uint16_t vector, int timeout_ms,
		    unsigned *notified, struct error *error);

#endif
