/* SPDX-License-Identifier: BSD-3-Clause
 * ping.h: round trips between two peers of a region, by 128 bytes of its memory and doorbells.
 *
 * Each of the two sides has a half of these bytes. The echo announces that it is ready; the other
 * side increments its number, and the echo copies it. Each side announces how it waits for a
 * change: for a notification of vector 0, or by polling the memory. Whatever the other side writes
 * is harmless: it can end the session, or have itself or another peer notified.
 */
#ifndef PING_PING_H
#define PING_PING_H

#include <stdbool.h>
#include <stdint.h>

#define PING_SIZE	128u
#define PING_ALIGNMENT	64u   /* of the bytes in the memory */
#define PING_COUNT	1000u /* round trips, by default */
#define PING_TIMEOUT_MS 10000 /* for each answer, by default; an echo waits forever */

/* A peer that is one of the sides: the same for each call of a session. */
struct ping_peer {
	void *ctx;	   /* passed to the calls */
	void *memory;	   /* the PING_SIZE bytes */
	uint16_t position; /* its ID */
	bool is_notified;  /* it can wait for its vector 0 */
	bool can_ring;	   /* there are doorbells */
	int timeout_ms;	   /* for each change; below 0: forever */

	/* Waits for vector 0, below 0 forever: 1 when it was notified, 0 at the timeout, -1 on
	 * failure. */
	int (*wait)(void *ctx, int timeout_ms);

	/* Notifies vector 0 of a peer. False on failure; a peer that is not there is none. */
	bool (*ring)(void *ctx, uint16_t peer);

	/* Makes what was written to the memory visible to the other side. */
	void (*publish)(void);
};

enum ping_result {
	PING_DONE,
	PING_TIMEOUT,
	PING_FAILED, /* a call has failed, which has reported why */
};

/* Answers until the other side has finished. *answered is how often, in any case. */
enum ping_result ping_answer(const struct ping_peer *peer, uint32_t *answered);

/* The other side: what it has measured. */
struct ping_times {
	int64_t *samples; /* the caller's, with room for all: ns of each round trip */
	uint32_t answered;
	bool is_other_notified; /* the way there is by doorbell */
};

/* Makes `count` round trips to an echo, for the start of which it waits as for an answer. */
enum ping_result ping_ask(const struct ping_peer *peer, uint32_t count, struct ping_times *times);

#endif
