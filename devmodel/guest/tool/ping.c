/* SPDX-License-Identifier: BSD-3-Clause
 * ping.c: `ivshmem ping`: round trips between two VMs.
 *
 * Both sides have a half of 128 bytes in the memory. The echo announces that it is ready; the other
 * side increments its number, and the echo copies it. Each side announces how it waits for a
 * change: for a notification of vector 0, or by polling the memory.
 */
#include "guest/tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define STATE_READY	   0x504f4e47u /* of the echo */
#define STATE_DONE	   0x444f4e45u /* of the other side: the end */
#define DEFAULT_TIMEOUT_MS 10000
#define DEFAULT_COUNT	   1000u
#define POLLS_PER_TIME	   1024u /* reads of the memory between two of the clock */

/* A cache line each, so that the sides do not slow each other down. */
struct side {
	_Alignas(64) uint32_t number;
	uint32_t state;
	uint32_t position;
	uint32_t is_notified; /* by vector 0; else it polls */
};

struct session {
	struct ivshm_device *device;
	struct side *mine, *other;
	bool is_notified, is_other_notified;
	uint16_t peer;
	int64_t timeout;   /* ns; below 0: never */
	int64_t *samples;  /* ns, of each round trip */
	uint32_t answered; /* how many so far */
};

enum outcome { OUTCOME_CHANGED, OUTCOME_TIMEOUT, OUTCOME_FAILED };

