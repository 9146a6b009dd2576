/* SPDX-License-Identifier: BSD-3-Clause
 * test_ownership.c: one process has the ownership of a region, and files of others do not count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ivshmem-server/ownership.h"
#include "tests/devmodel/shm/holder.h"

static char region[28], path[64];
static struct error error;

static int take(void)
{
	return ownership_take(region, (uid_t)-1, &error);
}

static bool hold(void)
{
	return take() >= 0;
}

static void make_foreign(uid_t owner, mode_t mode)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(fchown(fd, owner, (gid_t)-1), 0);
	close(fd);
}

static void test_one_owner(void **state)
{
	char holder[64];
	struct stat status;
	pid_t child;
	int fd;

	(void)state;
	assert_false(ownership_is_taken(region, (uid_t)-1));
	child = start_holder(hold);
	snprintf(holder, sizeof(holder), "test_ownership (pid %d)", (int)child);
	assert_true(ownership_is_taken(region, (uid_t)-1));
	assert_int_equal(take(), -1);
	assert_non_null(strstr(error.text, holder));
	stop_holder(child);
	/* The file of a server that was killed has no meaning. */
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode, S_IFREG | 0600);
	assert_false(ownership_is_taken(region, (uid_t)-1));
	fd = take();
	assert_true(fd >= 0);
	ownership_release(fd, region);
	assert_int_equal(access(path, F_OK), -1);
}

/* What a process can do that can open the file by mistake has no effect. */
static void test_other_locks(void **state)
{
	int fd = take(), other = open(path, O_RDONLY);

	(void)state;
	assert_int_equal(flock(other, LOCK_EX | LOCK_NB), 0);
	assert_true(ownership_is_taken(region, (uid_t)-1));
	ownership_release(fd, region);
	fd = take();
	assert_true(fd >= 0);
	ownership_release(fd, region);
	close(other);
}

/* Another server's file, after the own one was removed by hand, stays. */
static void test_removed_by_hand(void **state)
{
	int first = take(), second;

	(void)state;
	assert_int_equal(unlink(path), 0);
	second = take();
	assert_true(second >= 0);
	ownership_release(first, region);
	assert_int_equal(access(path, F_OK), 0);
	ownership_release(second, region);
}

static void test_foreign_files(void **state)
{
	int fd;

	(void)state;
	if (geteuid() != 0) {
		puts("SKIP: files of other users: not without root");
		skip();
	}
	/* Others could lock them: they are replaced. */
	make_foreign(65534, 0600);
	assert_false(ownership_is_taken(region, (uid_t)-1));
	fd = take();
	assert_true(fd >= 0);
	ownership_release(fd, region);
	make_foreign(0, 0644);
	fd = take();
	assert_true(fd >= 0);
	ownership_release(fd, region);
	assert_int_equal(symlink("/etc/passwd", path), 0);
	fd = take();
	assert_true(fd >= 0);
	ownership_release(fd, region);
	/* The region's owner may run the server. */
	make_foreign(65534, 0600);
	fd = open(path, O_RDWR);
	assert_int_equal(fcntl(fd, F_OFD_SETLK, &(struct flock) { .l_type = F_WRLCK }), 0);
	assert_true(ownership_is_taken(region, 65534));
	assert_int_equal(ownership_take(region, 65534, &error), -1);
	close(fd);
	assert_int_equal(unlink(path), 0);
}

static int act_as_user(void)
{
	if (setuid(65534) < 0)
		return 2;
	if (ownership_is_taken(region, (uid_t)-1) || take() >= 0)
		return 3;
	return strstr(error.text, "belongs to user 0") ? 0 : 4;
}

static void test_other_user(void **state)
{
	int status, fd;
	pid_t child;

	(void)state;
	if (geteuid() != 0) {
		puts("SKIP: another user's server: not without root");
		skip();
	}
	fd = take();
	child = fork();
	if (child == 0)
		_exit(act_as_user());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	ownership_release(fd, region);
}

static void test_names(void **state)
{
	char text[28];

	(void)state;
	assert_true(ownership_parse_name(".pair.server", text, sizeof(text)));
	assert_string_equal(text, "pair");
	assert_false(ownership_parse_name(".pair.server", text, 4));
	assert_true(ownership_parse_name(".pair.server", text, 5));
	assert_false(ownership_parse_name("pair.server", text, sizeof(text)));
	assert_false(ownership_parse_name(".server", text, sizeof(text)));
	assert_false(ownership_parse_name("..server", text, sizeof(text)));
	assert_false(ownership_parse_name(".pair.servers", text, sizeof(text)));
	assert_false(ownership_parse_name(".a/b.server", text, sizeof(text)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_owner),	cmocka_unit_test(test_other_locks),
		cmocka_unit_test(test_removed_by_hand), cmocka_unit_test(test_foreign_files),
		cmocka_unit_test(test_other_user),	cmocka_unit_test(test_names),
	};

	snprintf(region, sizeof(region), "o%d", (int)getpid());
	snprintf(path, sizeof(path), "/dev/shm/.%s.server", region);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
