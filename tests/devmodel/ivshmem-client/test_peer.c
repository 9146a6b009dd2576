/* SPDX-License-Identifier: BSD-3-Clause
 * test_peer.c: notifying and being notified, with a server, without it and after it has come back.
 */
#include "peer_helpers.h"

#include <sys/resource.h>

#define US    3
#define OTHER 5

static void test_ring_others(void **state)
{
	struct stage *stage = *state;
	int events[2];

	stage_join(stage, US);
	peer_ring(stage->peer, OTHER, 0);
	announce(stage, OTHER, events, 2);
	peer_ring(stage->peer, OTHER, 0);
	peer_ring(stage->peer, OTHER, 1);
	peer_ring(stage->peer, OTHER, 1);
	assert_int_equal(rings(events[0]), 1);
	assert_int_equal(rings(events[1]), 2);
	/* No such vector, and no such peer. */
	peer_ring(stage->peer, OTHER, 2);
	peer_ring(stage->peer, OTHER, 65535);
	peer_ring(stage->peer, OTHER + 1, 0);
	peer_ring(stage->peer, 65535, 65535);
	assert_int_equal(rings(events[0]) + rings(events[1]), 0);
	close_events(events, 2);
	assert_int_equal(stage->lines, 0);
}

static void count_announced(void *data)
{
	((struct stage *)data)->moves++;
}

/* What the server has announced so far, of others and of ourselves. */
static void test_counts(void **state)
{
	struct stage *stage = *state;
	int others[3], ours[2];

	stage->setup.on_announced = count_announced;
	stage->setup.size = 0;
	stage_join(stage, US);
	assert_int_equal(peer_vector_count(stage->peer, OTHER), 0);
	announce(stage, OTHER, others, 3);
	assert_int_equal(peer_vector_count(stage->peer, OTHER), 3);
	assert_int_equal(peer_vector_count(stage->peer, OTHER + 1), 0);
	assert_int_equal(peer_vector_count(stage->peer, 65535), 0);
	assert_int_equal(peer_vector_count(stage->peer, US), 0);
	assert_int_equal(stage->moves, 3);
	announce(stage, US, ours, 2);
	assert_int_equal(peer_vector_count(stage->peer, US), 2);
	stage_send(stage, OTHER, -1);
	stage_pump(stage);
	assert_int_equal(stage->moves, 6);
	assert_int_equal(peer_vector_count(stage->peer, OTHER), 0);
	close_events(others, 3);
	close_events(ours, 2);
}

static void test_others_go(void **state)
{
	struct stage *stage = *state;
	int first[2], second;

	stage_join(stage, US);
	announce(stage, 65535, first, 2);
	stage_send(stage, 65535, -1);
	stage_pump(stage);
	peer_ring(stage->peer, 65535, 0);
	assert_int_equal(rings(first[0]), 0);
	/* Its ID is another's now. */
	announce(stage, 65535, &second, 1);
	peer_ring(stage->peer, 65535, 0);
	peer_ring(stage->peer, 65535, 1);
	assert_int_equal(rings(second), 1);
	assert_int_equal(rings(first[0]) + rings(first[1]), 0);
	close_events(first, 2);
	close(second);
	assert_int_equal(stage->lines, 0);
}

/* However full the counter is. */
static void test_ring_does_not_block(void **state)
{
	struct stage *stage = *state;
	int event = eventfd(0, EFD_CLOEXEC);

	stage_join(stage, US);
	stage_send(stage, OTHER, event);
	stage_pump(stage);
	assert_int_equal(eventfd_write(event, UINT64_MAX - 1), 0);
	peer_ring(stage->peer, OTHER, 0);
	close(event);
}

