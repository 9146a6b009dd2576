/* SPDX-License-Identifier: BSD-3-Clause
 * test_harden.c: the list of --harden. */
#include "tests/generator/helpers.h"

#include "model/harden.h"

static void test_names(void **state)
{
	(void)state;
	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		assert_int_equal(harden_parse(harden_name(part)), 1u << part);
}

static void test_lists(void **state)
{
	(void)state;
	assert_int_equal(harden_parse("groups,acl,groups"), 1u << HARDEN_GROUPS | 1u << HARDEN_ACL);
	assert_int_equal(harden_parse("all"), (1u << HARDEN_COUNT) - 1);
	assert_int_equal(harden_parse("keys,all"), harden_parse("all"));
	assert_false(HARDEN_DEFAULT & 1u << HARDEN_KEYS);
}

static void test_invalid_lists(void **state)
{
	(void)state;
	assert_int_equal(harden_parse(""), 0);
	assert_int_equal(harden_parse("acl,"), 0);
	assert_int_equal(harden_parse(",acl"), 0);
	assert_int_equal(harden_parse("ac"), 0);
	assert_int_equal(harden_parse("acls"), 0);
	assert_int_equal(harden_parse("acl groups"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_names),
		TEST(test_lists),
		TEST(test_invalid_lists),
	};

	return cmocka_run_group_tests_name("harden", tests, NULL, NULL);
}
