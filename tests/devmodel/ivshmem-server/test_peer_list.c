/* SPDX-License-Identifier: BSD-3-Clause
 * test_peer_list.c: the protocol's order, and what becomes of what waits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ivshmem-server/peer_list.h"

#define MEMORY 99

/* Numbers that stand for descriptors: ten a peer. */
static const int vectors_of_0[] = { 100, 101 };
static const int vectors_of_1[] = { 110, 111 };
static const int vectors_of_5[] = { 150, 151 };

static struct peer_list open_list(void)
{
	struct peer_list list = { 0 };

	assert_true(peer_list_open(&list));
	list.memory = MEMORY;
	list.vector_count = 2;
	return list;
}

static void join(struct peer_list *list, struct server_peer *peer, uint16_t id, const int *vectors)
{
	*peer = (struct server_peer) { .id = id, .vectors = vectors };
	assert_true(peer_list_join(list, peer));
}

static void expect(const struct peer_list *list, struct server_peer *peer, int64_t number, int fd)
{
	struct message message;

	assert_true(peer_list_next(list, peer, &message));
	assert_int_equal(message.number, number);
	assert_int_equal(message.fd, fd);
	peer_list_sent(list, peer);
}

static void expect_welcome(const struct peer_list *list, struct server_peer *peer)
{
	expect(list, peer, 0, -1);
	expect(list, peer, peer->id, -1);
	expect(list, peer, -1, MEMORY);
}

static void expect_vectors(const struct peer_list *list, struct server_peer *peer, int64_t id,
			   const int *vectors)
{
	expect(list, peer, id, vectors[0]);
	expect(list, peer, id, vectors[1]);
}

static void expect_nothing(const struct peer_list *list, const struct server_peer *peer)
{
	struct message message;

	assert_false(peer_list_next(list, peer, &message));
}

static void drain(const struct peer_list *list, struct server_peer *peer)
{
	struct message message;

	while (peer_list_next(list, peer, &message))
		peer_list_sent(list, peer);
}

static void test_order(void **state)
{
	struct peer_list list = open_list();
	struct server_peer zero, one, five;

	(void)state;
	join(&list, &five, 5, vectors_of_5);
	expect_welcome(&list, &five);
	expect_vectors(&list, &five, 5, vectors_of_5);
	expect_nothing(&list, &five);
	join(&list, &zero, 0, vectors_of_0);
	join(&list, &one, 1, vectors_of_1);
	expect_vectors(&list, &five, 0, vectors_of_0);
	expect_vectors(&list, &five, 1, vectors_of_1);
	expect_nothing(&list, &five);
	expect_welcome(&list, &one);
	expect_vectors(&list, &one, 0, vectors_of_0);
	expect_vectors(&list, &one, 5, vectors_of_5);
	expect_vectors(&list, &one, 1, vectors_of_1);
	expect_nothing(&list, &one);
	drain(&list, &zero);
	peer_list_leave(&list, &one);
	expect(&list, &five, 1, -1);
	expect(&list, &zero, 1, -1);
	expect_nothing(&list, &five);
	peer_list_leave(&list, &zero);
	peer_list_leave(&list, &five);
	peer_list_close(&list);
}

static void test_find(void **state)
{
	struct peer_list list = open_list();
	struct server_peer zero, one, five;

	(void)state;
	assert_null(peer_list_find(&list, 0));
	join(&list, &five, 5, vectors_of_5);
	join(&list, &zero, 0, vectors_of_0);
	join(&list, &one, UINT16_MAX, vectors_of_1);
	assert_ptr_equal(peer_list_find(&list, 0), &zero);
	assert_ptr_equal(peer_list_find(&list, 5), &five);
	assert_ptr_equal(peer_list_find(&list, UINT16_MAX), &one);
	assert_null(peer_list_find(&list, 1));
	assert_null(peer_list_find(&list, 6));
	peer_list_leave(&list, &five);
	assert_null(peer_list_find(&list, 5));
	peer_list_leave(&list, &zero);
	peer_list_leave(&list, &one);
	peer_list_close(&list);
}

/* A peer that was not sent at all leaves without a message; one that was sent in part leaves at
 * once. */
static void test_retraction(void **state)
{
	struct peer_list list = open_list();
	struct server_peer zero, one, five;

	(void)state;
	join(&list, &zero, 0, vectors_of_0);
	drain(&list, &zero);
	join(&list, &one, 1, vectors_of_1);
	join(&list, &five, 5, vectors_of_5);
	expect(&list, &zero, 1, vectors_of_1[0]);
	peer_list_leave(&list, &one);
	expect(&list, &zero, 1, -1);
	peer_list_leave(&list, &five);
	expect_nothing(&list, &zero);
	peer_list_leave(&list, &zero);
	peer_list_close(&list);
}

/* Any number of peers that join and leave before a peer has received a message: what it has to
 * know in the end is pending, and it is not lost. */
