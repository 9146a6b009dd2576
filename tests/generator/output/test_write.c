/* SPDX-License-Identifier: BSD-3-Clause
 * test_write.c: all files are written, or nothing is changed, whichever call fails. */
#include "scene.h"

static struct output_file all_files[] = {
	{ "config/table.c", "int table;\n", 11, false },
	{ "launch/one.sh", "#!/bin/sh\n", 10, true },
	{ "launch/sub/two.sh", "", 0, true },
	{ "top.txt", "top\n", 4, false },
};

static const struct output_files files = { .files = all_files, .count = 4 };

static void assert_all_written(struct scene *scene)
{
	for (size_t i = 0; i < files.count; i++) {
		struct stat status;

		assert_string_equal(get(scene, all_files[i].path), all_files[i].text);
		assert_int_equal(stat(below(scene, all_files[i].path), &status), 0);
		assert_int_equal(status.st_mode & 07777, all_files[i].is_executable ? 0755 : 0644);
	}
	assert_null(strstr(tree(scene), "/."));
	assert_int_equal(diags_worst(scene->fixture.diags), DIAG_OFF);
}

/* The run fails, says so with that text, and the tree is as it was. */
static void assert_nothing_changed(struct scene *scene, const char *text)
{
	struct fault former_fault = fault;
	const char *before;

	memset(&fault, 0, sizeof(fault));
	before = tree(scene);
	fault = former_fault;
	assert_false(emit(scene, &files));
	memset(&fault, 0, sizeof(fault));
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
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

static void writes_over_the_former_output(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_true(emit(scene, &files));
	assert_all_written(scene);
	assert_string_equal(get(scene, "stranger"), "stays\n");
}

static void a_second_run_changes_nothing(void **state)
{
	struct scene *scene = *state;
	const char *first;

	assert_true(emit(scene, &files));
	first = tree(scene);
	assert_true(emit(scene, &files));
	assert_string_equal(tree(scene), first);
}

static void respects_the_umask(void **state)
{
	struct scene *scene = *state;
	struct stat status;

	umask(077);
	assert_true(emit(scene, &files));
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
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

static void does_without_hard_links(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	fault.has_no_hard_links = true;
	assert_true(emit(scene, &files));
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

static void refuses_a_link_further_down(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_int_equal(unlink(below(scene, "launch/one.sh")), 0);
	assert_int_equal(symlink(".acrn-cfg/current/1", below(scene, "launch/one.sh")), 0);
	assert_nothing_changed(scene, "launch/one.sh: not a regular file");
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

/* Each of these: the n-th call fails, for every n that there is. */
static void each_call(void **state, int *countdown, int calls, int error)
{
	for (int n = 1; n <= calls; n++) {
		fixture_close(state);
		assert_int_equal(scene_open(state), 0);
		if (n % 2)
			put_former(*state);
		*countdown = n;
		fault.error = error;
		assert_nothing_changed(*state, strerror(error));
	}
}

static void a_full_disk_changes_nothing(void **state)
{
	each_call(state, &fault.write, 10, ENOSPC); /* 11, 10, 0 and 4 bytes by three */
}

static void a_failed_fsync_changes_nothing(void **state)
{
	each_call(state, &fault.fsync, 1 + 3 + 3 + 3, EIO); /* files, our directories, theirs */
}

static void a_failed_rename_changes_nothing(void **state)
{
	each_call(state, &fault.renameat, 1 + 3 + 1, EBUSY); /* the side, links, the switch */
}

static void a_failed_link_changes_nothing(void **state)
{
	each_call(state, &fault.symlinkat, 1 + 3 + 1, ENOSPC);
}

static void a_failed_mkdir_changes_nothing(void **state)
{
	each_call(state, &fault.mkdirat, 3 + 2, ENOSPC); /* .acrn-cfg and its own; two of ours */
}

/* After the switch there is no way back: everything is new, and the next run finishes it. */
static void a_rename_that_fails_too_late_is_made_up_for(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	fault = (struct fault) { .renameat = 1 + 3 + 1 + 2, .error = EIO };
	assert_false(emit(scene, &files));
	assert_contains(messages(&scene->fixture),
			"out/launch/one.sh: is a link to what it should be: Input/output error");
	for (size_t i = 0; i < files.count; i++)
		assert_string_equal(get(scene, all_files[i].path), all_files[i].text);
	fixture_forget(&scene->fixture);
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

/* Whoever has removed .acrn-cfg by hand has left links that lead nowhere. */
static void replaces_links_that_lead_nowhere(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_int_equal(unlink(below(scene, "launch/one.sh")), 0);
	assert_int_equal(symlink("../.acrn-cfg/current/7", below(scene, "launch/one.sh")), 0);
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

/* Somebody's own file, and paths that lead out of the directory, in the place of ours. */
static void believes_no_strangers_notes(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	put(scene, ".acrn-cfg/paths", "../out/launch/one.sh\n");
	put(scene, ".acrn-cfg/new/0", "strange\n");
	put(scene, ".acrn-cfg/old/0", "strange\n");
	assert_int_equal(symlink("new", below(scene, ".acrn-cfg/current")), 0);
	assert_true(emit(scene, &files));
	assert_all_written(scene);
	put(scene, ".acrn-cfg", "a file\n");
	assert_nothing_changed(scene, ".acrn-cfg: Not a directory");
}

static void leaves_alone_what_is_right(void **state)
{
	struct scene *scene = *state;
	struct stat before, after;

	put_former(scene);
	assert_int_equal(stat(below(scene, "top.txt"), &before), 0);
	assert_true(emit(scene, &files));
	assert_int_equal(stat(below(scene, "top.txt"), &after), 0);
	assert_true(before.st_ino == after.st_ino &&
		    before.st_mtim.tv_nsec == after.st_mtim.tv_nsec);
}

static void puts_the_mode_right(void **state)
{
	struct scene *scene = *state;

	assert_true(emit(scene, &files));
	assert_int_equal(chmod(below(scene, "launch/one.sh"), 0644), 0);
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

static void an_interrupted_write_goes_on(void **state)
{
	struct scene *scene = *state;

	fault = (struct fault) { .write = 2, .error = EINTR };
	assert_true(emit(scene, &files));
	assert_all_written(scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(writes_into_a_new_directory),
		SCENE_TEST(writes_over_the_former_output),
		SCENE_TEST(a_second_run_changes_nothing),
		SCENE_TEST(respects_the_umask),
		SCENE_TEST(follows_a_link_to_the_output_directory),
		SCENE_TEST(does_without_hard_links),
		SCENE_TEST(refuses_a_directory_in_a_files_place),
		SCENE_TEST(refuses_a_file_in_a_directorys_place),
		SCENE_TEST(refuses_a_link_inside),
		SCENE_TEST(refuses_a_link_in_a_files_place),
		SCENE_TEST(refuses_a_link_further_down),
		SCENE_TEST(refuses_a_file_for_an_output_directory),
		SCENE_TEST(an_unwritable_directory_changes_nothing),
		SCENE_TEST(a_full_disk_changes_nothing),
		SCENE_TEST(a_failed_fsync_changes_nothing),
		SCENE_TEST(a_failed_rename_changes_nothing),
		SCENE_TEST(a_failed_link_changes_nothing),
		SCENE_TEST(a_failed_mkdir_changes_nothing),
		SCENE_TEST(a_rename_that_fails_too_late_is_made_up_for),
		SCENE_TEST(replaces_links_that_lead_nowhere),
		SCENE_TEST(believes_no_strangers_notes),
		SCENE_TEST(leaves_alone_what_is_right),
		SCENE_TEST(puts_the_mode_right),
		SCENE_TEST(an_interrupted_write_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
