/* SPDX-License-Identifier: BSD-3-Clause
 * test_emit_files.c: all files are written, or nothing is changed, whichever call fails. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "arena.h"
#include "diag.h"
#include "emit.h"

/* Calls of libc that fail on demand: these definitions come before libc's. The n-th call of a kind
 * fails with that errno; 0 is never. */
static struct fault {
	int renameat, fsync, write, linkat, error;
} fault;

static bool strikes(int *countdown)
{
	if (*countdown == 0 || --*countdown > 0)
		return false;
	errno = fault.error;
	return true;
}

int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	return strikes(&fault.renameat) ? -1
					: (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, 0);
}

int fsync(int fd)
{
	return strikes(&fault.fsync) ? -1 : (int)syscall(SYS_fsync, fd);
}

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags)
{
	return strikes(&fault.linkat) ? -1
				      : (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
}

/* Regular files get at most three bytes a call, as a nearly full disk may do it. */
ssize_t write(int fd, const void *bytes, size_t size)
{
	struct stat status;
	bool is_file = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && fd > 2;

	if (is_file && strikes(&fault.write))
		return -1;
	return syscall(SYS_write, fd, bytes, is_file && size > 3 ? 3 : size);
}

struct scene {
	struct arena *arena;
	struct diags *diags;
	char directory[40];
	const char *output;
};

static struct emit_file all_files[] = {
	{ "config/table.c", "int table;\n", 11, false },
	{ "launch/one.sh", "#!/bin/sh\n", 10, true },
	{ "launch/sub/two.sh", "", 0, true },
	{ "top.txt", "top\n", 4, false },
};

static const struct emit_files files = { all_files, 4 };

static void out_of_memory(void)
{
	abort();
}

static int set_up(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	if (!scene)
		return -1;
	memset(&fault, 0, sizeof(fault));
	umask(022);
	scene->arena = arena_new(out_of_memory);
	scene->diags = diags_new(scene->arena);
	strcpy(scene->directory, "/tmp/test_emit_files.XXXXXX");
	*state = scene;
	if (!mkdtemp(scene->directory))
		return -1;
	scene->output = arena_printf(scene->arena, "%s/out", scene->directory);
	return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status, (void)type, (void)place;
	return remove(path);
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	nftw(scene->directory, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	arena_free(scene->arena);
	free(scene);
	return 0;
}

static const char *below(struct scene *scene, const char *path)
{
	return arena_printf(scene->arena, "%s/%s", scene->output, path);
}

static void put(struct scene *scene, const char *path, const char *text)
{
	FILE *stream = fopen(below(scene, path), "w");

	assert_non_null(stream);
	fputs(text, stream);
	assert_int_equal(fclose(stream), 0);
}

static const char *get(struct scene *scene, const char *path)
{
	char *text = arena_alloc(scene->arena, 4096);
	FILE *stream = fopen(below(scene, path), "r");

	if (!stream)
		return NULL;
	text[fread(text, 1, 4095, stream)] = '\0';
	fclose(stream);
	return text;
}

/* Everything in a tree, names, modes and contents, as the output of a shell. */
static const char *tree(struct scene *scene)
{
	char *text = arena_alloc(scene->arena, 65536);
	FILE *stream =
		popen(arena_printf(scene->arena,
				   "cd %s && find . -printf '%%p %%M %%l\\n' | LC_ALL=C sort; "
				   "find . -type f | LC_ALL=C sort | xargs -r md5sum",
				   scene->directory),
		      "r");

	assert_non_null(stream);
	text[fread(text, 1, 65535, stream)] = '\0';
	assert_int_equal(pclose(stream), 0);
	return text;
}

static bool emit(struct scene *scene)
{
	return emit_write(scene->arena, &files, scene->output, scene->diags);
}

static void assert_all_written(struct scene *scene)
{
	for (size_t i = 0; i < files.count; i++) {
		struct stat status;

		assert_string_equal(get(scene, all_files[i].path), all_files[i].text);
		assert_int_equal(stat(below(scene, all_files[i].path), &status), 0);
		assert_int_equal(status.st_mode & 07777, all_files[i].is_executable ? 0755 : 0644);
	}
	assert_null(strstr(tree(scene), "/."));
	assert_int_equal(diags_worst(scene->diags), DIAG_OFF);
}

/* The run fails, says so with that text, and the tree is as it was. */
static void assert_nothing_changed(struct scene *scene, const char *text)
{
	struct fault former_fault = fault;
	const char *before, *message;
	char *bytes = NULL;
	size_t size = 0;
	FILE *stream;

	memset(&fault, 0, sizeof(fault));
	before = tree(scene);
	fault = former_fault;
	assert_false(emit(scene));
	memset(&fault, 0, sizeof(fault));
	assert_string_equal(tree(scene), before);
	assert_int_equal(diags_error_count(scene->diags), 1);
	stream = open_memstream(&bytes, &size);
	assert_non_null(stream);
	diags_print(scene->diags, stream, DIAG_FORMAT_GCC, false);
	fclose(stream);
	message = arena_copy(scene->arena, bytes, size);
	free(bytes);
	if (!strstr(message, text) || !strstr(message, "[output-unwritable]"))
		fail_msg("no '%s' in: %s", text, message);
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

	scene->output = arena_printf(scene->arena, "%s/new/deep/out//", scene->directory);
	assert_true(emit(scene));
	assert_all_written(scene);
}

static void writes_over_the_former_output(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	assert_true(emit(scene));
	assert_all_written(scene);
	assert_string_equal(get(scene, "stranger"), "stays\n");
}

static void a_second_run_changes_nothing(void **state)
{
	struct scene *scene = *state;
	const char *first;

	assert_true(emit(scene));
	first = tree(scene);
	assert_true(emit(scene));
	assert_string_equal(tree(scene), first);
}

static void respects_the_umask(void **state)
{
	struct scene *scene = *state;
	struct stat status;

	umask(077);
	assert_true(emit(scene));
	umask(022);
	assert_int_equal(stat(below(scene, "launch/one.sh"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
	assert_int_equal(stat(below(scene, "launch"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
}

static void follows_a_link_to_the_output_directory(void **state)
{
	struct scene *scene = *state;
	const char *real = arena_printf(scene->arena, "%s/real", scene->directory);

	assert_int_equal(mkdir(real, 0755), 0);
	assert_int_equal(symlink("real", scene->output), 0);
	assert_true(emit(scene));
	assert_all_written(scene);
}

static void does_without_hard_links(void **state)
{
	struct scene *scene = *state;

	put_former(scene);
	fault = (struct fault) { .linkat = 2, .error = EPERM };
	assert_true(emit(scene));
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
	const char *elsewhere = arena_printf(scene->arena, "%s/elsewhere", scene->directory);

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

/* Each of these: the n-th call fails, for every n that there is. */
static void each_call(void **state, int *countdown, int calls, int error)
{
	for (int n = 1; n <= calls; n++) {
		tear_down(state);
		assert_int_equal(set_up(state), 0);
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
	each_call(state, &fault.fsync, 4 + 4, EIO); /* the files, the directories */
}

static void a_failed_rename_changes_nothing(void **state)
{
	each_call(state, &fault.renameat, 4, EBUSY);
}

static void an_interrupted_write_goes_on(void **state)
{
	struct scene *scene = *state;

	fault = (struct fault) { .write = 2, .error = EINTR };
	assert_true(emit(scene));
	assert_all_written(scene);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(writes_into_a_new_directory),
		TEST(writes_over_the_former_output),
		TEST(a_second_run_changes_nothing),
		TEST(respects_the_umask),
		TEST(follows_a_link_to_the_output_directory),
		TEST(does_without_hard_links),
		TEST(refuses_a_directory_in_a_files_place),
		TEST(refuses_a_file_in_a_directorys_place),
		TEST(refuses_a_link_inside),
		TEST(refuses_a_link_in_a_files_place),
		TEST(refuses_a_file_for_an_output_directory),
		TEST(an_unwritable_directory_changes_nothing),
		TEST(a_full_disk_changes_nothing),
		TEST(a_failed_fsync_changes_nothing),
		TEST(a_failed_rename_changes_nothing),
		TEST(an_interrupted_write_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
