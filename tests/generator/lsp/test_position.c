/* SPDX-License-Identifier: BSD-3-Clause
 * test_position.c: lines and units, and characters that are none. */
#include "tests/generator/helpers.h"

#include "lsp/position.h"
#include "lsp/repair.h"

/* An e with an accent, and a face: 2 and 4 bytes, 1 and 2 units. */
#define ACCENT "\xC3\xA9"
#define FACE   "\xF0\x9F\x98\x80"

struct expectation {
	size_t offset, line, units, bytes;
};

static void check_text(struct fixture *fixture, const char *text, size_t size,
		       const struct expectation *expected, size_t count)
{
	const struct lines *lines = lines_new(fixture->arena, text, size);

	for (size_t i = 0; i < count; i++)
		for (int encoding = LSP_UTF16; encoding <= LSP_UTF8; encoding++) {
			const struct expectation *each = &expected[i];
			struct lsp_position position = { each->line, encoding == LSP_UTF8
									     ? each->bytes
									     : each->units };
			struct lsp_position found =
				lines_position(lines, each->offset, (enum lsp_encoding)encoding);

			assert_int_equal(found.line, position.line);
			assert_int_equal(found.character, position.character);
			assert_int_equal(lines_offset(lines, position, (enum lsp_encoding)encoding),
					 each->offset);
			assert_int_equal(
				position_offset(text, size, position, (enum lsp_encoding)encoding),
				each->offset);
		}
}

static void test_lines(void **state)
{
	static const char text[] = "a" ACCENT FACE "b\r\nc\rd\n\r\n" FACE;
	static const struct expectation expected[] = {
		{ 0, 0, 0, 0 },	 { 1, 0, 1, 1 },  { 3, 0, 2, 3 },  { 7, 0, 4, 7 },
		{ 8, 0, 5, 8 },	 { 10, 1, 0, 0 }, { 11, 1, 1, 1 }, { 12, 2, 0, 0 },
		{ 14, 3, 0, 0 }, { 16, 4, 0, 0 }, { 20, 4, 2, 4 },
	};
	static const struct expectation empty[] = { { 0, 0, 0, 0 } };
	static const struct expectation last[] = { { 1, 1, 0, 0 } };

	check_text(*state, text, sizeof(text) - 1, expected, sizeof(expected) / sizeof(*expected));
	check_text(*state, "", 0, empty, 1);
	check_text(*state, "\r", 1, last, 1);
	check_text(*state, "\n", 1, last, 1);
}

/* What a position means that is past something, or within it. */
static void test_clamped(void **state)
{
	const struct fixture *fixture = *state;
	static const char text[] = "a" FACE "\r\nb";
	const struct lines *lines = lines_new(fixture->arena, text, sizeof(text) - 1);
	struct lsp_position found;

	assert_int_equal(lines_offset(lines, (struct lsp_position) { 0, 2 }, LSP_UTF16), 1);
	assert_int_equal(lines_offset(lines, (struct lsp_position) { 0, 4 }, LSP_UTF8), 1);
	assert_int_equal(lines_offset(lines, (struct lsp_position) { 0, 99 }, LSP_UTF16), 5);
	assert_int_equal(lines_offset(lines, (struct lsp_position) { 1, SIZE_MAX }, LSP_UTF8), 8);
	assert_int_equal(lines_offset(lines, (struct lsp_position) { SIZE_MAX, 0 }, LSP_UTF8), 8);
	found = lines_position(lines, 3, LSP_UTF16);
	assert_int_equal(found.character, 1);
	found = lines_position(lines, 6, LSP_UTF16); /* between CR and LF */
	assert_int_equal(found.line, 0);
	assert_int_equal(found.character, 3);
	found = lines_position(lines, 1000, LSP_UTF16);
	assert_int_equal(found.line, 1);
	assert_int_equal(found.character, 1);
}

/* Bytes that are not UTF-8 are a unit each. */
static void test_bytes(void **state)
{
	static const char text[] = "\x80\xC3\xE2\x82x\xF0\x9F\x98\xC0\x80\xF5\xED";
	struct expectation expected[sizeof(text)];

	for (size_t i = 0; i < sizeof(text); i++)
		expected[i] = (struct expectation) { i, 0, i, i };
	check_text(*state, text, sizeof(text) - 1, expected, sizeof(text));
}

static void test_read(void **state)
{
	static const char *const bad[] = {
		"{}",
		"[]",
		"{\"line\": 1}",
		"{\"line\": -1, \"character\": 0}",
		"{\"line\": 1.5, \"character\": 0}",
		"{\"line\": \"1\", \"character\": 0}",
	};
	struct lsp_position position;
	json_t *json = json_loads("{\"line\": 3, \"character\": 9223372036854775807}", 0, NULL);

	(void)state;
	assert_true(position_read(json, &position));
	assert_int_equal(position.line, 3);
	assert_int_equal(position.character, INT64_MAX);
	json_decref(json);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		json = json_loads(bad[i], 0, NULL);
		assert_non_null(json);
		assert_false(position_read(json, &position));
		json_decref(json);
	}
	assert_false(position_read(NULL, &position));
}

static void check_repair(const char *text, const char *expected)
{
	char *copy = strdup(text);

	repair_characters(copy, strlen(copy));
	assert_string_equal(copy, expected);
	free(copy);
}

static void test_repair(void **state)
{
	(void)state;
	check_repair("\"\\ud83d\\ude00 \\u00e9 \\n\"", "\"\\ud83d\\ude00 \\u00e9 \\n\"");
	check_repair("\\ud83d", "\\ufffd");
	check_repair("\\uDE00\\uD83D\\uDE00", "\\ufffd\\uD83D\\uDE00");
	check_repair("\\ud83d\\ud83d\\ude00", "\\ufffd\\ud83d\\ude00");
	check_repair("\\ud83d\\u0041", "\\ufffd\\u0041");
	check_repair("\\\\ud83d", "\\\\ud83d"); /* a backslash, and text */
	check_repair("\\ud83", "\\ud83");
	check_repair("\\udg00", "\\udg00");
	check_repair("\\", "\\");
	check_repair("\xFF" ACCENT "\xC3 " FACE, "?" ACCENT "? " FACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lines), TEST(test_clamped), TEST(test_bytes),
		TEST(test_read),  TEST(test_repair),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
