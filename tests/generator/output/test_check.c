/* SPDX-License-Identifier: BSD-3-Clause
 * test_check.c: gen --check shows what gen would change, by diff(1). */
#include "scene.h"

#define FILES(scene, files) \
	with_manifest(&(scene)->fixture, "site.xml", files, sizeof(files) / sizeof((files)[0]))

static struct output_file all_files[] = {
	{ .path = "--version", .text = "a\nb\nc\n", .size = 6 },
	{ .path = "config/table.c", .text = "int table;\n", .size = 11 },
	{ .path = "empty", .text = "", .size = 0 },
	{ .path = "launch/it's 100%s $x.sh",
	  .text = "#!/bin/sh\n",
	  .size = 10,
	  .is_executable = true },
	{ .path = "old/two.txt", .text = "two\n", .size = 4 },
};

static struct output_file later_files[] = {
	{ .path = "--version", .text = "a\nB\nc\n", .size = 6 },
	{ .path = "config/table.c", .text = "int table;\n", .size = 11, .is_executable = true },
	{ .path = "launch/it's 100%s $x.sh", .text = "#!/bin/sh\n", .size = 10 },
};

static void everything_is_new_at_first(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);
	const char *shown = check(scene, &files, false);
	const char *out = scene->output;

	assert_contains(shown,
			arena_printf(scene->fixture.arena,
				     "--- /dev/null\n+++ %s/--version\n@@ -0,0 +1,3 @@\n"
				     "+a\n+b\n+c\n--- /dev/null\n+++ %s/config/table.c\n"
				     "@@ -0,0 +1 @@\n+int table;\n%s/empty is new, and empty\n",
				     out, out, out));
	assert_contains(shown, "/launch/it's 100%s $x.sh\n@@ -0,0 +1 @@\n+#!/bin/sh\n");
	assert_contains(shown, "/launch/it's 100%s $x.sh becomes executable\n");
	assert_contains(shown, "/manifest.json\n@@ -0,0");
	assert_int_equal(access(out, F_OK), -1);
}

static void later_the_difference_is_shown(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files), later = FILES(scene, later_files);
	const char *shown, *before;

	assert_true(write_files(scene, &files));
	assert_string_equal(check(scene, &files, true), "");
	before = tree(scene);
	shown = check(scene, &later, false);
	assert_contains(shown, "out/--version\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
	assert_contains(shown, "out/config/table.c becomes executable\n");
	assert_contains(shown, "out/empty is removed, and empty\n");
	assert_contains(shown, "out/launch/it's 100%s $x.sh is no longer executable\n");
	assert_contains(shown, "out/old/two.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-two\n");
	assert_contains(shown, "-      \"path\": \"old/two.txt\",\n");
	assert_null(strstr(shown, "int table"));
	assert_null(strstr(shown, "/dev/fd"));
	assert_string_equal(tree(scene), before);
	assert_true(write_files(scene, &later));
	assert_string_equal(check(scene, &later, true), "");
}

static void modified_files_are_shown(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);

	assert_true(write_files(scene, &files));
	put(scene, "old/two.txt", "1");
	assert_contains(check(scene, &files, false),
			"@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+two\n");
}

/* diff would report only that they differ. */
static void binary_files_are_shown(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);
	FILE *stream;

	assert_true(write_files(scene, &files));
	stream = fopen(below(scene, "old/two.txt"), "w");
	assert_int_equal(fwrite("a\0b\n", 1, 4, stream), 4);
	fclose(stream);
	assert_contains(check(scene, &files, false), "@@ -1 +1 @@\n-a");
}

static void patch_takes_it(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);
	struct arena *arena = scene->fixture.arena;
	const char *path;

	if (system("patch --version >/dev/null 2>&1") != 0)
		skip();
	assert_true(write_files(scene, &files));
	put(scene, "--version", "c\nb\na\n");
	put(scene, "config/table.c", "int others;\nint table;\n");
	path = fixture_file(&scene->fixture, "diff", check(scene, &files, false));
	assert_int_equal(system(arena_printf(arena, "cd %s && patch -s -p%zu <%s", scene->output,
					     (size_t)4, path)),
			 0);
	assert_string_equal(check(scene, &files, true), "");
}

static void an_interrupted_run_is_reported(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);
	const char *shown;

	assert_true(write_files(scene, &files));
	assert_int_equal(mkdir(below(scene, ".acrn-cfg"), 0755), 0);
	assert_string_equal(check(scene, &files, true), "");
	assert_int_equal(
		rename(below(scene, "manifest.json"), below(scene, ".acrn-cfg/manifest.1")), 0);
	shown = check(scene, &files, false);
	assert_contains(shown, "out: interrupted: the last run did not finish");
	assert_contains(shown, "--- /dev/null\n");
	assert_null(strstr(shown, "table.c\n"));
	assert_true(write_files(scene, &files));
	assert_string_equal(check(scene, &files, true), "");
}

/* What is not of acrn-cfg, such as a huge file in the place of one of its own, is not read. */
static void huge_files_are_not_shown(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);

	assert_true(write_files(scene, &files));
	assert_int_equal(truncate(below(scene, "config/table.c"), 1LL << 40), 0);
	assert_contains(check(scene, &files, false),
			"out/config/table.c differs: larger than 64 MiB\n");
	assert_true(write_files(scene, &files));
	assert_string_equal(check(scene, &files, true), "");
}

static void assert_fails(struct scene *scene, const struct output_files *files, const char *text)
{
	bool is_same;

	assert_false(output_check(scene->fixture.arena, files, scene->output, scene->fixture.diags,
				  stdout, &is_same));
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_FAILURE);
	assert_contains(messages(&scene->fixture), text);
}

static void refuses_what_gen_would(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);

	fixture_file(&scene->fixture, "out", "a file");
	assert_fails(scene, &files, "out: Not a directory [output-unwritable]");
}

/* diff is missing, fails, or is killed. */
static void failures_of_diff_are_errors(void **state)
{
	struct scene *scene = *state;
	struct output_files files = FILES(scene, all_files);
	const char *path = arena_printf(scene->fixture.arena, "%s", getenv("PATH"));
	const char *bin = fixture_file(&scene->fixture, "bin/diff", "#!/bin/sh\nexit 2\n");

	setenv("PATH", arena_copy(scene->fixture.arena, bin, strlen(bin) - strlen("/diff")), 1);
	assert_int_equal(chmod(bin, 0755), 0);
	assert_fails(scene, &files, "out/--version: diff failed with status 2");
	fixture_forget(&scene->fixture);
	fixture_file(&scene->fixture, "bin/diff", "#!/bin/sh\nkill -KILL $$\n");
	assert_fails(scene, &files, "out/--version: diff: Killed");
	fixture_forget(&scene->fixture);
	assert_int_equal(unlink(bin), 0);
	assert_fails(scene, &files, "out/--version: cannot run diff: No such file or directory");
	setenv("PATH", path, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(everything_is_new_at_first),
		SCENE_TEST(later_the_difference_is_shown),
		SCENE_TEST(modified_files_are_shown),
		SCENE_TEST(binary_files_are_shown),
		SCENE_TEST(patch_takes_it),
		SCENE_TEST(an_interrupted_run_is_reported),
		SCENE_TEST(huge_files_are_not_shown),
		SCENE_TEST(refuses_what_gen_would),
		SCENE_TEST(failures_of_diff_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
