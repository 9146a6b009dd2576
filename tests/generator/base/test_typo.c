/* SPDX-License-Identifier: BSD-3-Clause
 * test_typo.c: one slip of the finger, against a plain edit distance of the test's own. */
#include "tests/generator/helpers.h"

#include <ctype.h>

#include "base/typo.h"

static void test_examples(void **state)
{
	static const struct {
		const char *a, *b;
		bool is_typo;
	} cases[] = {
		{ "name", "name", false },   { "nam", "name", true },
		{ "ame", "name", true },     { "nme", "name", true },
		{ "names", "name", true },   { "xname", "name", true },
		{ "naxme", "name", true },   { "nane", "name", true },
		{ "Name", "name", true },    { "NAME", "name", true },
		{ "nmae", "name", true },    { "naem", "name", true },
		{ "anme", "name", true },    { "emna", "name", false },
		{ "naxxe", "name", false },  { "na", "name", false },
		{ "namexx", "name", false }, { "NAM", "name", false },
		{ "mane", "name", false },   { "ab", "ac", false },
		{ "ab", "abc", false },	     { "abc", "ab", false },
		{ "a", "b", false },	     { "", "", false },
		{ "", "abc", false },	     { "aab", "aabb", true },
		{ "abab", "baba", false },   { "\xC3\xA4 b", "\xC3\xB6 b", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		if (typo_is_one_apart(cases[i].a, cases[i].b) != cases[i].is_typo)
			fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
		if (typo_is_one_apart(cases[i].b, cases[i].a) != cases[i].is_typo)
			fail_msg("'%s' and '%s'", cases[i].b, cases[i].a);
	}
}

/* The distance of optimal string alignment by its definition. */
static unsigned distance(const char *a, size_t i, const char *b, size_t j)
{
	unsigned best, other;

	if (!i || !j)
		return (unsigned)(i + j);
	best = distance(a, i - 1, b, j - 1) + (a[i - 1] != b[j - 1]);
	other = distance(a, i - 1, b, j) + 1;
	best = other < best ? other : best;
	other = distance(a, i, b, j - 1) + 1;
	best = other < best ? other : best;
	if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
		other = distance(a, i - 2, b, j - 2) + 1;
		best = other < best ? other : best;
	}
	return best;
}

/* The n-th word of up to 5 letters of "abA". */
static void word(unsigned n, char *text)
{
	for (; n; n /= 4)
		if (n % 4)
			*text++ = "abA"[n % 4 - 1];
	*text = '\0';
}

static void test_all_short_words(void **state)
{
	char a[8], b[8];

	(void)state;
	for (unsigned i = 0; i < 1024; i += 3) {
		for (unsigned j = 0; j < 1024; j++) {
			bool expected;

			word(i, a);
			word(j, b);
			expected = strlen(a) > 2 && strlen(b) > 2 && strcmp(a, b) != 0 &&
				   (strcasecmp(a, b) == 0 ||
				    distance(a, strlen(a), b, strlen(b)) == 1);
			if (typo_is_one_apart(a, b) != expected)
				fail_msg("'%s' and '%s'", a, b);
		}
	}
}

static void test_digits(void **state)
{
	(void)state;
	assert_true(typo_has_same_digits("", ""));
	assert_true(typo_has_same_digits("RIGTH", "RIGHT"));
	assert_true(typo_has_same_digits("NOD1_20", "NODE_120"));
	assert_false(typo_has_same_digits("VM1", "VM2"));
	assert_false(typo_has_same_digits("VM12", "VM21"));
	assert_false(typo_has_same_digits("VM", "VM1"));
	assert_false(typo_has_same_digits("VM1", "VM"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_all_short_words),
		cmocka_unit_test(test_digits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
