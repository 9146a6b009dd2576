/* SPDX-License-Identifier: BSD-3-Clause
 * test_write.c: what is written to the output directory, and what in it is refused. */
#include "scene.h"

static struct output_file all_files[] = {
	{ .path = "config/table.c", .text = "int table;\n", .size = 11 },
	{ .path = "launch/one.sh", .text = "#!/bin/sh\n", .size = 10, .is_executable = true },
	{ .path = "launch/sub/two.sh", .text = "", .size = 0, .is_executable = true },
	{ .path = "top.txt", .text = "top\n", .size = 4 },
};

#define FILE_COUNT (sizeof(all_files) / sizeof(all_files[0]))

static bool write_all(struct scene *scene)
{
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT);

	return write_files(scene, &files);
}

static void assert_all_written(struct scene *scene)
{
	for (size_t i = 0; i < FILE_COUNT; i++) {
		struct stat status;

		assert_string_equal(get(scene, all_files[i].path), all_files[i].text);
		assert_int_equal(stat(below(scene, all_files[i].path), &status), 0);
		assert_int_equal(status.st_mode & 07777, all_files[i].is_executable ? 0755 : 0644);
	}
	assert_non_null(get(scene, "manifest.json"));
	assert_null(strstr(tree(scene), "/."));
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_OFF);
}

/* The run fails, says so with that text, and the tree is as it was. */
static void assert_nothing_changed(struct scene *scene, const char *text)
{
	const char *before = tree(scene);

	assert_false(write_all(scene));
	assert_string_equal(tree(scene), before);
	assert_int_equal(diags_error_count(scene->fixture.diags), 1);
	assert_contains(messages(&scene->fixture), text);
	assert_contains(messages(&scene->fixture), "[output-unwritable]");
}

/* A former output: two of the files, one of them with another content. */
static void put_former(struct scene *scene)
{
	assert_int_equal(mkdir(scene->output, 0755), 0);
	assert_int_equal(mkdir(below(scene, "launch"), 0755), 0);
	put(scene, "launch/one.sh", "former\n");
	put(scene, "top.txt", "top\n");
	put(scene, "stranger", "stays\n");
}

static void writes_into_a_new_directory(void **state)
{
	struct scene *scene = *state;

	scene->output =
		arena_printf(scene->fixture.arena, "%s/new/deep/out//", scene->fixture.directory);
	assert_true(write_all(scene));
	assert_all_written(scene);
}

static void writes_over_the_former_output(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_string_equal(get(scene, "stranger"), "stays\n");
}

static void a_second_run_changes_nothing(void **state)
{
	struct scene *scene = *state;
	const char *first;

	assert_true(write_all(scene));
	first = tree(scene);
	assert_true(write_all(scene));
	assert_string_equal(tree(scene), first);
}