static void test_peer_that_does_not_read(void **state)
{
	enum { GUESTS = 100000 };
	struct peer_list list = open_list();
	struct server_peer idle, busy, guest;

	(void)state;
	join(&list, &idle, 0, vectors_of_0);
	drain(&list, &idle);
	join(&list, &busy, 1, vectors_of_1);
	expect(&list, &idle, 1, vectors_of_1[0]);
	for (unsigned i = 0; i < GUESTS; i++) {
		join(&list, &guest, 5, vectors_of_5);
		if (i % 2)
			drain(&list, &busy);
		peer_list_leave(&list, &guest);
	}
	assert_false(idle.is_lost || busy.is_lost);
	expect(&list, &idle, 1, vectors_of_1[1]);
	expect_nothing(&list, &idle);
	peer_list_leave(&list, &idle);
	peer_list_leave(&list, &busy);
	peer_list_close(&list);
}

/* At most two messages are pending for each place: that its peer left, and that another joined. */
static void test_pending_is_bounded(void **state)
{
	enum { PLACES = 20 };
	struct peer_list list = open_list();
	struct server_peer idle, others[PLACES];

	(void)state;
	join(&list, &idle, UINT16_MAX, vectors_of_0);
	for (unsigned i = 0; i < PLACES; i++)
		join(&list, &others[i], (uint16_t)i, vectors_of_1);
	drain(&list, &idle);
	for (unsigned round = 0; round < 10; round++)
		for (unsigned i = 0; i < PLACES; i++) {
			peer_list_leave(&list, &others[i]);
			join(&list, &others[i], (uint16_t)i, vectors_of_5);
		}
	assert_int_equal(idle.pending_count, 2 * PLACES);
	for (unsigned i = 0; i < PLACES; i++)
		expect(&list, &idle, i, -1);
	for (unsigned i = 0; i < PLACES; i++)
		expect_vectors(&list, &idle, i, vectors_of_5);
	for (unsigned i = 0; i < PLACES; i++)
		peer_list_leave(&list, &others[i]);
	peer_list_leave(&list, &idle);
	peer_list_close(&list);
}

static bool is_retired(const struct peer_list *list, uint16_t id)
{
	return id_pool_has(&list->ids, id, ID_RETIRED);
}

static void join_with_bug(struct peer_list *list, struct server_peer *peer, uint16_t id)
{
	*peer = (struct server_peer) { .id = id,
				       .vectors = vectors_of_0,
				       .has_qemu_id_reuse_bug = true };
	assert_true(peer_list_join(list, peer));
	drain(list, peer);
}

/* An ID that a peer with the bug has seen leave is retired while that peer is in the list. */
static void test_retired_ids(void **state)
{
	struct peer_list list = open_list();
	struct server_peer buggy, robust, one, five;

	(void)state;
	join_with_bug(&list, &buggy, 0);
	join(&list, &robust, 2, vectors_of_1);
	drain(&list, &robust);
	join(&list, &one, 1, vectors_of_1);
	join(&list, &five, 5, vectors_of_5);
	assert_false(is_retired(&list, 1));
	/* It has heard of one of them: the other has never been there for it. */
	expect(&list, &buggy, 2, vectors_of_1[0]);
	expect(&list, &buggy, 2, vectors_of_1[1]);
	expect(&list, &buggy, 1, vectors_of_1[0]);
	peer_list_leave(&list, &one);
	peer_list_leave(&list, &five);
	assert_true(is_retired(&list, 1));
	assert_false(is_retired(&list, 5));
	assert_false(peer_list_is_kept(&list, 1));
	expect(&list, &buggy, 1, -1);
	expect_nothing(&list, &buggy);
	peer_list_leave(&list, &buggy);
	assert_false(is_retired(&list, 1));
	peer_list_leave(&list, &robust);
	peer_list_close(&list);
}

/* A peer that may return does not leave for a peer with the bug, but for any other. */
static void test_absent_peer(void **state)
{
	struct peer_list list = open_list();
	struct server_peer buggy, robust, bound;

	(void)state;
	join_with_bug(&list, &buggy, 0);
	join(&list, &robust, 1, vectors_of_1);
	drain(&list, &robust);
	drain(&list, &buggy);
	join(&list, &bound, 5, vectors_of_5);
	expect(&list, &buggy, 5, vectors_of_5[0]);
	drain(&list, &robust);
	peer_list_set_absent(&list, &bound);
	assert_true(peer_list_is_kept(&list, 5));
	assert_false(is_retired(&list, 5));
	/* Messages about a peer that have begun are completed. */
	expect(&list, &buggy, 5, vectors_of_5[1]);
	expect_nothing(&list, &buggy);
	expect(&list, &robust, 5, -1);
	assert_int_equal(list.present_count, 2);
	assert_true(peer_list_join(&list, &bound));
	assert_int_equal(list.present_count, 3);
	assert_false(peer_list_is_kept(&list, 5));
	expect_nothing(&list, &buggy);
	expect_vectors(&list, &robust, 5, vectors_of_5);
	/* Once more; nothing is kept when the peer with the bug leaves. */
	peer_list_set_absent(&list, &bound);
	assert_true(peer_list_is_kept(&list, 5));
	peer_list_leave(&list, &buggy);
	assert_false(peer_list_is_kept(&list, 5));
	bound.vectors = vectors_of_0;
	assert_true(peer_list_join(&list, &bound));
	expect(&list, &robust, 5, -1);
	expect(&list, &robust, 0, -1);
	expect_vectors(&list, &robust, 5, vectors_of_0);
	peer_list_set_absent(&list, &bound);
	assert_false(peer_list_is_kept(&list, 5));
	peer_list_leave(&list, &bound);
	expect(&list, &robust, 5, -1);
	expect_nothing(&list, &robust);
	peer_list_leave(&list, &robust);
	peer_list_close(&list);
}

