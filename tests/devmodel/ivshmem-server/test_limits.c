/* SPDX-License-Identifier: BSD-3-Clause
 * test_limits.c: places of a region and of one user, and users that use up IDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ivshmem-server/limits.h"
#include "ivshmem-server/peer_list.h"

static void test_places(void **state)
{
	struct region_settings settings = { .vectors = 16, .peers_max = 64, .mode = 0600 };

	(void)state;
	assert_int_equal(limits_places(&settings), 64);
	assert_int_equal(limits_other_descriptors(&settings), 64 * 17);
	settings.peer_count = 3;
	assert_int_equal(limits_places(&settings), 61);
	assert_int_equal(limits_bound_descriptors(&settings), 3 * 17);
	assert_int_equal(limits_other_descriptors(&settings), 61 * 17);
	/* A bound ID has its place in any case. */
	settings.peers_max = 2;
	assert_int_equal(limits_places(&settings), 0);
	assert_int_equal(limits_bound_descriptors(&settings), 3 * 17);
	/* Those in flight are more than those that are open. */
	settings.vectors = 1;
	assert_int_equal(limits_bound_descriptors(&settings), 3 * LIMITS_UNREAD);
}

/* One user may have all places if no other user can be a peer, but for root and the server's. */
static void test_places_of_one_user(void **state)
{
	struct access_rule rules[2] = { { .user = 1000 }, { .user = 1001 } };
	struct region_settings settings = { .mode = 0600, .rules = rules };

	(void)state;
	assert_int_equal(limits_for(&settings, 64).user_places, 64);
	settings.mode = 0644;
	assert_int_equal(limits_for(&settings, 64).user_places, 64);
	settings.mode = 0660;
	assert_int_equal(limits_for(&settings, 64).user_places, 32);
	settings.rule_count = 1;
	assert_int_equal(limits_for(&settings, 64).user_places, 64);
	settings.rule_count = 2;
	assert_int_equal(limits_for(&settings, 64).user_places, 32);
	assert_int_equal(limits_for(&settings, 1).user_places, 1);
	rules[0].is_group = true;
	settings.rule_count = 1;
	assert_int_equal(limits_for(&settings, 64).user_places, 32);
}

static void take(struct id_pool *ids, uint16_t id, uid_t user)
{
	assert_true(id_pool_set_user(ids, id, user));
	id_pool_add(ids, id, ID_TAKEN);
}

static void test_check(void **state)
{
	const struct limits limits = { .places = 3, .user_places = 2, .user_retired = 1 };
	const struct limits alone = { .places = 2, .user_places = 2, .user_retired = 1 };
	struct id_pool ids;

	(void)state;
	assert_true(id_pool_open(&ids));
	take(&ids, 0, 1000);
	assert_int_equal(limits_check(&limits, &ids, 1000), LIMIT_NONE);
	take(&ids, 1, 1000);
	assert_int_equal(limits_check(&limits, &ids, 1000), LIMIT_USER_PLACES);
	assert_int_equal(limits_check(&alone, &ids, 1000), LIMIT_PLACES);
	assert_int_equal(limits_check(&limits, &ids, 1001), LIMIT_NONE);
	take(&ids, 2, 1001);
	assert_int_equal(limits_check(&limits, &ids, 1001), LIMIT_PLACES);
	id_pool_add(&ids, 2, ID_RETIRED);
	assert_int_equal(limits_check(&limits, &ids, 1001), LIMIT_USER_RETIRED);
	/* A bound ID does not count. */
	id_pool_add(&ids, 1, ID_BOUND);
	assert_int_equal(limits_check(&limits, &ids, 1000), LIMIT_NONE);
	id_pool_close(&ids);
}

/* Joins and leaves, after the peer with QEMU's bug was sent that. False if a limit is reached. */
static bool visit(struct peer_list *list, const struct limits *limits, struct server_peer *qemu,
		  uid_t user)
{
	static const int vectors[] = { 100 };
	struct server_peer guest = { .user = user, .vectors = vectors };
	struct message message;

	if (limits_check(limits, &list->ids, user) != LIMIT_NONE ||
	    !id_pool_lowest(&list->ids, &guest.id))
		return false;
	assert_true(peer_list_join(list, &guest));
	while (peer_list_next(list, qemu, &message))
		peer_list_sent(list, qemu);
	peer_list_leave(list, &guest);
	return true;
}

/* A program named qemu-x stays, and others join and leave: one user cannot use up all IDs. Two can:
 * then the program holds most of them. */
static void test_ids_used_up(void **state)
{
	const struct region_settings settings = { .mode = 0666 };
	const struct limits limits = limits_for(&settings, 64);
	struct server_peer qemu = { .id = 0, .user = 1000, .has_qemu_id_reuse_bug = true };
	struct peer_list list = { 0 };
	unsigned joins[2] = { 0 };
	static const int vectors[] = { 99 };
	uint16_t id;

	(void)state;
	qemu.vectors = vectors;
	assert_true(peer_list_open(&list));
	list.vector_count = 1;
	assert_true(peer_list_join(&list, &qemu));
	for (unsigned user = 0; user < 2; user++)
		while (joins[user] < 70000 && visit(&list, &limits, &qemu, 1000 + user))
			joins[user]++;
	assert_int_equal(joins[0], LIMITS_USER_RETIRED);
	assert_int_equal(joins[1], MESSAGE_PEERS_MAX - 1 - LIMITS_USER_RETIRED);
	assert_false(id_pool_lowest(&list.ids, &id));
	assert_ptr_equal(peer_list_find_most_retired(&list), &qemu);
	peer_list_leave(&list, &qemu);
	assert_int_equal(limits_check(&limits, &list.ids, 1000), LIMIT_NONE);
	assert_true(id_pool_lowest(&list.ids, &id));
	assert_int_equal(id, 0);
	peer_list_close(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_of_one_user),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_ids_used_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