/* The peer may write anything at any time. */
static uint32_t load(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static void store(uint32_t *word, uint32_t value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
	ivshm_publish();
}

static enum outcome poll_for_change(const struct session *session, const uint32_t *word,
				    uint32_t old, int64_t end)
{
	do {
		for (unsigned i = 0; i < POLLS_PER_TIME; i++)
			if (load(word) != old)
				return OUTCOME_CHANGED;
	} while (session->timeout < 0 || tool_now() < end);
	return OUTCOME_TIMEOUT;
}

/* Waits until a word of the peer is no longer `old`. */
static enum outcome await_change(const struct session *session, const uint32_t *word, uint32_t old)
{
	int64_t end = tool_now() + session->timeout;
	struct ivshm_error error;

	if (!session->is_notified)
		return poll_for_change(session, word, old, end);
	/* A notification may belong to a change that was seen before it arrived. */
	while (load(word) == old) {
		int64_t left = end - tool_now();
		int result;

		if (session->timeout >= 0 && left <= 0)
			return OUTCOME_TIMEOUT;
		result = ivshm_wait(session->device, 0,
				    session->timeout < 0 ? -1 : (int)(left / 1000000) + 1, &error);
		if (result < 0) {
			tool_fail("%s", error.text);
			return OUTCOME_FAILED;
		}
	}
	return OUTCOME_CHANGED;
}

/* Publishes a new number. */
static bool publish(const struct session *session, uint32_t number)
{
	struct ivshm_error error;

	store(&session->mine->number, number);
	if (!session->is_other_notified || ivshm_ring(session->device, session->peer, 0, &error))
		return true;
	tool_fail("%s", error.text);
	return false;
}

static void announce(const struct session *session)
{
	uint16_t position = 0;

	ivshm_position(session->device, &position, NULL);
	store(&session->mine->position, position);
	store(&session->mine->is_notified, session->is_notified);
}

static void read_peer(struct session *session)
{
	session->peer = (uint16_t)load(&session->other->position);
	session->is_other_notified = load(&session->other->is_notified) &&
				     ivshm_device_info(session->device)->vectors != 0;
}

static enum tool_status answer(struct session *session)
{
	uint32_t number = load(&session->other->number);
	enum outcome outcome;

	announce(session);
	store(&session->other->state, 0);
	store(&session->mine->number, number);
	store(&session->mine->state, STATE_READY);
	while ((outcome = await_change(session, &session->other->number, number)) ==
	       OUTCOME_CHANGED) {
		number = load(&session->other->number);
		if (load(&session->other->state) == STATE_DONE)
			break;
		read_peer(session);
		if (!publish(session, number)) {
			outcome = OUTCOME_FAILED;
			break;
		}
		session->answered++;
	}
	store(&session->mine->state, 0);
	printf("answered=%u\n", session->answered);
	return outcome == OUTCOME_CHANGED   ? TOOL_DONE
	       : outcome == OUTCOME_TIMEOUT ? TOOL_NEGATIVE
					    : TOOL_FAILED;
}

static bool await_ready(const struct session *session)
{
	int64_t end = tool_now() + session->timeout;

	while (load(&session->other->state) != STATE_READY) {
		if (tool_now() >= end)
			return false;
		usleep(1000);
	}
	return true;
}

static enum outcome ask(struct session *session, uint32_t count)
{
	uint32_t number = load(&session->other->number);
	enum outcome outcome = OUTCOME_CHANGED;

	while (session->answered < count && outcome == OUTCOME_CHANGED) {
		int64_t start = tool_now();

		if (!publish(session, number + 1))
			return OUTCOME_FAILED;
		outcome = await_change(session, &session->other->number, number);
		if (outcome != OUTCOME_CHANGED)
			break;
		session->samples[session->answered++] = tool_now() - start;
		number++;
	}
	store(&session->mine->state, STATE_DONE);
	return publish(session, number + 2) ? outcome : OUTCOME_FAILED;
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

static void print_times(struct session *session, uint32_t count)
{
	int64_t *samples = session->samples;
	uint32_t answered = session->answered;

	qsort(samples, answered, sizeof(*samples), compare);
	printf("there=%s\nback=%s\ncount=%u\nanswered=%u\n",
	       session->is_other_notified ? "doorbell" : "memory",
	       session->is_notified ? "doorbell" : "memory", count, answered);
	if (answered)
		printf("min_us=%.3f\nmedian_us=%.3f\np99_us=%.3f\nmax_us=%.3f\n",
		       (double)samples[0] / 1e3, (double)samples[(answered - 1) / 2] / 1e3,
		       (double)samples[(uint64_t)(answered - 1) * 99 / 100] / 1e3,
		       (double)samples[answered - 1] / 1e3);
}

static enum tool_status ask_and_print(struct session *session, uint32_t count)
{
	enum outcome outcome = OUTCOME_TIMEOUT;

	session->samples = calloc(count, sizeof(*session->samples));
	if (!session->samples)
		return tool_fail("out of memory for %u samples", count);
	announce(session);
	if (await_ready(session)) {
		read_peer(session);
		outcome = ask(session, count);
	}
	print_times(session, count);
	free(session->samples);
	return outcome == OUTCOME_CHANGED   ? TOOL_DONE
	       : outcome == OUTCOME_TIMEOUT ? TOOL_NEGATIVE
					    : TOOL_FAILED;
}

/* Sets the address of both sides. */
static bool locate_sides(struct session *session, const struct tool_options *options)
{
	uint64_t size = ivshm_size(session->device), needed = 2 * sizeof(struct side);
	uint64_t offset = options->has_offset || size < needed ? options->offset : size - needed;
	struct side *sides;

	if (size < needed || offset > size - needed || offset % sizeof(struct side)) {
		tool_fail("invalid --offset: must be a multiple of %zu, with %llu bytes after it",
			  sizeof(struct side), (unsigned long long)needed);
		return false;
	}
	sides = (struct side *)((char *)ivshm_memory(session->device) + offset);
	session->mine = &sides[options->is_echo ? 1 : 0];
	session->other = &sides[options->is_echo ? 0 : 1];
	return true;
}

enum tool_status tool_ping(const struct tool_options *options)
{
	int timeout_ms = options->timeout_ms;
	struct session session = { .device = tool_open(options) };
	enum tool_status status = TOOL_FAILED;

	if (!session.device)
		return TOOL_FAILED;
	if (timeout_ms < 0 && !options->is_echo)
		timeout_ms = DEFAULT_TIMEOUT_MS;
	session.timeout = (int64_t)timeout_ms * 1000000;
	session.is_notified = ivshm_vector_fd(session.device, 0) >= 0;
	if (locate_sides(&session, options))
		status = options->is_echo ? answer(&session)
					  : ask_and_print(&session, options->count ? options->count
										   : DEFAULT_COUNT);
	ivshm_close(session.device);
	return status;
}