/* An absent peer that does not return leaves for those that keep its eventfds. */
static void test_end_of_absent_peer(void **state)
{
	struct peer_list list = open_list();
	struct server_peer buggy, late, absent;

	(void)state;
	join_with_bug(&list, &buggy, 0);
	join(&list, &absent, 5, vectors_of_5);
	drain(&list, &buggy);
	peer_list_set_absent(&list, &absent);
	expect_nothing(&list, &buggy);
	join_with_bug(&list, &late, 1);
	drain(&list, &buggy);
	assert_true(id_pool_has(&list.ids, 5, ID_RESERVED));
	peer_list_leave(&list, &absent);
	assert_false(id_pool_has(&list.ids, 5, ID_RESERVED));
	assert_false(peer_list_is_kept(&list, 5));
	assert_true(is_retired(&list, 5));
	expect(&list, &buggy, 5, -1);
	expect_nothing(&list, &buggy);
	expect_nothing(&list, &late);
	peer_list_leave(&list, &buggy);
	assert_false(is_retired(&list, 5));
	peer_list_leave(&list, &late);
	peer_list_close(&list);
}

/* A peer whose ID is reserved before it has joined: no peer knows it. */
static void test_expected_peer(void **state)
{
	struct peer_list list = open_list();
	struct server_peer buggy, expected = { .id = 5, .vectors = vectors_of_5 };

	(void)state;
	assert_true(peer_list_add_absent(&list, &expected));
	join_with_bug(&list, &buggy, 0);
	assert_int_equal(list.present_count, 1);
	assert_true(id_pool_has(&list.ids, 5, ID_RESERVED));
	assert_true(peer_list_join(&list, &expected));
	expect_vectors(&list, &buggy, 5, vectors_of_5);
	peer_list_leave(&list, &buggy);
	peer_list_leave(&list, &expected);
	peer_list_close(&list);
}

/* All IDs are used up by peers that a peer with the bug is sent, and the peers' users are known.
 * Then it is the one to leave. */
static void test_all_ids_retired(void **state)
{
	struct peer_list list = open_list();
	struct server_peer buggy, other, guest;
	uint16_t id;

	(void)state;
	join_with_bug(&list, &other, 0);
	join_with_bug(&list, &buggy, 1);
	assert_null(peer_list_find_most_retired(&list));
	while (id_pool_lowest(&list.ids, &id)) {
		guest = (struct server_peer) { .id = id, .user = 1000, .vectors = vectors_of_5 };
		assert_true(peer_list_join(&list, &guest));
		drain(&list, &buggy);
		peer_list_leave(&list, &guest);
		assert_true(is_retired(&list, id));
	}
	assert_int_equal(id_pool_retired(&list.ids, 1000), MESSAGE_PEERS_MAX - 2);
	assert_ptr_equal(peer_list_find_most_retired(&list), &buggy);
	peer_list_leave(&list, &buggy);
	assert_true(id_pool_lowest(&list.ids, &id));
	assert_int_equal(id, 1);
	assert_int_equal(id_pool_retired(&list.ids, 1000), 0);
	peer_list_leave(&list, &other);
	peer_list_close(&list);
}

static void test_many(void **state)
{
	enum { MANY = 300 };
	struct peer_list list = open_list();
	struct server_peer *peers = calloc(MANY, sizeof(*peers));

	(void)state;
	/* In an order that is neither rising nor falling. */
	for (unsigned i = 0; i < MANY; i++)
		join(&list, &peers[i], (uint16_t)(i * 7 % MANY), vectors_of_0);
	for (unsigned i = 0; i < MANY; i++) {
		assert_int_equal(list.peers[i]->id, i);
		drain(&list, list.peers[i]);
	}
	for (unsigned i = 0; i < MANY; i++)
		peer_list_leave(&list, &peers[i]);
	assert_int_equal(list.count, 0);
	peer_list_close(&list);
	free(peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_retraction),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_peer_that_does_not_read),
		cmocka_unit_test(test_pending_is_bounded),
		cmocka_unit_test(test_retired_ids),
		cmocka_unit_test(test_absent_peer),
		cmocka_unit_test(test_end_of_absent_peer),
		cmocka_unit_test(test_expected_peer),
		cmocka_unit_test(test_all_ids_retired),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
