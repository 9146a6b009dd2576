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

/* Numbers that stand for descriptors: ten a member. */
static const int vectors_of_0[] = { 100, 101 };
static const int vectors_of_1[] = { 110, 111 };
static const int vectors_of_5[] = { 150, 151 };

static void join(struct roster *roster, struct member *member, uint16_t id, const int *vectors)
{
	*member = (struct member) { .id = id, .vectors = vectors, .vector_count = 2 };
	assert_true(roster_join(roster, member));
}

static void expect(const struct roster *roster, struct member *member, int64_t number, int fd)
{
	struct message message;

	assert_true(roster_next(roster, member, &message));
	assert_int_equal(message.number, number);
	assert_int_equal(message.fd, fd);
	roster_sent(member);
}

static void expect_welcome(const struct roster *roster, struct member *member)
{
	expect(roster, member, 0, -1);
	expect(roster, member, member->id, -1);
	expect(roster, member, -1, MEMORY);
}

static void expect_vectors(const struct roster *roster, struct member *member, int64_t id,
			   const int *vectors)
{
	expect(roster, member, id, vectors[0]);
	expect(roster, member, id, vectors[1]);
}

static void expect_nothing(const struct roster *roster, const struct member *member)
{
	struct message message;

	assert_false(roster_next(roster, member, &message));
}

static void drain(const struct roster *roster, struct member *member)
{
	struct message message;

	while (roster_next(roster, member, &message))
		roster_sent(member);
}

static void test_order(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member zero, one, five;

	(void)state;
	join(&roster, &five, 5, vectors_of_5);
	expect_welcome(&roster, &five);
	expect_vectors(&roster, &five, 5, vectors_of_5);
	expect_nothing(&roster, &five);
	join(&roster, &zero, 0, vectors_of_0);
	join(&roster, &one, 1, vectors_of_1);
	expect_vectors(&roster, &five, 0, vectors_of_0);
	expect_vectors(&roster, &five, 1, vectors_of_1);
	expect_nothing(&roster, &five);
	expect_welcome(&roster, &one);
	expect_vectors(&roster, &one, 0, vectors_of_0);
	expect_vectors(&roster, &one, 5, vectors_of_5);
	expect_vectors(&roster, &one, 1, vectors_of_1);
	expect_nothing(&roster, &one);
	drain(&roster, &zero);
	roster_leave(&roster, &one, false);
	expect(&roster, &five, 1, -1);
	expect(&roster, &zero, 1, -1);
	expect_nothing(&roster, &five);
	roster_leave(&roster, &zero, false);
	roster_leave(&roster, &five, false);
	roster_free(&roster);
}

static void test_find(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member zero, one, five;

	(void)state;
	assert_null(roster_find(&roster, 0));
	join(&roster, &five, 5, vectors_of_5);
	join(&roster, &zero, 0, vectors_of_0);
	join(&roster, &one, UINT16_MAX, vectors_of_1);
	assert_ptr_equal(roster_find(&roster, 0), &zero);
	assert_ptr_equal(roster_find(&roster, 5), &five);
	assert_ptr_equal(roster_find(&roster, UINT16_MAX), &one);
	assert_null(roster_find(&roster, 1));
	assert_null(roster_find(&roster, 6));
	roster_leave(&roster, &five, false);
	assert_null(roster_find(&roster, 5));
	roster_leave(&roster, &zero, false);
	roster_leave(&roster, &one, false);
	roster_free(&roster);
}

/* Who was not announced at all goes without a word; who was in part is taken back at once. */
static void test_retraction(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member zero, one, five;

	(void)state;
	join(&roster, &zero, 0, vectors_of_0);
	drain(&roster, &zero);
	join(&roster, &one, 1, vectors_of_1);
	join(&roster, &five, 5, vectors_of_5);
	expect(&roster, &zero, 1, vectors_of_1[0]);
	roster_leave(&roster, &one, false);
	expect(&roster, &zero, 1, -1);
	roster_leave(&roster, &five, false);
	expect_nothing(&roster, &zero);
	roster_leave(&roster, &zero, false);
	roster_free(&roster);
}

/* Nobody is told less than all: who reads too little is lost. */
static void test_unread(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member idle, busy, guest;
	unsigned rounds = 0;

	(void)state;
	join(&roster, &idle, 0, vectors_of_0);
	join(&roster, &busy, 1, vectors_of_1);
	while (!idle.is_lost) {
		join(&roster, &guest, 5, vectors_of_5);
		roster_leave(&roster, &guest, false);
		drain(&roster, &busy);
		assert_in_range(++rounds, 1, ROSTER_UNREAD_MAX);
	}
	assert_false(busy.is_lost);
	/* It waits for itself and one other, and has not grown with the number of those who came.
	 */
	assert_in_range(idle.tiding_count, 1, 8);
	roster_leave(&roster, &idle, false);
	expect(&roster, &busy, 0, -1);
	roster_leave(&roster, &busy, false);
	roster_free(&roster);
}

