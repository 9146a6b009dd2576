/* SPDX-License-Identifier: BSD-3-Clause
 * test_values.c: files of plain values. */
#include "load/values.h"

#include "../helpers.h"

static const struct load_value *read_text(struct fixture *fixture, const char *text)
{
	fixture_forget(fixture);
	return load_values(fixture->arena,
			   source_memory(fixture->arena, "v.yaml", text, strlen(text)),
			   fixture->diags);
}

static void values_have_places(void **state)
{
	const struct load_value *map =
		read_text(*state, "# c\na: 3.0\nb: [x, 'y z']\nc: {d: \"1\", e: }\n");
	const struct load_value *list, *inner;

	assert_non_null(map);
	assert_int_equal(map->kind, LOAD_MAP);
	assert_int_equal(map->count, 3);
	assert_string_equal(map->values[0].key, "a");
	assert_span(*state, map->values[0].key_at, "a");
	assert_span(*state, map->values[0].at, "3.0");
	assert_false(map->values[0].is_quoted);
	list = load_value_find(map, "b");
	assert_int_equal(list->kind, LOAD_LIST);
	assert_int_equal(list->count, 2);
	assert_string_equal(list->values[1].text, "y z");
	assert_span(*state, list->values[1].at, "'y z'");
	assert_span(*state, list->at, "[");
	inner = load_value_find(map, "c");
	assert_true(load_value_find(inner, "d")->is_quoted);
	assert_string_equal(load_value_find(inner, "e")->text, "");
	assert_null(load_value_find(inner, "f"));
}

static void json_is_read(void **state)
{
	const struct load_value *map =
		read_text(*state, "{\n\t\"a\": [1, {\"b\": \"\\u00e9 \\\"q\\\"\"}]}\n");

	assert_non_null(map);
	assert_string_equal(load_value_find(&load_value_find(map, "a")->values[1], "b")->text,
			    "\xC3\xA9 \"q\"");
}

static void empty_file_is_a_mapping(void **state)
{
	static const char *const texts[] = { "", "\n  \n", "# nothing\n\n  # more" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct load_value *map = read_text(*state, texts[i]);

		assert_non_null(map);
		assert_int_equal(map->kind, LOAD_MAP);
		assert_int_equal(map->count, 0);
	}
}

static void wrong_files_are_refused(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
		{ "a: 1\nb: 2\na: 3\n", "v.yaml:3:1: error: duplicate key 'a'" },
		{ "a: &x 1\nb: *x\n", "v.yaml:1:7: error: unsupported alias" },
		{ "&x [*x]\n", "error: unsupported alias" },
		{ "? [a]\n: 1\n", "v.yaml:1:3: error: invalid key" },
		{ "a: [1\n", "[yaml-malformed]" },
		{ "a: 1\n---\nb: 2\n", "more than one document" },
		{ "[[[[[[[[[1]]]]]]]]]", "nested too deeply" },
		{ "a: \"\\0\"\n", "invalid NUL byte" },
		{ "a: \xFF\n", "invalid byte: expected UTF-8" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_null(read_text(*state, cases[i].text));
		assert_contains(messages(*state), cases[i].message);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_have_places),
		TEST(json_is_read),
		TEST(empty_file_is_a_mapping),
		TEST(wrong_files_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
