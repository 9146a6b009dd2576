/* SPDX-License-Identifier: BSD-3-Clause
 * test_ping.c: round trips between two threads, by doorbells and by polling, and another side that
 * does not answer, fails or writes anything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "ping/ping.h"

#define ECHO 7
#define US   3

static _Alignas(PING_ALIGNMENT) uint32_t memory[PING_SIZE / sizeof(uint32_t)];

/* The echo's words: it is the second half. */
enum { NUMBER = 16, STATE, POSITION, IS_NOTIFIED };

struct side {
	struct ping_peer peer;
	int own, other; /* eventfds */
	unsigned rings;
	uint16_t last_rung;
	int failing_wait, failing_ring; /* the calls left until one fails; below 0: none does */
	enum ping_result result;
	uint32_t answered;
};

static int side_wait(void *ctx, int timeout_ms)
{
	struct side *side = ctx;
	struct pollfd ready = { side->own, POLLIN, 0 };
	eventfd_t count;

	if (side->failing_wait-- == 0)
		return -1;
	if (poll(&ready, 1, timeout_ms) == 0)
		return 0;
	return eventfd_read(side->own, &count) == 0;
}

static bool side_ring(void *ctx, uint16_t peer)
{
	struct side *side = ctx;

	if (side->failing_ring-- == 0)
		return false;
	side->rings++;
	side->last_rung = peer;
	return eventfd_write(side->other, 1) == 0;
}

static void side_publish(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

static struct side make_side(uint16_t position, int own, int other)
{
	return (struct side) { .peer = { .memory = memory,
					 .position = position,
					 .is_notified = true,
					 .can_ring = true,
					 .timeout_ms = 60000,
					 .wait = side_wait,
					 .ring = side_ring,
					 .publish = side_publish },
			       .own = own,
			       .other = other,
			       .failing_wait = -1,
			       .failing_ring = -1 };
}

/* An echo and us, with an eventfd each. */
static void make_sides(struct side *echo, struct side *us)
{
	int fds[2] = { eventfd(0, EFD_CLOEXEC), eventfd(0, EFD_CLOEXEC) };

	memset(memory, 0, sizeof(memory));
	*echo = make_side(ECHO, fds[0], fds[1]);
	*us = make_side(US, fds[1], fds[0]);
	echo->peer.ctx = echo;
	us->peer.ctx = us;
}

static void close_sides(const struct side *echo)
{
	close(echo->own);
	close(echo->other);
}

static void *run_echo(void *data)
{
	struct side *echo = data;

	echo->result = ping_answer(&echo->peer, &echo->answered);
	return NULL;
}

/* Asks `count` times, with the echo in a thread. */
static enum ping_result ask(struct side *echo, struct side *us, uint32_t count,
			    struct ping_times *times)
{
	enum ping_result result;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, run_echo, echo), 0);
	result = ping_ask(&us->peer, count, times);
	assert_int_equal(pthread_join(thread, NULL), 0);
	return result;
}

static void test_round_trips(void **state)
{
	(void)state;
	for (unsigned ways = 0; ways < 4; ways++) {
		struct side echo, us;
		int64_t samples[20] = { 0 };
		struct ping_times times = { .samples = samples };

		make_sides(&echo, &us);
		echo.peer.is_notified = ways & 1;
		us.peer.is_notified = ways & 2;
		assert_int_equal(ask(&echo, &us, 20, &times), PING_DONE);
		assert_int_equal(echo.result, PING_DONE);
		assert_int_equal(times.answered, 20);
		assert_int_equal(echo.answered, 20);
		assert_int_equal(times.is_other_notified, ways & 1);
		assert_int_equal(us.rings, ways & 1 ? 21 : 0);
		assert_int_equal(echo.rings, ways & 2 ? 20 : 0);
		assert_true(!(ways & 1) || us.last_rung == ECHO);
		assert_true(!(ways & 2) || echo.last_rung == US);
		for (size_t i = 0; i < 20; i++)
			assert_true(samples[i] > 0);
		close_sides(&echo);
	}
}

/* Without doorbells nothing is rung, even if the other side wants that. */
static void test_no_doorbells(void **state)
{
	int64_t samples[2];
	struct ping_times times = { .samples = samples };
	struct side echo, us;

	(void)state;
	make_sides(&echo, &us);
	echo.peer.is_notified = false;
	echo.peer.can_ring = false;
	us.peer.is_notified = false;
	us.peer.can_ring = false;
	assert_int_equal(ask(&echo, &us, 2, &times), PING_DONE);
	assert_int_equal(us.rings + echo.rings, 0);
	close_sides(&echo);
}

static void test_no_other_side(void **state)
{
	struct ping_times times = { .samples = NULL };
	struct side echo, us;

	(void)state;
	make_sides(&echo, &us);
	echo.peer.timeout_ms = 0;
	us.peer.timeout_ms = 0;
	assert_int_equal(ping_ask(&us.peer, 10, &times), PING_TIMEOUT);
	assert_int_equal(times.answered, 0);
	run_echo(&echo);
	assert_int_equal(echo.result, PING_TIMEOUT);
	assert_int_equal(echo.answered, 0);
	assert_int_equal(memory[STATE], 0);
	/* An echo that was there, and is gone. */
	memory[STATE] = 0x504f4e47;
	memory[IS_NOTIFIED] = 1;
	memory[POSITION] = 0xabcd1234;
	times.samples = &(int64_t) { 0 };
	assert_int_equal(ping_ask(&us.peer, 1, &times), PING_TIMEOUT);
	assert_true(times.is_other_notified);
	assert_int_equal(us.last_rung, 0x1234);
	close_sides(&echo);
}

static void test_failures(void **state)
{
	struct ping_times times = { .samples = &(int64_t) { 0 } };
	struct side echo, us;

	(void)state;
	make_sides(&echo, &us);
	memory[STATE] = 0x504f4e47;
	us.failing_wait = 0;
	assert_int_equal(ping_ask(&us.peer, 1, &times), PING_FAILED);
	memory[IS_NOTIFIED] = 1;
	us.failing_ring = 0;
	assert_int_equal(ping_ask(&us.peer, 1, &times), PING_FAILED);
	echo.failing_wait = 0;
	run_echo(&echo);
	assert_int_equal(echo.result, PING_FAILED);
	close_sides(&echo);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trips),
		cmocka_unit_test(test_no_doorbells),
		cmocka_unit_test(test_no_other_side),
		cmocka_unit_test(test_failures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
