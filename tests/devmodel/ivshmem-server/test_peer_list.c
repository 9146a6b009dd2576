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

static void join(struct peer_list *list, struct server_peer *peer, uint16_t id, const int *vectors)
{
	*peer = (struct server_peer) { .id = id, .vectors = vectors, .vector_count = 2 };
	assert_true(peer_list_join(list, peer));
}

static void expect(const struct peer_list *list, struct server_peer *peer, int64_t number, int fd)
{
	struct message message;

	assert_true(peer_list_next(list, peer, &message));
	assert_int_equal(message.number, number);
	assert_int_equal(message.fd, fd);
	peer_list_sent(peer);
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
		peer_list_sent(peer);
}

static void test_order(void **state)
{
	struct peer_list list = { .memory = MEMORY };
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
	peer_list_leave(&list, &one, false);
	expect(&list, &five, 1, -1);
	expect(&list, &zero, 1, -1);
	expect_nothing(&list, &five);
	peer_list_leave(&list, &zero, false);
	peer_list_leave(&list, &five, false);
	peer_list_free(&list);
}

static void test_find(void **state)
{
	struct peer_list list = { .memory = MEMORY };
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
	peer_list_leave(&list, &five, false);
	assert_null(peer_list_find(&list, 5));
	peer_list_leave(&list, &zero, false);
	peer_list_leave(&list, &one, false);
	peer_list_free(&list);
}

/* A peer that was not sent at all leaves without a message; one that was sent in part leaves at
 * once. */
static void test_retraction(void **state)
{
	struct peer_list list = { .memory = MEMORY };
	struct server_peer zero, one, five;

	(void)state;
	join(&list, &zero, 0, vectors_of_0);
	drain(&list, &zero);
	join(&list, &one, 1, vectors_of_1);
	join(&list, &five, 5, vectors_of_5);
	expect(&list, &zero, 1, vectors_of_1[0]);
	peer_list_leave(&list, &one, false);
	expect(&list, &zero, 1, -1);
	peer_list_leave(&list, &five, false);
	expect_nothing(&list, &zero);
	peer_list_leave(&list, &zero, false);
	peer_list_free(&list);
}

/* No message is skipped: a peer that receives too little is lost. */
static void test_unread(void **state)
{
	struct peer_list list = { .memory = MEMORY };
	struct server_peer idle, busy, guest;
	unsigned rounds = 0;

	(void)state;
	join(&list, &idle, 0, vectors_of_0);
	join(&list, &busy, 1, vectors_of_1);
	while (!idle.is_lost) {
		join(&list, &guest, 5, vectors_of_5);
		peer_list_leave(&list, &guest, false);
		drain(&list, &busy);
		assert_in_range(++rounds, 1, PEER_LIST_UNREAD_MAX);
	}
	assert_false(busy.is_lost);
	/* It waits for itself and one other, and has not grown with the number of those who came.
	 */
	assert_in_range(idle.pending_count, 1, 8);
	peer_list_leave(&list, &idle, false);
	expect(&list, &busy, 0, -1);
	peer_list_leave(&list, &busy, false);
	peer_list_free(&list);
}

/* A message that is taken is a sign of life. */
static void test_slow_reader(void **state)
{
	struct peer_list list = { .memory = MEMORY };
	struct server_peer slow, guest;

	(void)state;
	join(&list, &slow, 0, vectors_of_0);
	drain(&list, &slow);
	for (unsigned i = 0; i < 10 * PEER_LIST_UNREAD_MAX; i++) {
		struct message message;

		join(&list, &guest, 5, vectors_of_5);
		assert_true(peer_list_next(&list, &slow, &message));
		peer_list_sent(&slow);
		peer_list_leave(&list, &guest, false);
	}
	assert_false(slow.is_lost);
	drain(&list, &slow);
	peer_list_leave(&list, &slow, false);
	peer_list_free(&list);
}

