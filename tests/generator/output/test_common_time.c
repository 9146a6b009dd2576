/* SPDX-License-Identifier: BSD-3-Clause
 * test_common_time.c: files whose times make(1) compares change together. */
#include "scene.h"

static struct output_file first_files[] = {
	{ .path = "alone.c", .text = "alone\n", .size = 6 },
	{ .path = "configs/a.mk", .text = "a\n", .size = 2, .has_common_time = true },
	{ .path = "stamp", .text = "", .size = 0, .has_common_time = true },
};

static struct output_file later_files[] = {
	{ .path = "alone.c", .text = "alone\n", .size = 6 },
	{ .path = "configs/a.mk", .text = "b\n", .size = 2, .has_common_time = true },
	{ .path = "stamp", .text = "", .size = 0, .has_common_time = true },
};

#define COUNT (sizeof(first_files) / sizeof(first_files[0]))

static bool write_these(struct scene *scene, struct output_file *list)
{
	struct output_files files = with_manifest(&scene->fixture, "site.xml", list, COUNT);

	return write_files(scene, &files);
}

static struct timespec time_of(struct scene *scene, const char *path)
{
	struct stat status;

	assert_int_equal(stat(below(scene, path), &status), 0);
	return status.st_mtim;
}

static bool is_same(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

/* Sets a file's time to a second long ago. */
static void age(struct scene *scene, const char *path, time_t second)
{
	struct timespec times[] = { { .tv_sec = second }, { .tv_sec = second } };

	assert_int_equal(syscall(SYS_utimensat, AT_FDCWD, below(scene, path), times, 0), 0);
}

static void age_all(struct scene *scene)
{
	for (size_t i = 0; i < COUNT; i++)
		age(scene, first_files[i].path, 1000);
}

static void all_have_one_time(void **state)
{
	struct scene *scene = *state;

	assert_true(write_these(scene, first_files));
	assert_true(is_same(time_of(scene, "configs/a.mk"), time_of(scene, "stamp")));
}

static void one_that_changes_renews_all(void **state)
{
	struct scene *scene = *state;

	assert_true(write_these(scene, first_files));
	age_all(scene);
	assert_true(write_these(scene, later_files));
	assert_string_equal(get(scene, "configs/a.mk"), "b\n");
	assert_true(is_same(time_of(scene, "configs/a.mk"), time_of(scene, "stamp")));
	assert_int_not_equal(time_of(scene, "stamp").tv_sec, 1000);
	assert_int_equal(time_of(scene, "alone.c").tv_sec, 1000);
}

static void right_ones_stay(void **state)
{
	struct scene *scene = *state;

	assert_true(write_these(scene, first_files));
	age_all(scene);
	assert_true(write_these(scene, first_files));
	assert_int_equal(time_of(scene, "configs/a.mk").tv_sec, 1000);
	assert_int_equal(time_of(scene, "stamp").tv_sec, 1000);
}

static void unequal_times_are_mended(void **state)
{
	struct scene *scene = *state;

	assert_true(write_these(scene, first_files));
	age_all(scene);
	age(scene, "stamp", 999);
	assert_true(write_these(scene, first_files));
	assert_true(is_same(time_of(scene, "configs/a.mk"), time_of(scene, "stamp")));
	assert_int_not_equal(time_of(scene, "stamp").tv_sec, 999);
	assert_int_equal(time_of(scene, "alone.c").tv_sec, 1000);
}

/* A checkout has any times. */
static void a_check_shows_bytes_alone(void **state)
{
	struct scene *scene = *state;
	struct output_files files = with_manifest(&scene->fixture, "site.xml", first_files, COUNT);

	assert_true(write_files(scene, &files));
	age(scene, "stamp", 999);
	assert_string_equal(check(scene, &files, true), "");
}

static void a_time_that_cannot_be_set_changes_nothing(void **state)
{
	struct scene *scene = *state;
	const char *before;

	assert_true(write_these(scene, first_files));
	before = tree(scene);
	fault = (struct fault) { .call = CALL_UTIME, .countdown = 1, .error = EPERM };
	assert_false(write_these(scene, later_files));
	assert_string_equal(tree(scene), before);
	assert_contains(messages(&scene->fixture), "configs/a.mk");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		SCENE_TEST(all_have_one_time),
		SCENE_TEST(one_that_changes_renews_all),
		SCENE_TEST(right_ones_stay),
		SCENE_TEST(unequal_times_are_mended),
		SCENE_TEST(a_check_shows_bytes_alone),
		SCENE_TEST(a_time_that_cannot_be_set_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
