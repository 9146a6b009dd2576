/* SPDX-License-Identifier: BSD-3-Clause
 * test_depfile.c: the files that were read, for make and ninja. */
#include "tests/generator/helpers.h"

#include "output/depfile.h"
#include "render/files.h"

static void lists_the_files(void **state)
{
	struct fixture *fixture = *state;
	struct output_files files = { 0 };

	output_files_add_input(fixture->arena, &files, "-");
	output_files_add_input(fixture->arena, &files, "dir/a.xml");
	output_files_add_input(fixture->arena, &files, "b.xml");
	assert_string_equal(
		depfile_text(fixture->arena, "out/manifest.json", &files, fixture->diags),
		"out/manifest.json: \\\n  dir/a.xml \\\n  b.xml\n");
}

static void escapes_as_compilers_do(void **state)
{
	struct fixture *fixture = *state;
	struct output_files files = { 0 };

	assert_string_equal(
		depfile_text(fixture->arena, "a b/$x#\\y\\ z\t", &files, fixture->diags),
		"a\\ b/$$x\\#\\y\\\\\\ z\\\t:\n");
}

static void refuses_line_feeds(void **state)
{
	struct fixture *fixture = *state;
	struct output_files files = { 0 };

	assert_null(depfile_text(fixture->arena, "a\nb", &files, fixture->diags));
	assert_contains(messages(fixture), "a depfile cannot hold a name with a line feed");
	fixture_forget(fixture);
	output_files_add_input(fixture->arena, &files, "c\nd");
	assert_null(depfile_text(fixture->arena, "t", &files, fixture->diags));
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
