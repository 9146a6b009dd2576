/* SPDX-License-Identifier: BSD-3-Clause
 * test_id_pool.c: why IDs are not free, whose they are, and which one is the lowest free one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ivshmem-server/id_pool.h"

#define USERS 3u

static void expect_lowest(const struct id_pool *pool, uint16_t expected)
{
	uint16_t id;

	assert_true(id_pool_lowest(pool, &id));
	assert_int_equal(id, expected);
}

static void test_reasons(void **state)
{
	struct id_pool pool;

	(void)state;
	assert_true(id_pool_open(&pool));
	expect_lowest(&pool, 0);
	id_pool_add(&pool, 0, ID_BOUND);
	expect_lowest(&pool, 1);
	id_pool_add(&pool, 1, ID_RETIRED);
	id_pool_add(&pool, 1, ID_RETIRED);
	expect_lowest(&pool, 2);
	id_pool_remove(&pool, 1, ID_RETIRED);
	assert_true(id_pool_has(&pool, 1, ID_RETIRED));
	expect_lowest(&pool, 2);
	id_pool_add(&pool, 1, ID_RESERVED);
	id_pool_remove(&pool, 1, ID_RETIRED);
	assert_false(id_pool_has(&pool, 1, ID_RETIRED));
	expect_lowest(&pool, 2);
	id_pool_remove(&pool, 1, ID_RESERVED);
	expect_lowest(&pool, 1);
	id_pool_close(&pool);
}

static void test_all_used(void **state)
{
	struct id_pool pool;
	uint16_t id;

	(void)state;
	assert_true(id_pool_open(&pool));
	for (unsigned i = 0; i < MESSAGE_PEERS_MAX; i++) {
		expect_lowest(&pool, (uint16_t)i);
		id_pool_add(&pool, (uint16_t)i, ID_TAKEN);
	}
	assert_false(id_pool_lowest(&pool, &id));
	id_pool_remove(&pool, UINT16_MAX, ID_TAKEN);
	expect_lowest(&pool, UINT16_MAX);
	id_pool_remove(&pool, 64, ID_TAKEN);
	expect_lowest(&pool, 64);
	id_pool_close(&pool);
}

static void test_users(void **state)
{
	struct id_pool pool;

	(void)state;
	assert_true(id_pool_open(&pool));
	assert_int_equal(id_pool_held(&pool, 1000), 0);
	assert_true(id_pool_set_user(&pool, 7, 1000));
	id_pool_add(&pool, 7, ID_TAKEN);
	assert_int_equal(id_pool_held(&pool, 1000), 1);
	id_pool_add(&pool, 7, ID_RESERVED);
	id_pool_remove(&pool, 7, ID_TAKEN);
	assert_int_equal(id_pool_held(&pool, 1000), 1);
	id_pool_add(&pool, 7, ID_RETIRED);
	id_pool_remove(&pool, 7, ID_RESERVED);
	assert_int_equal(id_pool_held(&pool, 1000), 0);
	assert_int_equal(id_pool_retired(&pool, 1000), 1);
	id_pool_remove(&pool, 7, ID_RETIRED);
	assert_int_equal(id_pool_retired(&pool, 1000), 0);
	assert_int_equal(pool.user_count, 0);
	/* A bound ID counts for no user. */
	id_pool_add(&pool, 8, ID_BOUND);
	assert_true(id_pool_set_user(&pool, 8, 1000));
	id_pool_add(&pool, 8, ID_TAKEN);
	assert_int_equal(id_pool_held(&pool, 1000), 0);
	id_pool_close(&pool);
}

static void test_next_user(void **state)
{
	struct id_pool pool;

	(void)state;
	assert_true(id_pool_open(&pool));
	assert_true(id_pool_set_user(&pool, 7, 1000));
	id_pool_add(&pool, 7, ID_RESERVED);
	for (unsigned i = 0; i < 2; i++) {
		assert_true(id_pool_set_user(&pool, 7, 999));
		assert_int_equal(id_pool_held(&pool, 1000), 0);
		assert_int_equal(id_pool_held(&pool, 999), 1);
		assert_int_equal(pool.user_count, 1);
	}
	id_pool_close(&pool);
}