static void respects_the_umask(void **state)
{
	struct scene *scene = *state;
	struct stat status;

	umask(077);
	assert_true(write_all(scene));
	umask(022);
	assert_int_equal(stat(below(scene, "launch/one.sh"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(stat(below(scene, "launch"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
}

static void follows_a_link_to_the_output_directory(void **state)
{
	struct scene *scene = *state;
	const char *real = arena_printf(scene->fixture.arena, "%s/real", scene->fixture.directory);

	assert_int_equal(mkdir(real, 0755), 0);
	assert_int_equal(symlink("real", scene->output), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
}

static void works_without_hard_links(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	fault.has_no_hard_links = true;
	assert_true(write_all(scene));
	assert_all_written(scene);
}

static void refuses_a_directory_in_a_files_place(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_int_equal(mkdir(below(scene, "config"), 0755), 0);
	assert_int_equal(mkdir(below(scene, "config/table.c"), 0755), 0);
	assert_nothing_changed(scene, "config/table.c: not a regular file");
}

static void refuses_a_file_in_a_directorys_place(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	put(scene, "launch/sub", "a file\n");
	assert_nothing_changed(scene, "launch/sub/two.sh: Not a directory");
}

/* A run with these inputs fails, because one of the files is one of them. */
static void assert_input_kept(struct scene *scene, const char *path, const char *input)
{
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT);
	const char *before = tree(scene);

	output_files_add_input(scene->fixture.arena, &files, below(scene, "has gone"));
	output_files_add_input(scene->fixture.arena, &files, input);
	assert_false(write_files(scene, &files));
	assert_string_equal(tree(scene), before);
	assert_contains(messages(&scene->fixture),
			arena_printf(scene->fixture.arena, "%s: it is an input", path));
	fixture_forget(&scene->fixture);
}

static void refuses_to_replace_an_input(void **state)
{
	struct scene *scene = *state;
	const char *link = arena_printf(scene->fixture.arena, "%s/x", scene->fixture.directory);

	put_former(scene);
	put(scene, "top.txt", "a template\n");
	assert_input_kept(scene, "top.txt", below(scene, "top.txt"));
	assert_input_kept(scene, "top.txt", below(scene, "./launch/../top.txt"));
	assert_int_equal(symlink("out/launch/one.sh", link), 0);
	assert_input_kept(scene, "launch/one.sh", link);
}

/* It would not be changed. */
static void accepts_an_output_that_is_an_equal_input(void **state)
{
	struct scene *scene = *state;
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT);

	put_former(scene);
	output_files_add_input(scene->fixture.arena, &files, below(scene, "top.txt"));
	assert_true(write_files(scene, &files));
	assert_all_written(scene);
}

/* An earlier run wrote it, this one has read it, and does not generate it. */
static void refuses_to_remove_an_input(void **state)
{
	struct scene *scene = *state;
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT - 1);
	const char *before;

	assert_true(write_all(scene));
	before = tree(scene);
	output_files_add_input(scene->fixture.arena, &files, below(scene, "top.txt"));
	assert_false(write_files(scene, &files));
	assert_string_equal(tree(scene), before);
	assert_contains(messages(&scene->fixture), "top.txt: it is an input");
}

static void fails_where_an_input_cannot_be_looked_at(void **state)
{
	struct scene *scene = *state;
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT);
	const char *before;

	put_former(scene);
	before = tree(scene);
	output_files_add_input(scene->fixture.arena, &files, below(scene, "top.txt/x"));
	assert_false(write_files(scene, &files));
	assert_string_equal(tree(scene), before);
	assert_contains(messages(&scene->fixture), "top.txt/x: Not a directory");
}

static void refuses_a_link_inside(void **state)
{
	struct scene *scene = *state;
	const char *elsewhere =
		arena_printf(scene->fixture.arena, "%s/elsewhere", scene->fixture.directory);

	put_former(scene);
	assert_int_equal(mkdir(elsewhere, 0755), 0);
	assert_int_equal(symlink("../elsewhere", below(scene, "config")), 0);
	assert_nothing_changed(scene, "config/table.c: ");
}

static void refuses_a_link_in_a_files_place(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_int_equal(unlink(below(scene, "top.txt")), 0);
	assert_int_equal(symlink("stranger", below(scene, "top.txt")), 0);
	assert_nothing_changed(scene, "top.txt: not a regular file");
}

static void refuses_a_file_for_an_output_directory(void **state)
{
	struct scene *scene = *state;

	scene->output = "/dev/null";
	assert_nothing_changed(scene, "/dev/null: Not a directory");
}

static void an_unwritable_directory_changes_nothing(void **state)
{
	struct scene *scene = *state;

	if (geteuid() == 0)
		skip(); /* root may write anywhere */
	put_former(scene);
	assert_int_equal(chmod(scene->output, 0555), 0);
	assert_nothing_changed(scene, "Permission denied");
	assert_int_equal(chmod(scene->output, 0755), 0);
}

/* Other things of the user's in the staging directory stay, and do not matter. */
static void clears_a_stale_staging_directory(void **state)
{
	struct scene *scene = *state;
	const char *before;

	put_former(scene);
	put(scene, ".acrn-cfg/new.0", "stale\n");
	put(scene, ".acrn-cfg/new.17", "stale\n");
	put(scene, ".acrn-cfg/old.1", "stale\n");
	put(scene, ".acrn-cfg/manifest.3", "stale\n");
	assert_true(write_all(scene));
	assert_all_written(scene);
	before = tree(scene);
	put(scene, ".acrn-cfg/new.0", "stale\n");
	assert_true(write_all(scene));
	assert_string_equal(tree(scene), before);
	put(scene, ".acrn-cfg/mine", "stays\n");
	assert_true(write_all(scene));
	assert_string_equal(get(scene, ".acrn-cfg/mine"), "stays\n");
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_OFF);
}

/* The name of the staging directory is reserved: what else has it does not stop a run. */
static void replaces_what_is_no_staging_directory(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	put(scene, ".acrn-cfg", "a file\n");
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_int_equal(unlink(below(scene, "top.txt")), 0);
	assert_int_equal(symlink("launch", below(scene, ".acrn-cfg")), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_int_equal(unlink(below(scene, "manifest.json")), 0);
	assert_int_equal(symlink("nowhere", below(scene, ".acrn-cfg")), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_OFF);
}

/* Links and directories in the place of staged files. */
static void does_not_follow_links_in_the_staging_directory(void **state)
{
	struct scene *scene = *state;
	const char *target = fixture_file(&scene->fixture, "target", "stays\n");

	put_former(scene);
	put(scene, ".acrn-cfg/old.0", "");
	assert_int_equal(symlink(target, below(scene, ".acrn-cfg/new.0")), 0);
	assert_int_equal(symlink(target, below(scene, ".acrn-cfg/manifest.1")), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_string_equal(read_text(scene, target), "stays\n");
	assert_int_equal(unlink(below(scene, "top.txt")), 0);
	assert_int_equal(unlink(below(scene, "manifest.json")), 0);
	put(scene, ".acrn-cfg/new.0/below/it", "a directory\n");
	put(scene, ".acrn-cfg/manifest.0/below/it", "a directory\n");
	assert_int_equal(symlink(target, below(scene, ".acrn-cfg/new.0/below/link")), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
	assert_string_equal(read_text(scene, target), "stays\n");
}

static void does_not_touch_files_that_are_right(void **state)
{
	struct scene *scene = *state;
	struct stat before, after;

	put_former(scene);
	assert_int_equal(stat(below(scene, "top.txt"), &before), 0);
	assert_true(write_all(scene));
	assert_int_equal(stat(below(scene, "top.txt"), &after), 0);
	assert_true(before.st_ino == after.st_ino &&
		    before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

static void corrects_the_mode(void **state)
{
	struct scene *scene = *state;

	assert_true(write_all(scene));
	assert_int_equal(chmod(below(scene, "launch/one.sh"), 0644), 0);
	assert_true(write_all(scene));
	assert_all_written(scene);
}

static void an_interrupted_write_goes_on(void **state)
{
	struct scene *scene = *state;

	fault = (struct fault) { .call = CALL_WRITE, .countdown = 2, .error = EINTR };
	assert_true(write_all(scene));
	assert_all_written(scene);
}

/* The time of the manifest is that of the last run: one that changes nothing, one that does, and
 * one in a directory where the manifest is another user's. */
static void the_manifest_is_as_new_as_the_run(void **state)
{
	static const struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };
	struct scene *scene = *state;
	struct stat status;

	assert_true(write_all(scene));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(utimensat(AT_FDCWD, below(scene, "manifest.json"), old, 0), 0);
		if (i == 1)
			assert_int_equal(unlink(below(scene, "top.txt")), 0);
		if (i == 2)
			fault = (struct fault) { .call = CALL_UTIME,
						 .countdown = 1,
						 .error = EACCES };
		assert_true(write_all(scene));
		assert_int_equal(stat(below(scene, "manifest.json"), &status), 0);
		assert_true(status.st_mtim.tv_sec > 1);
	}
}

static void syncs_only_when_it_has_to(void **state)
{
	struct scene *scene = *state;
	struct output_files files =
		with_manifest(&scene->fixture, "site.xml", all_files, FILE_COUNT);

	struct output_result result;

	fsync_count = 0;
	assert_true(output_write(scene->fixture.arena, &files, NULL, scene->output, false, &result,
				 scene->fixture.diags));
	assert_int_equal(fsync_count, 0);
	assert_int_equal(unlink(below(scene, "top.txt")), 0);
	assert_true(write_files(scene, &files));
	/* Two files; five directories, after each of four steps. */
	assert_int_equal(fsync_count, 2 + 4 * 5);
}

/* What a run has changed: all, nothing, one and the manifest, and without one file it and the
 * manifest. */
static void counts(void **state)
{
	static const struct output_result expected[] = {
		{ FILE_COUNT + 1, 0 }, { 0, 0 }, { 2, 0 }, { 1, 1 }
	};
	struct scene *scene = *state;
	struct output_result result;

	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		struct output_files files = with_manifest(&scene->fixture, "site.xml", all_files,
							  FILE_COUNT - (i == 3));

		if (i == 2)
			assert_int_equal(unlink(below(scene, "top.txt")), 0);
		assert_true(output_write(scene->fixture.arena, &files, NULL, scene->output, false,
					 &result, scene->fixture.diags));
		assert_int_equal(result.written, expected[i].written);
		assert_int_equal(result.removed, expected[i].removed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(writes_into_a_new_directory),
		SCENE_TEST(writes_over_the_former_output),
		SCENE_TEST(a_second_run_changes_nothing),
		SCENE_TEST(respects_the_umask),
		SCENE_TEST(follows_a_link_to_the_output_directory),
		SCENE_TEST(works_without_hard_links),
		SCENE_TEST(refuses_a_directory_in_a_files_place),
		SCENE_TEST(refuses_a_file_in_a_directorys_place),
		SCENE_TEST(refuses_to_replace_an_input),
		SCENE_TEST(accepts_an_output_that_is_an_equal_input),
		SCENE_TEST(refuses_to_remove_an_input),
		SCENE_TEST(fails_where_an_input_cannot_be_looked_at),
		SCENE_TEST(refuses_a_link_inside),
		SCENE_TEST(refuses_a_link_in_a_files_place),
		SCENE_TEST(refuses_a_file_for_an_output_directory),
		SCENE_TEST(an_unwritable_directory_changes_nothing),
		SCENE_TEST(clears_a_stale_staging_directory),
		SCENE_TEST(replaces_what_is_no_staging_directory),
		SCENE_TEST(does_not_follow_links_in_the_staging_directory),
		SCENE_TEST(the_manifest_is_as_new_as_the_run),
		SCENE_TEST(syncs_only_when_it_has_to),
		SCENE_TEST(counts),
		SCENE_TEST(does_not_touch_files_that_are_right),
		SCENE_TEST(corrects_the_mode),
		SCENE_TEST(an_interrupted_write_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
