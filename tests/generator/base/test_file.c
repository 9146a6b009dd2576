/* SPDX-License-Identifier: BSD-3-Clause
 * test_file.c: files are replaced as a whole or not at all. */
#include "tests/generator/helpers.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static const char *content(struct fixture *fixture, const char *path)
{
	return load_read(fixture->arena, path, fixture->diags)->bytes;
}

/* How many files there are whose names begin with `path`. */
static size_t count_beside(struct fixture *fixture, const char *path)
{
	size_t count;
	glob_t found;

	if (glob(arena_printf(fixture->arena, "%s*", path), 0, NULL, &found) != 0)
		return 0;
	count = found.gl_pathc;
	globfree(&found);
	return count;
}

static void makes_a_new_one(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "new", NULL);
	struct stat status;

	umask(027);
	assert_true(file_replace(fixture->arena, path, "a\nb", 3, true));
	umask(022);
	assert_string_equal(content(fixture, path), "a\nb");
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0640);
	assert_int_equal(count_beside(fixture, path), 1);
}

/* A process that has the former one open keeps it. */
static void replaces_the_former_one(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "old", "a former one, longer than the new\n");
	FILE *former = fopen(path, "r");
	char line[64];

	assert_true(file_replace(fixture->arena, path, "new\n", 4, true));
	assert_string_equal(content(fixture, path), "new\n");
	assert_non_null(fgets(line, sizeof(line), former));
	assert_string_equal(line, "a former one, longer than the new\n");
	fclose(former);
}

static void leaves_devices_where_they_are(void **state)
{
	struct fixture *fixture = *state;
	struct stat status;

	assert_true(file_replace(fixture->arena, "/dev/null", "x", 1, true));
	assert_int_equal(stat("/dev/null", &status), 0);
	assert_true(S_ISCHR(status.st_mode));
	assert_false(file_replace(fixture->arena, "/dev/full", "x", 1, true));
	assert_int_equal(errno, ENOSPC);
}

/* As /dev/stdout is one where the output goes to a file. */
static void leaves_links_where_they_are(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "target", "a former one\n");
	const char *link = fixture_file(fixture, "link", NULL);
	struct stat status;

	assert_int_equal(symlink("target", link), 0);
	assert_true(file_replace(fixture->arena, link, "new\n", 4, true));
	assert_int_equal(lstat(link, &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_string_equal(content(fixture, path), "new\n");
}

static void reports_why_it_cannot(void **state)
{
	struct fixture *fixture = *state;

	assert_false(file_replace(fixture->arena, "/nowhere/at/all", "x", 1, true));
	assert_int_equal(errno, ENOENT);
	assert_false(file_replace(fixture->arena, "/", "x", 1, true));
	assert_int_equal(errno, EISDIR);
	assert_false(file_replace(fixture->arena, "/dev/null/x", "x", 1, true));
	assert_int_equal(errno, ENOTDIR);
}

/* Its folder would let everybody replace it. */
static void leaves_a_read_only_file(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "folder/kept", "former\n");
	const char *folder = arena_copy(fixture->arena, path, strlen(path) - strlen("/kept"));
	const uid_t user = geteuid();
	bool is_done;

	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(chmod(fixture_directory(fixture), 0755), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	if (user == 0) /* root may write to any file */
		assert_int_equal(seteuid(65534), 0);
	is_done = file_update(fixture->arena, path, "next\n", 5);
	assert_int_equal(errno, EACCES);
	assert_int_equal(seteuid(user), 0);
	assert_false(is_done);
	assert_string_equal(content(fixture, path), "former\n");
}

static void recognizes_a_file_by_any_name(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "one", "text");
	const char *other = fixture_file(fixture, "other", "text");
	const char *hard = fixture_file(fixture, "hard", NULL);
	const char *soft = fixture_file(fixture, "soft", NULL);
	bool is_same;

	assert_int_equal(link(path, hard), 0);
	assert_int_equal(symlink("one", soft), 0);
	assert_true(file_compare(hard, path, &is_same) && is_same);
	assert_true(file_compare(soft, path, &is_same) && is_same);
	assert_true(file_compare(path, soft, &is_same) && is_same);
	assert_true(file_compare(other, path, &is_same) && !is_same);
	assert_true(file_compare("/nowhere/at/all", path, &is_same) && !is_same);
	assert_true(file_compare("/dev/null", "/dev/null", &is_same) && !is_same);
	assert_false(file_compare("/dev/null/x", path, &is_same));
	assert_int_equal(errno, ENOTDIR);
}

static void absence_is_not_every_error(void **state)
{
	(void)state;
	assert_true(file_is_absent(ENOENT) && file_is_absent(ENOTDIR) && file_is_absent(EACCES));
	assert_false(file_is_absent(EIO) || file_is_absent(ENOMEM) || file_is_absent(EMFILE));
}

static void an_incomplete_file_is_removed(void **state)
{
	struct fixture *fixture = *state;
	const char *path = fixture_file(fixture, "old", "former\n");
	struct rlimit former, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &former), 0);
	small = (struct rlimit) { 4, former.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(file_replace(fixture->arena, path, "too long", 8, true));
	assert_int_equal(errno, EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &former), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_string_equal(content(fixture, path), "former\n");
	assert_int_equal(count_beside(fixture, path), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_a_new_one),
		TEST(replaces_the_former_one),
		TEST(leaves_devices_where_they_are),
		TEST(leaves_links_where_they_are),
		TEST(reports_why_it_cannot),
		TEST(leaves_a_read_only_file),
		TEST(recognizes_a_file_by_any_name),
		TEST(absence_is_not_every_error),
		TEST(an_incomplete_file_is_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
