/* SPDX-License-Identifier: BSD-3-Clause
 * test_markdown.c: text for Markdown, which means nothing there but itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "diag/markdown.h"

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	*state = arena_new(out_of_memory);
	return 0;
}

static int tear_down(void **state)
{
	arena_free(*state);
	return 0;
}

struct pair {
	const char *text, *expected;
};

static void check(struct arena *arena, const char *(*function)(struct arena *, const char *),
		  const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(function(arena, pairs[i].text), pairs[i].expected);
}

#define CHECK(function, pairs) check(*state, function, pairs, sizeof(pairs) / sizeof((pairs)[0]))

static void code_has_enough_backticks_and_no_bars(void **state)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "left_right", "`left_right`" },
		{ "a`b", "``a`b``" },
		{ "a``b`c", "```a``b`c```" },
		{ "`", "`` ` ``" },
		{ "a`", "`` a` ``" },
		{ " a ", "`  a  `" },
		{ " a", "` a`" },
		{ "a|b", "`a`&#124;`b`" },
		{ "|", "&#124;" },
		{ "`|`", "`` ` ``&#124;`` ` ``" },
		{ "a\\|b", "`a\\`&#124;`b`" },
		{ "two\nlines\t", "`two\\x0alines\t`" },
		{ "\xE2\x80\xAE\xD7\x90", "`\\xe2\\x80\\xae\xD7\x90`" },
		{ "@everyone <b>&amp;", "`@everyone <b>&amp;`" },
	};

	CHECK(markdown_code, pairs);
}

static void text_has_references_for_marks(void **state)
{
	static const struct pair pairs[] = {
		{ "", "" },
		{ "VM 'LEFT', slot 8 (of 32); hv-land 00:05.0.",
		  "VM 'LEFT', slot 8 (of 32); hv-land 00:05.0." },
		{ "- item", "&#45; item" },
		{ "1. item", "1&#46; item" },
		{ "1) item", "1&#41; item" },
		{ "LEFT_RIGHT1: size 2 -> 4 MiB/s", "LEFT_RIGHT1: size 2 -> 4 MiB/s" },
		{ "> a: /b :c: d_", "&#62; a: &#47;b &#58;\u200bc: d&#95;" },
		{ "http://a", "http&#58;\u200b&#47;&#47;a" },
		{ "www.example.org", "www&#46;example.org" },
		{ "a <b> | \\ `c` *d* _e_",
		  "a &#60;b> &#124; &#92; &#96;c&#96; &#42;d&#42; &#95;e&#95;" },
		{ "[a](b)", "&#91;\u200ba&#93;(b)" },
		{ "a@_b.example", "a&#64;\u200b&#95;b.example" },
		{ "GH-1 a-b 4-6", "GH&#45;\u200b1 a-b 4-6" },
		{ ":smile: :+1: 00:05.0:", "&#58;\u200bsmile: &#58;\u200b&#43;1: 00:05.0:" },
		{ "~\"bug\"", "&#126;\u200b&#34;bug&#34;" },
		{ "@all #1 !2 # 3", "&#64;\u200ball &#35;\u200b1 &#33;\u200b2 &#35; 3" },
		{ "gr\xC3\xBC\xC3\x9F\n\xE2\x80\xAE",
		  "gr\xC3\xBC\xC3\x9F&#92;x0a&#92;xe2&#92;x80&#92;xae" },
	};

	CHECK(markdown_text, pairs);
}

static void lines_end_and_fences_are_longer(void **state)
{
	static const struct pair lines[] = {
		{ "", "" },
		{ "a", "a\n" },
		{ "a\n\n\tb\n", "a\n\n\tb\n" },
		{ "a\rb\xE2\x80\xAE", "a\\x0db\\xe2\\x80\\xae\n" },
	};
	static const struct pair fences[] = {
		{ "", "```" },
		{ "``", "```" },
		{ "a\n```\n", "````" },
		{ "`````", "``````" },
	};

	CHECK(markdown_lines, lines);
	CHECK(markdown_fence, fences);
}

/* Of 10,000 characters of four bytes each. */
static void long_texts_are_cut_between_characters(void **state)
{
	static const char end[] = "\xF0\x9F\x98\x80\xE2\x80\xA6";
	char *text = arena_alloc(*state, 40001);
	const char *lines;

	for (size_t i = 0; i < 10000; i++)
		memcpy(text + 4 * i, "\xF0\x9F\x98\x80", 4);
	assert_int_equal(strlen(markdown_code(*state, text)), 1 + 80 * 4 + 3 + 1);
	assert_int_equal(strlen(markdown_text(*state, text)), 40000);
	assert_int_equal(strlen(markdown_short_text(*state, text)), 240 * 4 + 3);
	assert_non_null(strstr(markdown_short_text(*state, text), end));
	lines = markdown_lines(*state, arena_printf(*state, "%s\n%s\nc", text, text));
	assert_int_equal(strlen(lines), 2 * (240 * 4 + 3 + 1) + 2);
}

/* The mark of a cut is longer than what is cut from these. */
static void lines_may_be_hardly_too_long(void **state)
{
	char *text = arena_alloc(*state, 100 * 242 + 1);

	memset(text, 'x', 100 * 242);
	for (size_t i = 1; i <= 100; i++)
		text[242 * i - 1] = '\n';
	assert_int_equal(strlen(markdown_lines(*state, text)), 100 * (240 + 3 + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(code_has_enough_backticks_and_no_bars),
		cmocka_unit_test(text_has_references_for_marks),
		cmocka_unit_test(lines_end_and_fences_are_longer),
		cmocka_unit_test(long_texts_are_cut_between_characters),
		cmocka_unit_test(lines_may_be_hardly_too_long),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