static void join_with_bug(struct peer_list *list, struct server_peer *peer, uint16_t id)
{
	*peer = (struct server_peer) {
		.id = id, .vectors = vectors_of_0, .vector_count = 2, .has_qemu_id_reuse_bug = true
	};
	assert_true(peer_list_join(list, peer));
	drain(list, peer);
}

/* An ID that a peer with the bug has seen leave is retired while that peer is in the list. */
static void test_retired_ids(void **state)
{
	struct peer_list list = { .memory = MEMORY };
	struct server_peer buggy, robust, one, five;

	(void)state;
	join_with_bug(&list, &buggy, 0);
	join(&list, &robust, 2, vectors_of_1);
	drain(&list, &robust);
	join(&list, &one, 1, vectors_of_1);
	join(&list, &five, 5, vectors_of_5);
	assert_false(peer_list_is_retired(&list, 1));
	/* It has heard of one of them: the other has never been there for it. */
	expect(&list, &buggy, 2, vectors_of_1[0]);
	expect(&list, &buggy, 2, vectors_of_1[1]);
	expect(&list, &buggy, 1, vectors_of_1[0]);
	peer_list_leave(&list, &one, false);
	peer_list_leave(&list, &five, false);
	assert_true(peer_list_is_retired(&list, 1));
	assert_false(peer_list_is_retired(&list, 5));
	assert_false(peer_list_is_kept(&list, 1));
	expect(&list, &buggy, 1, -1);
	expect_nothing(&list, &buggy);
	peer_list_leave(&list, &buggy, false);
	assert_false(peer_list_is_retired(&list, 1));
	peer_list_leave(&list, &robust, false);
	peer_list_free(&list);
}

/* A peer that will be back does not leave for a peer with the bug, but for any other. */
static void test_kept_vectors(void **state)
{
	struct peer_list list = { .memory = MEMORY };
	struct server_peer buggy, robust, bound, other;

	(void)state;
	join_with_bug(&list, &buggy, 0);
	join(&list, &robust, 1, vectors_of_1);
	drain(&list, &robust);
	drain(&list, &buggy);
	join(&list, &bound, 5, vectors_of_5);
	expect(&list, &buggy, 5, vectors_of_5[0]);
	drain(&list, &robust);
	peer_list_leave(&list, &bound, true);
	assert_true(peer_list_is_kept(&list, 5));
	assert_false(peer_list_is_retired(&list, 5));
	/* Messages about a peer that have begun are completed. */
	expect(&list, &buggy, 5, vectors_of_5[1]);
	expect_nothing(&list, &buggy);
	expect(&list, &robust, 5, -1);
	join(&list, &bound, 5, vectors_of_5);
	assert_false(peer_list_is_kept(&list, 5));
	expect_nothing(&list, &buggy);
	expect_vectors(&list, &robust, 5, vectors_of_5);
	/* Once more; nothing is kept when the peer with the bug leaves. */
	peer_list_leave(&list, &bound, true);
	assert_true(peer_list_is_kept(&list, 5));
	peer_list_leave(&list, &buggy, false);
	assert_false(peer_list_is_kept(&list, 5));
	join(&list, &other, 5, vectors_of_0);
	drain(&list, &other);
	peer_list_leave(&list, &other, true);
	assert_false(peer_list_is_kept(&list, 5));
	peer_list_leave(&list, &robust, false);
	peer_list_free(&list);
}

static void test_many(void **state)
{
	enum { MANY = 300 };
	struct peer_list list = { .memory = MEMORY };
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
		peer_list_leave(&list, &peers[i], false);
	assert_int_equal(list.count, 0);
	peer_list_free(&list);
	free(peers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),	    cmocka_unit_test(test_find),
		cmocka_unit_test(test_retraction),  cmocka_unit_test(test_unread),
		cmocka_unit_test(test_slow_reader), cmocka_unit_test(test_many),
		cmocka_unit_test(test_retired_ids), cmocka_unit_test(test_kept_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
