/* SPDX-License-Identifier: BSD-3-Clause
 * test_digest.c: the digest of inputs is that of their bytes, one file after the other. */
#include "helpers.h"

#include "digest.h"

static const struct source *text(struct fixture *fixture, const char *bytes)
{
	return source_memory(fixture->arena, "text", bytes, strlen(bytes));
}

/* The examples of FIPS 180-2. */
static void test_examples(void **state)
{
	struct fixture *fixture = *state;
	const struct source *sources[] = { text(fixture, "abc"), text(fixture, "") };

	assert_string_equal(digest_sources(fixture->arena, sources, 1),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(digest_sources(fixture->arena, sources, 2),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(digest_sources(fixture->arena, sources + 1, 1),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_string_equal(digest_sources(fixture->arena, sources, 0),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void test_parts(void **state)
{
	struct fixture *fixture = *state;
	const struct source *whole[] = { text(fixture, "abc") };
	const struct source *parts[] = { text(fixture, "a"), NULL, text(fixture, "bc") };

	assert_string_equal(digest_sources(fixture->arena, parts, 3),
			    digest_sources(fixture->arena, whole, 1));
}

/* A byte order mark is no part of the text, but of the file. */
static void test_byte_order_mark(void **state)
{
	struct fixture *fixture = *state;
	const struct source *marked[] = { text(fixture, "\xEF\xBB\xBF"
							"abc") };

	assert_string_equal(digest_sources(fixture->arena, marked, 1),
			    "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_examples),
		TEST(test_parts),
		TEST(test_byte_order_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
