/* SPDX-License-Identifier: BSD-3-Clause
 * test_text_width.c: texts are cut where they would not fit, and nothing in them hides or moves. */
#include "tests/generator/helpers.h"

#include "graph/text_width.h"

#define ELLIPSIS    "\xE2\x80\xA6"
#define REPLACEMENT "\xEF\xBF\xBD"
#define ACUTE	    "\xCC\x81"

static struct text_shown fit(void **state, const char *text, int limit)
{
	struct fixture *fixture = *state;

	return text_fit(fixture->arena, text, TEXT_NAME, limit);
}

static void fits(void **state)
{
	struct text_shown shown = fit(state, "WWW", 1000);

	assert_string_equal(shown.text, "WWW");
	assert_int_equal(shown.width, 44); /* 3 of 1.104 em of 13 px */
	assert_false(shown.is_estimate);
	assert_int_equal(shown.font, TEXT_NAME);

	shown = fit(state, "", 1000);
	assert_string_equal(shown.text, "");
	assert_int_equal(shown.width, 0);
}

static void is_cut(void **state)
{
	assert_string_equal(fit(state, "WWW", 44).text, "WWW");
	assert_string_equal(fit(state, "WWW", 43).text, "WW" ELLIPSIS);
	assert_string_equal(fit(state, "WWW", 41).text, "W" ELLIPSIS);
	assert_string_equal(fit(state, "WWW", 20).text, ELLIPSIS);
	for (int limit = 14; limit < 100; limit++)
		assert_true(fit(state, "camera_of_the_left_front", limit).width <= limit);
}

static void is_cut_at_any_length(void **state)
{
	char text[10001];

	memset(text, 'i', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_true(fit(state, text, 240).width <= 240);
	assert_true(strlen(fit(state, text, 240).text) < 60);
}

static void has_few_marks(void **state)
{
	struct text_shown shown = fit(state, "e" ACUTE ACUTE ACUTE ACUTE "e" ACUTE, 100);

	assert_string_equal(shown.text, "e" ACUTE ACUTE "e" ACUTE);
	assert_int_equal(shown.width, fit(state, "ee", 100).width);
	assert_true(shown.is_estimate);
}

static void hides_nothing(void **state)
{
	static const char *const hidden[] = { "\x01",	      "\x7F",	      "\xC2\x85",
					      "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x80\x8B",
					      "\xEF\xBB\xBF", "\xFF",	      "\xF3\xA0\x81\x81" };

	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++) {
		struct fixture *fixture = *state;
		const char *text = arena_printf(fixture->arena, "a%sb", hidden[i]);

		assert_string_equal(fit(state, text, 100).text, "a" REPLACEMENT "b");
		assert_true(fit(state, text, 100).is_estimate);
	}
}

static void is_wide_enough(void **state)
{
	/* A wide character has the font's size, and no script is narrower than is usual there. */
	assert_int_equal(fit(state, "\xE5\x85\xB1\xE6\x9C\x89", 100).width, 26);
	assert_true(fit(state, "\xC3\xBC", 100).width >= fit(state, "u", 100).width);
	assert_false(fit(state, "\xC3\xBC", 100).is_estimate);
	assert_true(fit(state, "\xD0\xA9", 100).is_estimate);
	assert_false(fit(state, "a \xC2\xB7 b", 100).is_estimate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(fits),	     TEST(is_cut),	  TEST(is_cut_at_any_length),
		TEST(has_few_marks), TEST(hides_nothing), TEST(is_wide_enough),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
