/* SPDX-License-Identifier: BSD-3-Clause
 * test_beginning.c: files are recognized by their first two elements, whatever follows. */
#include "tests/generator/helpers.h"

#include "load/beginning.h"

static const char *const scenarios[] = { "hv", "vm", NULL };

static struct beginning begin(struct fixture *fixture, const char *name, const char *text)
{
	struct beginning beginning;

	assert_true(beginning_read(fixture->arena, fixture_file(fixture, name, text), &beginning));
	return beginning;
}

static void test_elements(void **state)
{
	struct beginning file = begin(
		*state, "a.xml", "<acrn-config board='b' scenario='s &amp; t'><!-- -->\n<vm/><hv");

	assert_string_equal(file.root, "acrn-config");
	assert_string_equal(file.child, "vm");
	assert_string_equal(beginning_attribute(&file, "board"), "b");
	assert_null(beginning_attribute(&file, "uos_launcher"));
	assert_true(beginning_is_acrn(&file, scenarios));
}

static void test_others(void **state)
{
	static const char *const texts[] = { "",
					     "text",
					     "<vm/>",
					     "<acrn-config/>",
					     "<acrn-config xmlns='urn:x'><vm/></acrn-config>",
					     "<acrn-config><uos/></acrn-config>" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct beginning file = begin(*state, "a.xml", texts[i]);

		assert_false(beginning_is_acrn(&file, scenarios));
	}
}

static void test_yaml(void **state)
{
	struct beginning file =
		begin(*state, "a.yaml", "acrn-config:\n  $board: b\n  vm:\n    - $id: 0\n");

	assert_true(beginning_is_acrn(&file, scenarios));
	assert_string_equal(beginning_attribute(&file, "board"), "b");
}

static void test_absent(void **state)
{
	struct fixture *fixture = *state;
	struct beginning beginning;

	assert_true(beginning_read(fixture->arena, "/nonexistent/a.xml", &beginning));
	assert_string_equal(beginning.root, "");
	assert_int_equal(beginning_list(fixture->arena, "/nonexistent")->count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_elements),
		TEST(test_others),
		TEST(test_yaml),
		TEST(test_absent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