static void test_notified(void **state)
{
	struct stage *stage = *state;
	int events[STAGE_VECTORS + 1];

	stage_join(stage, US);
	announce(stage, US, events, STAGE_VECTORS + 1);
	eventfd_write(events[1], 1);
	stage_pump(stage);
	assert_int_equal(stage->notified[1], 1);
	/* However often it is notified before we look. */
	eventfd_write(events[1], 1);
	eventfd_write(events[1], 1);
	eventfd_write(events[STAGE_VECTORS - 1], 7);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 0);
	assert_int_equal(stage->notified[1], 2);
	assert_int_equal(stage->notified[STAGE_VECTORS - 1], 1);
	/* One more than we listen to. */
	eventfd_write(events[STAGE_VECTORS], 1);
	stage_pump(stage);
	assert_int_equal(rings(events[STAGE_VECTORS]), 1);
	close_events(events, STAGE_VECTORS + 1);
}

static void test_ring_self(void **state)
{
	struct stage *stage = *state;
	int events[STAGE_VECTORS];

	stage_join(stage, US);
	peer_ring(stage->peer, US, 0);
	announce(stage, US, events, STAGE_VECTORS);
	peer_ring(stage->peer, US, 2);
	assert_int_equal(stage->notified[2], 0);
	stage_pump(stage);
	assert_int_equal(stage->notified[2], 1);
	peer_ring(stage->peer, US, STAGE_VECTORS);
	stage_pump(stage);
	close_events(events, STAGE_VECTORS);
}

/* A descriptor that is not an eventfd and can't be read is dropped. */
static void test_unreadable_vector(void **state)
{
	struct stage *stage = *state;
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event event = { .events = EPOLLIN };

	assert_int_equal(epoll_ctl(epoll, EPOLL_CTL_ADD, stage->idle, &event), 0);
	stage_join(stage, US);
	stage_send(stage, US, epoll);
	stage_pump(stage);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 0);
	close(epoll);
}

static void test_many_vectors(void **state)
{
	struct stage *stage = *state;
	int events[PEER_VECTORS_MAX + 2];
	int before;

	stage_join(stage, US);
	announce(stage, OTHER, events, PEER_VECTORS_MAX);
	before = count_fds();
	announce(stage, OTHER, events + PEER_VECTORS_MAX, 2);
	assert_int_equal(count_fds(), before + 2);
	peer_ring(stage->peer, OTHER, PEER_VECTORS_MAX - 1);
	peer_ring(stage->peer, OTHER, PEER_VECTORS_MAX);
	assert_int_equal(rings(events[PEER_VECTORS_MAX - 1]), 1);
	assert_int_equal(rings(events[PEER_VECTORS_MAX]), 0);
	close_events(events, PEER_VECTORS_MAX + 2);
	assert_int_equal(stage->lines, 0);
}

/* The server ends; the peer has noticed when this returns. */
static void lose_server(struct stage *stage)
{
	stage_disconnect(stage);
	stage_pump(stage);
}

static void test_without_server(void **state)
{
	struct stage *stage = *state;
	int ours, theirs;

	stage_join(stage, US);
	announce(stage, OTHER, &theirs, 1);
	announce(stage, US, &ours, 1);
	lose_server(stage);
	assert_int_equal(stage->lines, 1);
	assert_string_equal(stage->line,
			    "region 'chan0': the server has disconnected: notification continues "
			    "among the present peers");
	peer_ring(stage->peer, OTHER, 0);
	assert_int_equal(rings(theirs), 1);
	eventfd_write(ours, 1);
	peer_ring(stage->peer, US, 0);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 1);
	assert_int_equal(peer_position(stage->peer), US);
	close(ours);
	close(theirs);
}

