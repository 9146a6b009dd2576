/* SPDX-License-Identifier: BSD-3-Clause
 * test_embed.c: the files in the binary are those of the source tree, and there are no others.
 *
 * SRCDIR is the root of the source tree; the working directory by default. */
#include "tests/generator/helpers.h"

#include "base/embed.h"

static void assert_same_file(struct fixture *fixture, const char *path)
{
	FILE *file = fopen(arena_printf(fixture->arena, "%s/%s", source_root(), path), "rb");
	size_t size, read;
	const char *bytes = embed_find(path, &size);
	char *copy = arena_alloc(fixture->arena, size + 1);

	assert_non_null(file);
	read = fread(copy, 1, size + 1, file);
	fclose(file);
	assert_int_equal(read, size);
	assert_memory_equal(bytes, copy, size);
	assert_int_equal(bytes[size], 0);
}

static void test_files(void **state)
{
	size_t count = 0;

	for (; embed_path(count); count++) {
		assert_same_file(*state, embed_path(count));
		assert_true(!count || strcmp(embed_path(count - 1), embed_path(count)) < 0);
	}
	assert_true(count > 10);
	assert_null(embed_path(count + 1));
	assert_null(embed_path(SIZE_MAX));
}

static void test_unknown_files(void **state)
{
	static const char *const unknown[] = {
		"",
		"schema",
		"/schema/plan.xsd",
		"schema/../schema/plan.xsd",
		"generator/base/embed.c",
	};
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		assert_null(embed_find(unknown[i], &size));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_files),
		TEST(test_unknown_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
