/* SPDX-License-Identifier: BSD-3-Clause
 * test_digest.c: the digests of files, and of files together. */
#include "tests/generator/helpers.h"

#include "base/digest.h"

static const struct source *text(struct fixture *fixture, const char *bytes)
{
	return source_memory(fixture->arena, "text", bytes, strlen(bytes));
}

/* The examples of FIPS 180-2. */
static void test_examples(void **state)
{
	struct fixture *fixture = *state;
	const struct source *abc = text(fixture, "abc");
	const char *digest = digest_source(abc);

	assert_string_equal(digest,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_ptr_equal(digest_source(abc), digest);
	assert_string_equal(digest_bytes(fixture->arena, "abc", 3), digest);
	assert_string_equal(digest_source(text(fixture, "")),
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* What sha256sum prints of a file with the two digests above. */
static void test_files_together(void **state)
{
	struct fixture *fixture = *state;
	const struct source *sources[] = { text(fixture, "abc"), NULL, text(fixture, "") };

	assert_string_equal(digest_sources(fixture->arena, sources, 3),
			    "ff481ce4c9482a1350469a8ff263915d6a478123e3a0c03f6eba5cb3e38a150f");
	assert_string_equal(digest_sources(fixture->arena, sources, 2),
			    "620a3df236da0af638c2a61c86951463731998f91dbb3ed629f47b9fe00ad118");
}

/* A byte order mark is not part of the text, but of the file. */
static void test_byte_order_mark(void **state)
{
	assert_string_equal(digest_source(text(*state, "\xEF\xBB\xBF"
						       "abc")),
			    "1c28dc3f1f804a1ad9c9b4b4cf5e2658d16ad4ed08e3020d04a8d2865018947c");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_examples),
		TEST(test_files_together),
		TEST(test_byte_order_mark),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