static void test_keeps_trying(void **state)
{
	static const long delays[] = { 50, 100, 200, 400, 800, 1000, 1000, 1000 };
	struct stage *stage = *state;
	struct error error;
	int ours;

	stage_join(stage, US);
	close(stage->listener);
	lose_server(stage);
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(clock_milliseconds(CLOCK_SHORT), delays[i]);
		if (i == 4)
			unlink(stage->path);
		assert_true(clock_fire(CLOCK_SHORT));
		stage_pump(stage);
	}
	assert_int_equal(stage->lines, 1);
	stage->listener = unix_socket_listen(stage->path, SOCK_STREAM, 0600, 4, &error);
	assert_true(stage_return(stage, US, stage->memory));
	assert_int_equal(clock_milliseconds(CLOCK_SHORT), 0);
	/* One that goes again before it has told us all is given no better chance. */
	lose_server(stage);
	assert_int_equal(clock_milliseconds(CLOCK_SHORT), 1000);
	assert_true(stage_return(stage, US, stage->memory));
	announce(stage, US, &ours, 1);
	assert_int_equal(clock_milliseconds(CLOCK_LONG), 30000);
	lose_server(stage);
	assert_int_equal(clock_milliseconds(CLOCK_SHORT), 50);
	assert_int_equal(clock_milliseconds(CLOCK_LONG), 0);
	close(ours);
}

/* Until a vector is announced again, its old eventfd is used. */
static void test_vector_by_vector(void **state)
{
	struct stage *stage = *state;
	int old[3], new[2];

	stage_join(stage, US);
	announce(stage, OTHER, old, 3);
	lose_server(stage);
	assert_true(stage_return(stage, US, stage->memory));
	announce(stage, OTHER, new, 1);
	for (uint16_t vector = 0; vector < 3; vector++)
		peer_ring(stage->peer, OTHER, vector);
	assert_int_equal(rings(new[0]), 1);
	assert_int_equal(rings(old[0]), 0);
	assert_int_equal(rings(old[1]), 1);
	assert_int_equal(rings(old[2]), 1);
	announce(stage, OTHER, new + 1, 1);
	assert_true(clock_fire(CLOCK_LONG));
	stage_pump(stage);
	/* It had more vectors once. */
	for (uint16_t vector = 0; vector < 3; vector++)
		peer_ring(stage->peer, OTHER, vector);
	assert_int_equal(rings(new[0]), 1);
	assert_int_equal(rings(new[1]), 1);
	assert_int_equal(rings(old[2]), 0);
	close_events(old, 3);
	close_events(new, 2);
}

static void test_server_comes_back(void **state)
{
	struct stage *stage = *state;
	int ours[2], theirs[2];

	stage_join(stage, US);
	announce(stage, OTHER, &theirs[0], 1);
	announce(stage, US, &ours[0], 1);
	lose_server(stage);
	assert_true(stage_return(stage, US, stage->memory));
	/* Until the server says otherwise, and we have our own again. */
	peer_ring(stage->peer, OTHER, 0);
	assert_int_equal(rings(theirs[0]), 1);
	peer_ring(stage->peer, US, 0);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 1);
	assert_int_equal(stage->lines, 1);
	announce(stage, OTHER, &theirs[1], 1);
	announce(stage, US, &ours[1], 1);
	assert_string_equal(stage->line, "region 'chan0': the server is back");
	assert_int_equal(stage->lines, 2);
	peer_ring(stage->peer, OTHER, 0);
	assert_int_equal(rings(theirs[0]), 0);
	assert_int_equal(rings(theirs[1]), 1);
	/* Others may have our old eventfd still. */
	eventfd_write(ours[0], 1);
	eventfd_write(ours[1], 1);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 3);
	assert_int_equal(stage->moves, 0);
	close_events(ours, 2);
	close_events(theirs, 2);
}

