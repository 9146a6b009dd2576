/* SPDX-License-Identifier: BSD-3-Clause
 * test_depfile.c: the files that were read, for make and ninja. */
#include "tests/generator/helpers.h"

#include "output/depfile.h"

static void lists_the_files(void **state)
{
	struct fixture *fixture = *state;
	struct depfile depfile = { .target = "out/manifest.json" };
	const char *path = fixture_file(fixture, "a.xml", "<a/>");

	depfile_add(fixture->arena, &depfile, load_read(fixture->arena, path, fixture->diags));
	depfile_add(fixture->arena, &depfile, source_of(fixture, "built in"));
	assert_string_equal(depfile_text(fixture->arena, &depfile, fixture->diags),
			    arena_printf(fixture->arena, "out/manifest.json: \\\n  %s\n", path));
}

static void escapes_as_compilers_do(void **state)
{
	struct fixture *fixture = *state;
	struct depfile depfile = { .target = "a b/$x#\\y\\ z\t" };

	assert_string_equal(depfile_text(fixture->arena, &depfile, fixture->diags),
			    "a\\ b/$$x\\#\\y\\\\\\ z\\\t:\n");
}

static void refuses_line_feeds(void **state)
{
	struct fixture *fixture = *state;
	struct depfile depfile = { .target = "a\nb" };
	const char *path = fixture_file(fixture, "c\nd", "");

	assert_null(depfile_text(fixture->arena, &depfile, fixture->diags));
	assert_contains(messages(fixture), "a depfile cannot hold a name with a line feed");
	fixture_forget(fixture);
	depfile = (struct depfile) { .target = "t" };
	depfile_add(fixture->arena, &depfile, load_read(fixture->arena, path, fixture->diags));
	assert_null(depfile_text(fixture->arena, &depfile, fixture->diags));
	assert_contains(messages(fixture), "a depfile cannot hold a name with a line feed");
}

static void replaces_the_former_one(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "d", "a former one, longer than the new\n");
	struct depfile depfile = { .path = path, .text = "t:\n" };

	assert_true(depfile_write(fixture->arena, &depfile, false, fixture->diags));
	assert_string_equal(load_read(fixture->arena, path, fixture->diags)->bytes, "t:\n");
}

static void reports_why_it_cannot(void **state)
{
	struct fixture *fixture = *state;
	struct depfile depfile = { .path = "/nowhere/at/all", .text = "t:\n" };

	assert_false(depfile_write(fixture->arena, &depfile, false, fixture->diags));
	assert_contains(messages(fixture), "/nowhere/at/all: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lists_the_files),	       TEST(escapes_as_compilers_do),
		TEST(replaces_the_former_one), TEST(refuses_line_feeds),
		TEST(reports_why_it_cannot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
