/* SPDX-License-Identifier: BSD-3-Clause
 * test_release.c: the names of the releases of ACRN. */
#include "tests/generator/helpers.h"

#include "base/release.h"

static void test_names(void **state)
{
	enum release found;

	(void)state;
	assert_string_equal(release_name(RELEASE_2_0), "2.0");
	assert_string_equal(release_name(RELEASE_2_7), "2.7");
	assert_string_equal(release_name(RELEASE_3_0_2), "3.0.2");
	assert_string_equal(release_name(RELEASE_3_3), "3.3");
	assert_string_equal(release_name(RELEASE_MASTER), "master");
	for (enum release each = RELEASE_2_0; each <= RELEASE_MASTER; each++) {
		assert_true(release_find(release_name(each), &found));
		assert_int_equal(found, each);
	}
}

static void test_tags(void **state)
{
	enum release found;

	(void)state;
	assert_true(release_find("v2.1", &found));
	assert_int_equal(found, RELEASE_2_1);
	assert_true(release_find("v3.0.1", &found));
	assert_int_equal(found, RELEASE_3_0_1);
	assert_false(release_find("vmaster", &found));
	assert_false(release_find("v", &found));
	assert_false(release_find("vv3.0", &found));
	assert_false(release_find("", &found));
	assert_false(release_find("3", &found));
	assert_false(release_find("3.0.", &found));
}

/* A digit more or less may belong to many names. */
static void test_likely(void **state)
{
	enum release likely;

	(void)state;
	assert_true(release_find_likely("mastr", &likely));
	assert_int_equal(likely, RELEASE_MASTER);
	assert_true(release_find_likely("Master", &likely));
	assert_int_equal(likely, RELEASE_MASTER);
	assert_true(release_find_likely("3.0.11", &likely));
	assert_int_equal(likely, RELEASE_3_0_1);
	assert_true(release_find_likely("v3.0.11", &likely));
	assert_int_equal(likely, RELEASE_3_0_1);
	assert_false(release_find_likely("2.8", &likely));
	assert_false(release_find_likely("main", &likely));
	assert_false(release_find_likely("", &likely));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_likely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
