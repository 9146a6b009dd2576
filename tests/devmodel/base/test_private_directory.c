/* SPDX-License-Identifier: BSD-3-Clause
 * test_private_directory.c: whose directories are used, and which one takes the place of the
 * user's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/private_directory.h"
#include "tests/devmodel/base/descriptors.h"

#define OTHER 65533 /* a user that is neither root nor a real one */

static char top[40];

static const char *in_top(const char *name)
{
	static char path[100];

	snprintf(path, sizeof(path), "%s/%s", top, name);
	return path;
}

static int open_top(void **state)
{
	(void)state;
	strcpy(top, "/tmp/test-private-XXXXXX");
	return mkdtemp(top) && chmod(top, 0755) == 0 ? 0 : 1;
}

static int close_top(void **state)
{
	(void)state;
	rmdir(in_top("made"));
	unlink(in_top("file"));
	unlink(in_top("link"));
	return rmdir(top) | unsetenv("XDG_RUNTIME_DIR");
}

static void expect_error(const char *path, const char *text)
{
	struct error error;

	assert_int_equal(private_directory_open(AT_FDCWD, path, &error), -1);
	if (!strstr(error.text, text))
		fail_msg("'%s' is not in '%s'", text, error.text);
}

static void test_open(void **state)
{
	int before = count_fds(), fd;
	struct error error;

	(void)state;
	fd = private_directory_make(in_top("made"), 0700, &error);
	assert_true(fd >= 0);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
	fd = private_directory_make(in_top("made"), 0700, &error);
	assert_true(fd >= 0);
	close(fd);
	expect_error(in_top("none"), "No such file");
	assert_int_equal(private_directory_make(in_top("none/made"), 0700, &error), -1);
	close(open(in_top("file"), O_CREAT | O_WRONLY, 0600));
	expect_error(in_top("file"), "is not a directory");
	assert_int_equal(symlink("made", in_top("link")), 0);
	expect_error(in_top("link"), "is a symbolic link");
	assert_int_equal(chmod(in_top("made"), 0770), 0);
	expect_error(in_top("made"), "writable by other users (owner");
	assert_int_equal(chmod(in_top("made"), 0702), 0);
	expect_error(in_top("made"), "mode 0702");
	assert_int_equal(count_fds(), before);
}

static void expect_found(const char *path, const char *note)
{
	struct user_directory found;
	struct error error;

	assert_true(user_directory_find(&found, &error));
	assert_string_equal(found.path, path);
	if (!strstr(found.note.text, note) || (!*note && *found.note.text))
		fail_msg("'%s' is not in '%s'", note, found.note.text);
}

/* As a user without $XDG_RUNTIME_DIR, or with one of another user; exits with 0. */
static void find_as_other(void)
{
	char fallback[32];
	struct user_directory found;
	struct error error;

	if (geteuid() == 0)
		assert_int_equal(setuid(OTHER), 0);
	snprintf(fallback, sizeof(fallback), "/tmp/acrn-cfg-%u", (unsigned)geteuid());
	expect_found(fallback, "XDG_RUNTIME_DIR is not set: using /tmp/acrn-cfg-");
	setenv("XDG_RUNTIME_DIR", "/", 1);
	expect_found(fallback, "XDG_RUNTIME_DIR is not used: cannot write to /: ");
	assert_int_equal(chmod(fallback, 0777), 0);
	assert_false(user_directory_find(&found, &error));
	assert_non_null(strstr(error.text, "XDG_RUNTIME_DIR is not set or not usable, and /tmp/"));
	assert_non_null(strstr(error.text, "writable by other users"));
	assert_int_equal(chmod(fallback, 0700), 0);
	/* Somebody else's link or file in its place. */
	if (rmdir(fallback) == 0) {
		assert_int_equal(symlink(top, fallback), 0);
		assert_false(user_directory_find(&found, &error));
		unlink(fallback);
	}
	_exit(0);
}

static void test_user_directory(void **state)
{
	char path[USER_DIRECTORY_MAX + 2] = "/";
	struct error error;
	int status;
	pid_t child;

	(void)state;
	close(private_directory_make(in_top("made"), 0700, &error));
	setenv("XDG_RUNTIME_DIR", in_top("made"), 1);
	expect_found(in_top("made"), "");
	if (geteuid() == 0) {
		assert_int_equal(chmod(in_top("made"), 0777), 0);
		expect_found("/run", "is writable by other users");
		assert_int_equal(chmod(in_top("made"), 0700), 0);
		assert_int_equal(chown(in_top("made"), OTHER, OTHER), 0);
		expect_found("/run", "(owner 65533, mode 0700)");
		setenv("XDG_RUNTIME_DIR", "relative", 1);
		expect_found("/run", "relative is not an absolute path");
		memset(path + 1, 'x', USER_DIRECTORY_MAX);
		setenv("XDG_RUNTIME_DIR", path, 1);
		expect_found("/run", "at most 48 characters");
		unsetenv("XDG_RUNTIME_DIR");
		expect_found("/run", "");
	}
	unsetenv("XDG_RUNTIME_DIR");
	child = fork();
	if (child == 0)
		find_as_other();
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, open_top, close_top)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_open),
		TEST(test_user_directory),
	};

	return cmocka_run_group_tests_name("private directory", tests, NULL, NULL);
}
