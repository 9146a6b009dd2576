/* SPDX-License-Identifier: BSD-3-Clause
 * ping.c: both sides of round trips. */
#include "ping/ping.h"

#include <stddef.h>
#include <time.h>
#include <unistd.h>

#define STATE_READY    0x504f4e47u /* of the echo */
#define STATE_DONE     0x444f4e45u /* of the other side: the end */
#define POLLS_PER_TIME 1024u	   /* reads of the memory between two of the clock */

/* A cache line each, so that the sides do not slow each other down. */
struct side {
	_Alignas(PING_ALIGNMENT) uint32_t number;
	uint32_t state;
	uint32_t position;
	uint32_t is_notified; /* by vector 0; else it polls */
};

_Static_assert(2 * sizeof(struct side) == PING_SIZE, "both sides");

struct session {
	const struct ping_peer *peer;
	struct side *mine, *other;
	uint16_t other_position;
	bool is_other_notified;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static bool has_timeout(const struct session *session)
{
	return session->peer->timeout_ms >= 0;
}

static int64_t end_of_wait(const struct session *session)
{
	return now() + (int64_t)session->peer->timeout_ms * 1000000;
}

/* The other side may write anything at any time. */
static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void store(const struct session *session, uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	session->peer->publish();
}

static enum ping_result poll_for_change(const struct session *session, const uint32_t *word,
					uint32_t old, int64_t end)
{
	do {
		for (unsigned i = 0; i < POLLS_PER_TIME; i++)
			if (load(word) != old)
				return PING_DONE;
	} while (!has_timeout(session) || now() < end);
	return PING_TIMEOUT;
}

/* Waits until a word of the other side is no longer `old`. */
static enum ping_result await_change(const struct session *session, const uint32_t *word,
				     uint32_t old)
{
	const struct ping_peer *peer = session->peer;
	int64_t end = end_of_wait(session);

	if (!peer->is_notified)
		return poll_for_change(session, word, old, end);
	/* A notification may belong to a change that was seen before it arrived. */
	while (load(word) == old) {
		int64_t left = end - now();

		if (has_timeout(session) && left <= 0)
			return PING_TIMEOUT;
		if (peer->wait(peer->ctx, has_timeout(session) ? (int)(left / 1000000) + 1 : -1) <
		    0)
			return PING_FAILED;
	}
	return PING_DONE;
}

/* Publishes a new number. */
static bool publish(const struct session *session, uint32_t number)
{
	store(session, &session->mine->number, number);
	return !session->is_other_notified ||
	       session->peer->ring(session->peer->ctx, session->other_position);
}

static struct session open_session(const struct ping_peer *peer, bool is_echo)
{
	struct side *sides = peer->memory;
	struct session session = { .peer = peer,
				   .mine = &sides[is_echo ? 1 : 0],
				   .other = &sides[is_echo ? 0 : 1] };

	store(&session, &session.mine->position, peer->position);
	store(&session, &session.mine->is_notified, peer->is_notified);
	return session;
}

static void read_other(struct session *session)
{
	session->other_position = (uint16_t)load(&session->other->position);
	session->is_other_notified = load(&session->other->is_notified) && session->peer->can_ring;
}

enum ping_result ping_answer(const struct ping_peer *peer, uint32_t *answered)
{
	struct session session = open_session(peer, true);
	uint32_t number = load(&session.other->number);
	enum ping_result result;

	*answered = 0;
	store(&session, &session.other->state, 0);
	store(&session, &session.mine->number, number);
	store(&session, &session.mine->state, STATE_READY);
	while ((result = await_change(&session, &session.other->number, number)) == PING_DONE) {
		number = load(&session.other->number);
		if (load(&session.other->state) == STATE_DONE)
			break;
		read_other(&session);
		if (!publish(&session, number)) {
			result = PING_FAILED;
			break;
		}
		++*answered;
	}
	store(&session, &session.mine->state, 0);
	return result;
}

static bool await_ready(const struct session *session)
{
	int64_t end = end_of_wait(session);

	while (load(&session->other->state) != STATE_READY) {
		if (has_timeout(session) && now() >= end)
			return false;
		usleep(1000);
	}
	return true;
}

static enum ping_result measure(const struct session *session, uint32_t count,
				struct ping_times *times)
{
	uint32_t number = load(&session->other->number);
	enum ping_result result = PING_DONE;

	while (times->answered < count && result == PING_DONE) {
		int64_t start = now();

		if (!publish(session, number + 1))
			return PING_FAILED;
		result = await_change(session, &session->other->number, number);
		if (result != PING_DONE)
			break;
		times->samples[times->answered++] = now() - start;
		number++;
	}
	store(session, &session->mine->state, STATE_DONE);
	return publish(session, number + 2) ? result : PING_FAILED;
}

enum ping_result ping_ask(const struct ping_peer *peer, uint32_t count, struct ping_times *times)
{
	struct session session = open_session(peer, false);

	times->answered = 0;
	times->is_other_notified = false;
	if (!await_ready(&session))
		return PING_TIMEOUT;
	read_other(&session);
	times->is_other_notified = session.is_other_notified;
	return measure(&session, count, times);
}