/* A message that is taken is a sign of life. */
static void test_slow_reader(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member slow, guest;

	(void)state;
	join(&roster, &slow, 0, vectors_of_0);
	drain(&roster, &slow);
	for (unsigned i = 0; i < 10 * ROSTER_UNREAD_MAX; i++) {
		struct message message;

		join(&roster, &guest, 5, vectors_of_5);
		assert_true(roster_next(&roster, &slow, &message));
		roster_sent(&slow);
		roster_leave(&roster, &guest, false);
	}
	assert_false(slow.is_lost);
	drain(&roster, &slow);
	roster_leave(&roster, &slow, false);
	roster_free(&roster);
}

static void join_brittle(struct roster *roster, struct member *member, uint16_t id)
{
	*member = (struct member) {
		.id = id, .vectors = vectors_of_0, .vector_count = 2, .is_brittle = true
	};
	assert_true(roster_join(roster, member));
	drain(roster, member);
}

/* What a brittle member has seen go is not to come again while it is there. */
static void test_spent_ids(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member brittle, robust, one, five;

	(void)state;
	join_brittle(&roster, &brittle, 0);
	join(&roster, &robust, 2, vectors_of_1);
	drain(&roster, &robust);
	join(&roster, &one, 1, vectors_of_1);
	join(&roster, &five, 5, vectors_of_5);
	assert_false(roster_is_spent(&roster, 1));
	/* It has heard of one of them: the other has never been there for it. */
	expect(&roster, &brittle, 2, vectors_of_1[0]);
	expect(&roster, &brittle, 2, vectors_of_1[1]);
	expect(&roster, &brittle, 1, vectors_of_1[0]);
	roster_leave(&roster, &one, false);
	roster_leave(&roster, &five, false);
	assert_true(roster_is_spent(&roster, 1));
	assert_false(roster_is_spent(&roster, 5));
	assert_false(roster_is_kept(&roster, 1));
	expect(&roster, &brittle, 1, -1);
	expect_nothing(&roster, &brittle);
	roster_leave(&roster, &brittle, false);
	assert_false(roster_is_spent(&roster, 1));
	roster_leave(&roster, &robust, false);
	roster_free(&roster);
}

/* One that will be back is not gone for a brittle member, and is for any other. */
static void test_kept_vectors(void **state)
{
	struct roster roster = { .memory = MEMORY };
	struct member brittle, robust, bound, other;

	(void)state;
	join_brittle(&roster, &brittle, 0);
	join(&roster, &robust, 1, vectors_of_1);
	drain(&roster, &robust);
	drain(&roster, &brittle);
	join(&roster, &bound, 5, vectors_of_5);
	expect(&roster, &brittle, 5, vectors_of_5[0]);
	drain(&roster, &robust);
	roster_leave(&roster, &bound, true);
	assert_true(roster_is_kept(&roster, 5));
	assert_false(roster_is_spent(&roster, 5));
	/* What it has begun to hear it hears to the end. */
	expect(&roster, &brittle, 5, vectors_of_5[1]);
	expect_nothing(&roster, &brittle);
	expect(&roster, &robust, 5, -1);
	join(&roster, &bound, 5, vectors_of_5);
	assert_false(roster_is_kept(&roster, 5));
	expect_nothing(&roster, &brittle);
	expect_vectors(&roster, &robust, 5, vectors_of_5);
	/* Once more, and nobody keeps anything when the brittle one leaves. */
	roster_leave(&roster, &bound, true);
	assert_true(roster_is_kept(&roster, 5));
	roster_leave(&roster, &brittle, false);
	assert_false(roster_is_kept(&roster, 5));
	join(&roster, &other, 5, vectors_of_0);
	drain(&roster, &other);
	roster_leave(&roster, &other, true);
	assert_false(roster_is_kept(&roster, 5));
	roster_leave(&roster, &robust, false);
	roster_free(&roster);
}

static void test_many(void **state)
{
	enum { MANY = 300 };
	struct roster roster = { .memory = MEMORY };
	struct member *members = calloc(MANY, sizeof(*members));

	(void)state;
	/* In an order that is neither rising nor falling. */
	for (unsigned i = 0; i < MANY; i++)
		join(&roster, &members[i], (uint16_t)(i * 7 % MANY), vectors_of_0);
	for (unsigned i = 0; i < MANY; i++) {
		assert_int_equal(roster.members[i]->id, i);
		drain(&roster, roster.members[i]);
	}
	for (unsigned i = 0; i < MANY; i++)
		roster_leave(&roster, &members[i], false);
	assert_int_equal(roster.count, 0);
	roster_free(&roster);
	free(members);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),	    cmocka_unit_test(test_find),
		cmocka_unit_test(test_retraction),  cmocka_unit_test(test_unread),
		cmocka_unit_test(test_slow_reader), cmocka_unit_test(test_many),
		cmocka_unit_test(test_spent_ids),   cmocka_unit_test(test_kept_vectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