/* The pool without its bitmaps and counts of users. */
struct model {
	unsigned counts[MESSAGE_PEERS_MAX][ID_REASONS];
	uid_t users[MESSAGE_PEERS_MAX];
};

static bool model_is_free(const struct model *model, unsigned id)
{
	for (unsigned i = 0; i < ID_REASONS; i++)
		if (model->counts[id][i])
			return false;
	return true;
}

/* An ID is its user's no longer when it is not taken, reserved or retired. */
static bool model_has_user(const struct model *model, unsigned id)
{
	const unsigned *counts = model->counts[id];

	return counts[ID_TAKEN] || counts[ID_RESERVED] || counts[ID_RETIRED];
}

static void compare_lowest(const struct id_pool *pool, const struct model *model)
{
	unsigned lowest = 0;
	uint16_t id;

	while (lowest < MESSAGE_PEERS_MAX && !model_is_free(model, lowest))
		lowest++;
	assert_int_equal(id_pool_lowest(pool, &id), lowest < MESSAGE_PEERS_MAX);
	if (lowest < MESSAGE_PEERS_MAX)
		assert_int_equal(id, lowest);
}

static bool model_is_held(const struct model *model, unsigned id)
{
	const unsigned *counts = model->counts[id];

	return (counts[ID_TAKEN] || counts[ID_RESERVED]) && !counts[ID_BOUND];
}

static void compare_held(const struct id_pool *pool, const struct model *model)
{
	size_t held = 0;

	for (unsigned id = 0; id < MESSAGE_PEERS_MAX; id++)
		held += model_is_held(model, id);
	assert_int_equal(pool->held, held);
}

static void compare_users(const struct id_pool *pool, const struct model *model)
{
	for (uid_t user = 0; user < USERS; user++) {
		unsigned held = 0, retired = 0;

		for (unsigned id = 0; id < MESSAGE_PEERS_MAX; id++) {
			if (model->users[id] != user)
				continue;
			held += model_is_held(model, id);
			retired += model->counts[id][ID_RETIRED] > 0;
		}
		assert_int_equal(id_pool_held(pool, user), held);
		assert_int_equal(id_pool_retired(pool, user), retired);
	}
}

static uint32_t next_random(uint64_t *random)
{
	*random ^= *random << 13;
	*random ^= *random >> 7;
	*random ^= *random << 17;
	return (uint32_t)(*random >> 16);
}

/* An ID near the lowest free one changes, or sometimes any other. */
static void change(struct id_pool *pool, struct model *model, uint64_t *random)
{
	enum id_reason reason = next_random(random) % ID_REASONS;
	uint16_t id = (uint16_t)(next_random(random) % (next_random(random) % 8 ? 300 : 65536));
	unsigned *count = &model->counts[id][reason];

	if (*count && next_random(random) % 3 == 0) {
		id_pool_remove(pool, id, reason);
		--*count;
		if (!model_has_user(model, id))
			model->users[id] = USERS;
		return;
	}
	if (reason == ID_TAKEN || reason == ID_RESERVED) {
		model->users[id] = next_random(random) % USERS;
		assert_true(id_pool_set_user(pool, id, model->users[id]));
	}
	if (reason != ID_BOUND || !*count) {
		id_pool_add(pool, id, reason);
		++*count;
	}
}

static void test_random_changes(void **state)
{
	uint64_t random = UINT64_C(0x9e3779b97f4a7c15);
	struct model *model = calloc(1, sizeof(*model));
	struct id_pool pool;

	(void)state;
	assert_non_null(model);
	assert_true(id_pool_open(&pool));
	for (unsigned id = 0; id < MESSAGE_PEERS_MAX; id++)
		model->users[id] = USERS; /* none of them */
	for (unsigned i = 0; i < 20000; i++) {
		change(&pool, model, &random);
		compare_lowest(&pool, model);
		if (i % 100)
			continue;
		compare_held(&pool, model);
		compare_users(&pool, model);
	}
	id_pool_close(&pool);
	free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),	       cmocka_unit_test(test_all_used),
		cmocka_unit_test(test_users),	       cmocka_unit_test(test_next_user),
		cmocka_unit_test(test_random_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
