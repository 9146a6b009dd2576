/* SPDX-License-Identifier: BSD-3-Clause
 * test_line_diff.c: the difference of two texts is short, and patch(1) makes the one of the other.
 */
#include "tests/generator/helpers.h"

#include "output/line_diff.h"

static const char *diff(struct fixture *fixture, const char *former, const char *next)
{
	struct line_text left = { "former", former, strlen(former) };
	struct line_text right = { "next", next, strlen(next) };
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	const char *copy;

	line_diff(fixture->arena, stream, &left, &right);
	fclose(stream);
	copy = arena_copy(fixture->arena, text, size);
	free(text);
	return copy;
}

#define HEAD "--- former\n+++ next\n"

static void same_texts_have_none(void **state)
{
	assert_string_equal(diff(*state, "", ""), "");
	assert_string_equal(diff(*state, "a\nb", "a\nb"), "");
}

static void has_context_and_counts(void **state)
{
	assert_string_equal(
		diff(*state, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
		HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
	assert_string_equal(diff(*state, "", "a\nb\n"), HEAD "@@ -0,0 +1,2 @@\n+a\n+b\n");
	assert_string_equal(diff(*state, "a\nb\n", ""), HEAD "@@ -1,2 +0,0 @@\n-a\n-b\n");
}

static void near_edits_share_a_hunk(void **state)
{
	assert_string_equal(diff(*state, "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n"),
			    HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
	assert_string_equal(
		diff(*state, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "1\n2\n3\n4\n5\n6\n7\nb\nc\n"),
		HEAD "@@ -1,4 +1,3 @@\n-a\n 1\n 2\n 3\n"
		     "@@ -7,3 +6,4 @@\n 6\n 7\n b\n+c\n");
}

static void tells_of_a_missing_line_feed(void **state)
{
	assert_string_equal(diff(*state, "a", "a\n"),
			    HEAD "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

/* What patch(1) makes of the former text by that difference. */
static void assert_patches(struct fixture *fixture, const char *former, const char *next)
{
	const char *from = fixture_file(fixture, "former", former);
	const char *with = fixture_file(fixture, "diff", diff(fixture, former, next));
	const char *to = fixture_file(fixture, "next", next);

	assert_int_equal(
		system(arena_printf(fixture->arena, "patch -s -o %s.made %s %s && cmp %s.made %s",
				    to, from, with, to, to)),
		0);
}

/* Texts of few different lines, so that there is much to be found in common. */
static const char *random_text(struct fixture *fixture, unsigned *seed, int lines)
{
	const char *text = "";

	while (lines-- > 0)
		text = arena_printf(fixture->arena, "%s%d\n", text, rand_r(seed) % 6);
	return text;
}

static void patch_takes_it(void **state)
{
	struct fixture *fixture = *state;
	unsigned seed = 1;

	if (system("patch --version >/dev/null 2>&1") != 0)
		skip();
	for (int i = 0; i < 60; i++)
		assert_patches(fixture, random_text(fixture, &seed, 1 + i % 30),
			       random_text(fixture, &seed, 1 + i % 17));
}

static void texts_with_nothing_in_common(void **state)
{
	struct fixture *fixture = *state;
	const char *former = "", *next = "";

	for (int i = 0; i < 700; i++) {
		former = arena_printf(fixture->arena, "%sformer %d\n", former, i);
		next = arena_printf(fixture->arena, "%snext %d\n", next, i);
	}
	assert_contains(diff(fixture, former, next), "@@ -1,700 +1,700 @@\n-former 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(same_texts_have_none),    TEST(has_context_and_counts),
		TEST(near_edits_share_a_hunk), TEST(tells_of_a_missing_line_feed),
		TEST(patch_takes_it),	       TEST(texts_with_nothing_in_common),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