static void test_grace(void **state)
{
	struct stage *stage = *state;
	int old[3], others[3], new[2];

	stage_join(stage, US);
	announce(stage, OTHER, &others[0], 1);
	announce(stage, OTHER + 1, &others[1], 1);
	announce(stage, US, old, 3);
	lose_server(stage);
	assert_true(stage_return(stage, US, stage->memory));
	announce(stage, OTHER + 1, &others[2], 1);
	announce(stage, US, new, 2);
	assert_true(clock_fire(CLOCK_LONG));
	stage_pump(stage);
	/* Peers that have not returned are gone, and so are our old eventfds. */
	peer_ring(stage->peer, OTHER, 0);
	peer_ring(stage->peer, OTHER + 1, 0);
	assert_int_equal(rings(others[0]), 0);
	assert_int_equal(rings(others[2]), 1);
	eventfd_write(old[0], 1);
	peer_ring(stage->peer, US, 2);
	eventfd_write(new[1], 1);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 0);
	assert_int_equal(stage->notified[1], 1);
	assert_int_equal(stage->notified[2], 0);
	close_events(old, 3);
	close_events(others, 3);
	close_events(new, 2);
}

/* Our old ID may be another's, and the other way round. */
static void test_another_position(void **state)
{
	struct stage *stage = *state;
	int ours[2], theirs[2];

	stage_join(stage, US);
	announce(stage, OTHER, &theirs[0], 1);
	announce(stage, US, &ours[0], 1);
	lose_server(stage);
	assert_true(stage_return(stage, OTHER, stage->memory));
	assert_int_equal(stage->moves, 1);
	assert_int_equal(stage->position, OTHER);
	assert_int_equal(peer_position(stage->peer), OTHER);
	announce(stage, US, &theirs[1], 1);
	announce(stage, OTHER, &ours[1], 1);
	peer_ring(stage->peer, US, 0);
	assert_int_equal(rings(theirs[1]), 1);
	peer_ring(stage->peer, OTHER, 0);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 1);
	assert_int_equal(rings(theirs[0]), 0);
	close_events(ours, 2);
	close_events(theirs, 2);
}

static void test_other_memory(void **state)
{
	struct stage *stage = *state;
	int memory = make_memory(STAGE_SIZE);
	int ours, theirs;

	stage_join(stage, US);
	announce(stage, OTHER, &theirs, 1);
	announce(stage, US, &ours, 1);
	lose_server(stage);
	assert_true(stage_return(stage, US, memory));
	assert_line(stage, "different memory: no notification until the VM is restarted");
	assert_int_equal(stage->lines, 2);
	/* For good. */
	assert_false(clock_fire(CLOCK_SHORT));
	assert_false(clock_fire(CLOCK_LONG));
	peer_ring(stage->peer, OTHER, 0);
	peer_ring(stage->peer, US, 0);
	stage_pump(stage);
	assert_int_equal(rings(theirs), 1);
	assert_int_equal(stage->notified[0], 1);
	close(memory);
	close(ours);
	close(theirs);
}

/* The number of our old eventfds is limited, and none is lost to servers that never sent new ones.
 */
static void test_many_returns(void **state)
{
	struct stage *stage = *state;
	int events[7];
	int fds = 0;

	stage_join(stage, US);
	announce(stage, US, &events[0], 1);
	for (unsigned i = 1; i < 7; i++) {
		lose_server(stage);
		assert_true(stage_return(stage, US, stage->memory));
		lose_server(stage);
		assert_true(stage_return(stage, US, stage->memory));
		announce(stage, US, &events[i], 1);
		if (i == 4)
			fds = count_fds();
	}
	assert_int_equal(count_fds(), fds + 2);
	for (unsigned i = 0; i < 7; i++)
		eventfd_write(events[i], 1);
	stage_pump(stage);
	assert_int_equal(stage->notified[0], 5);
	close_events(events, 7);
}

/* The newest eventfd of each vector is used. */
static void test_newest_first(void **state)
{
	static const unsigned counts[] = { 2, 2, 1 };
	struct stage *stage = *state;
	int events[3][2];

	stage_join(stage, US);
	for (unsigned i = 0; i < 3; i++) {
		announce(stage, US, events[i], counts[i]);
		lose_server(stage);
		assert_true(stage_return(stage, US, stage->memory));
	}
	peer_ring(stage->peer, US, 0);
	peer_ring(stage->peer, US, 1);
	assert_int_equal(rings(events[2][0]), 1);
	assert_int_equal(rings(events[1][1]), 1);
	for (unsigned i = 0; i < 3; i++)
		close_events(events[i], counts[i]);
}

