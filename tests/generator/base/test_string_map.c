/* SPDX-License-Identifier: BSD-3-Clause
 * test_string_map.c: strings map to the value that was put last. */
#include "tests/generator/helpers.h"

#include "base/string_map.h"

static void test_find(void **state)
{
	struct fixture *fixture = *state;
	struct string_map *names = string_map_new(fixture->arena, 2);
	int first, second;

	assert_null(string_map_find(names, "a"));
	assert_null(string_map_put(names, "a", &first));
	assert_ptr_equal(string_map_find(names, "a"), &first);
	assert_ptr_equal(string_map_put(names, "a", &second), &first);
	assert_ptr_equal(string_map_find(names, "a"), &second);
	assert_null(string_map_find(names, ""));
	assert_null(string_map_put(names, "", &first));
	assert_ptr_equal(string_map_find(names, ""), &first);
}

static void test_many(void **state)
{
	struct fixture *fixture = *state;
	CLEANUP(string_map_free) struct string_map *names = string_map_new(fixture->arena, 0);
	char name[16];
	int values[5000];

	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "%d", i); /* the name is copied */
		assert_null(string_map_put(names, name, &values[i]));
	}
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "%d", i);
		assert_ptr_equal(string_map_find(names, name), &values[i]);
	}
}

static void test_any_expectation(void **state)
{
	struct fixture *fixture = *state;
	struct string_map *names = string_map_new(fixture->arena, SIZE_MAX);

	assert_null(string_map_put(names, "a", names));
	assert_ptr_equal(string_map_find(names, "a"), names);
	string_map_free(names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_find),
		TEST(test_many),
		TEST(test_any_expectation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
