/* SPDX-License-Identifier: BSD-3-Clause
 * membership.c: runs the loop until what a command waits for has happened. */
#include "host-peer/membership.h"

#include <stddef.h>

/* For the server's messages after it has accepted us: peer_join() has waited for as long before. */
#define ANNOUNCED_MS 5000

enum { LOOP_EVENT = 1, LOOP_TIMEOUT };

_Static_assert(PEER_VECTORS_MAX <= 64, "a bit for each vector");

static void on_notified(void *data, unsigned vector)
{
	struct membership *membership = data;

	membership->notified |= UINT64_C(1) << vector;
	loop_stop(membership->loop, LOOP_EVENT);
}

static void on_announced(void *data)
{
	loop_stop(((struct membership *)data)->loop, LOOP_EVENT);
}

static void on_timeout(void *data)
{
	loop_stop(((struct membership *)data)->loop, LOOP_TIMEOUT);
}

static void on_log(void *data, const char *line)
{
	((struct membership *)data)->warn(line);
}

static void on_id_changed(void *data, uint16_t position)
{
	struct error line;

	error_set(&line, "the server gives this peer another ID: %u", position);
	on_log(data, line.text);
}

/* From now on, for all that is waited for; below 0 never. What is there at the end counts. */
static void set_timeout(struct membership *membership, int timeout_ms)
{
	timer_set(&membership->timer, timeout_ms < 0 ? 0 : timeout_ms ? (unsigned)timeout_ms : 1);
}

/* Until something has happened: 1; 0 at the timeout; -1 with an error. */
static int run(struct membership *membership, struct error *error)
{
	int status = loop_run(membership->loop, error);

	return status < 0 ? -1 : status == LOOP_EVENT;
}

/* Until the server has announced more than `count` vectors of the peer: 1; 0 if it does not; -1
 * with an error. */
static int await_vectors(struct membership *membership, uint16_t peer, unsigned count,
			 struct error *error)
{
	int result = 1;

	set_timeout(membership, ANNOUNCED_MS);
	while (result > 0 && peer_vector_count(membership->peer, peer) <= count)
		result = run(membership, error);
	return result;
}

static bool await_own(struct membership *membership, const char *region, unsigned vector,
		      struct error *error)
{
	uint16_t id = peer_position(membership->peer);
	int result = await_vectors(membership, id, vector, error);

	if (result == 0)
		error_set(error,
			  "region '%s': no vector %u: the server has announced %u vectors of this "
			  "peer",
			  region, vector, peer_vector_count(membership->peer, id));
	return result > 0;
}

int membership_await_peer(struct membership *membership, uint16_t peer, struct error *error)
{
	return await_vectors(membership, peer, 0, error);
}

bool membership_open(struct membership *membership, const char *path, const char *region,
		     unsigned vector, void (*warn)(const char *line), struct error *error)
{
	const struct peer_setup setup = { .path = path,
					  .region = region,
					  .vectors = PEER_VECTORS_MAX,
					  .on_notified = on_notified,
					  .on_announced = on_announced,
					  .on_id_changed = on_id_changed,
					  .on_log = on_log,
					  .data = membership };

	*membership = (struct membership) { .loop = loop_new(error), .warn = warn };
	if (!membership->loop ||
	    !timer_open(&membership->timer, membership->loop, on_timeout, membership, error))
		return false;
	membership->peer = peer_join(membership->loop, &setup, error);
	return membership->peer && await_own(membership, region, vector, error);
}

void membership_close(struct membership *membership)
{
	peer_leave(membership->peer);
	timer_close(&membership->timer);
	loop_free(membership->loop);
}

/* Whether the vector, or any, was notified; then no longer. */
static bool take(struct membership *membership, uint16_t vector, unsigned *notified)
{
	for (unsigned i = 0; i < PEER_VECTORS_MAX; i++) {
		uint64_t bit = UINT64_C(1) << i;

		if (!(membership->notified & bit) || (vector != MEMBERSHIP_ANY && vector != i))
			continue;
		membership->notified &= ~bit;
		if (notified)
			*notified = i;
		return true;
	}
	return false;
}

int membership_wait(struct membership *membership, uint16_t vector, int timeout_ms,
		    unsigned *notified, struct error *error)
{
	int result = 1;

	set_timeout(membership, timeout_ms);
	while (!take(membership, vector, notified)) {
		if (result <= 0)
			return result;
		result = run(membership, error);
	}
	return 1;
}
