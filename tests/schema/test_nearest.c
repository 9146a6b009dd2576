/* SPDX-License-Identifier: BSD-3-Clause
 * test_nearest.c: what is proposed for a mistyped word, and where nothing is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/nearest.h"

static const char *nearest(const char *word, const char *const *names)
{
	struct nearest search = { .word = word };

	for (; *names; names++)
		nearest_try(&search, *names);
	return search.name;
}

static void test_mistakes(void **state)
{
	static const char *const names[] = {
		"check", "convert", "explain", "gen", "shmem-size-mismatch", NULL
	};
	static const char *const cases[][2] = {
		{ "chek", "check" },
		{ "checkk", "check" },
		{ "chwck", "check" },
		{ "chekc", "check" },
		{ "CHECK", "check" },
		{ "hceck", "check" },
		{ "conv", "convert" },
		{ "cnvert", "convert" },
		{ "geb", "gen" },
		{ "gne", "gen" },
		{ "smem-size-mismath", "shmem-size-mismatch" },
		{ "shmem_size_mismatch", "shmem-size-mismatch" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = nearest(cases[i][0], names);

		if (!name || strcmp(name, cases[i][1]) != 0)
			fail_msg("'%s': %s", cases[i][0], name ? name : "nothing");
	}
}

static void test_nothing_near(void **state)
{
	static const char *const names[] = { "check", "gen", "ls", NULL };
	static const char *const words[] = { "",     "c",  "ch",  "chaos", "cecks x",  "ge",
					     "goon", "go", "lsl", "l",	   "generator" };
	char word[80];

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (nearest(words[i], names))
			fail_msg("'%s': %s", words[i], nearest(words[i], names));
	memset(word, 'a', sizeof(word));
	for (size_t length = 60; length < sizeof(word); length++) {
		const char *const longs[] = { word, NULL };

		word[length] = '\0';
		assert_int_equal(nearest(word, longs) != NULL, length <= 64);
		word[length] = 'a';
	}
}

/* The first of those that are equally near; fewer mistakes before more. */
static void test_nearest_of_several(void **state)
{
	static const char *const names[] = { "boards", "board", "board-path", "hoard", NULL };

	(void)state;
	assert_string_equal(nearest("bord", names), "board");
	assert_string_equal(nearest("boa", names), "boards");
	assert_string_equal(nearest("noard", names), "board");
	assert_string_equal(nearest("board-pat", names), "board-path");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_nothing_near),
		cmocka_unit_test(test_nearest_of_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