static void test_invalid_messages(void **state)
{
	struct stage *stage = *state;
	const struct {
		struct message message;
		const char *line;
	} garbage[] = {
		{ { 65536, stage->idle }, "invalid peer ID 65536 from the server: notification " },
		{ { 65536, -1 }, "invalid peer ID 65536" },
		{ { INT64_MIN, stage->idle }, "invalid peer ID -9223372036854775808" },
		{ { MESSAGE_MEMORY, stage->memory }, "invalid peer ID -1" },
		{ { OTHER + 1, -1 }, "says that peer 6 has left, which is unknown" },
		{ { US, -1 }, "says that this peer has left" },
		{ { OTHER, stage->memory }, "no eventfd from the server for peer 5" },
		{ { US, stage->listener }, "sent no eventfd for this peer" },
	};

	stage_join(stage, US);
	for (unsigned i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
		int theirs;

		announce(stage, OTHER, &theirs, 1);
		stage_send(stage, garbage[i].message.number, garbage[i].message.fd);
		stage_pump(stage);
		assert_line(stage, garbage[i].line);
		assert_int_equal(clock_milliseconds(CLOCK_LONG), 0);
		peer_ring(stage->peer, OTHER, 0);
		assert_int_equal(rings(theirs), 1);
		close(theirs);
		assert_true(stage_return(stage, US, stage->memory));
	}
}

static void test_malformed_messages(void **state)
{
	struct stage *stage = *state;
	const int fds[] = { stage->idle, stage->idle, stage->memory };

	stage_join(stage, US);
	stage_post(stage, "\5\0\0\0\0\0\0", 8, fds, 3);
	stage_pump(stage);
	assert_line(stage, "violates the protocol");
	assert_true(stage_return(stage, US, stage->memory));
	stage_post(stage, "\5\0\0", 3, fds, 1);
	stage_pump(stage);
	lose_server(stage);
	assert_line(stage, "has disconnected");
	/* In the middle of a greeting, and one that is wrong. */
	assert_true(clock_fire(CLOCK_SHORT) && stage_accept(stage));
	stage_send(stage, MESSAGE_VERSION, -1);
	lose_server(stage);
	assert_int_equal(stage->lines, 2);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(clock_fire(CLOCK_SHORT) && stage_accept(stage));
		stage_send(stage, 7, stage->memory);
		stage_pump(stage);
	}
	assert_line(stage, "uses version 7");
	assert_int_equal(stage->lines, 3);
}

/* Errors of receiving and opening count as a lost server. */
static void test_too_many_files(void **state)
{
	struct stage *stage = *state;
	struct rlimit before, none;
	int next = dup(stage->idle);

	close(next);
	stage_join(stage, US);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = (rlim_t)next;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	stage_send(stage, OTHER, stage->idle);
	stage_pump(stage);
	assert_line(stage, "too many files are open: notification continues");
	assert_true(clock_fire(CLOCK_SHORT));
	stage_pump(stage);
	assert_line(stage, "cannot create a socket: Too many open files: notification continues");
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	assert_true(stage_return(stage, US, stage->memory));
	assert_int_equal(stage->lines, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ring_others),
		TEST(test_counts),
		TEST(test_others_go),
		TEST(test_ring_does_not_block),
		TEST(test_notified),
		TEST(test_ring_self),
		TEST(test_unreadable_vector),
		TEST(test_many_vectors),
		TEST(test_without_server),
		TEST(test_keeps_trying),
		TEST(test_server_comes_back),
		TEST(test_vector_by_vector),
		TEST(test_grace),
		TEST(test_another_position),
		TEST(test_other_memory),
		TEST(test_many_returns),
		TEST(test_newest_first),
		TEST(test_invalid_messages),
		TEST(test_malformed_messages),
		TEST(test_too_many_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
