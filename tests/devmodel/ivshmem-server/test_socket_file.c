/* SPDX-License-Identifier: BSD-3-Clause
 * test_socket_file.c: sockets outside of the server's directory, and files that are in the way of
 * sockets: only what a dead server has left is replaced. */
#include "helpers.h"

#include <sys/socket.h>
#include <sys/wait.h>

/* A folder beside the server's directory, and a socket in it. */
struct outside {
	char folder[64], path[80], keys[100];
};

static struct outside outside_of(const struct bench *bench)
{
	struct outside outside;

	snprintf(outside.folder, sizeof(outside.folder), "%s-libvirt", bench->directory);
	snprintf(outside.path, sizeof(outside.path), "%s/shmem-x-sock", outside.folder);
	snprintf(outside.keys, sizeof(outside.keys), "socket=%s", outside.path);
	return outside;
}

static bool exists(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0;
}

static int make_socket(const char *path)
{
	struct error error;
	int fd = unix_socket_listen(path, SOCK_STREAM, 0600, 1, &error);

	if (fd < 0)
		fail_msg("%s", error.text);
	return fd;
}

static void refuse(struct bench *bench, const char *keys, const char *expected)
{
	struct error error;

	if (bench_serve(bench, keys, &error))
		fail_msg("accepted: %s", keys);
	if (!strstr(error.text, expected))
		fail_msg("'%s' is not in '%s'", expected, error.text);
}

/* Both sockets are the same region's, and both are removed at the end. */
static void test_outside(void **state)
{
	struct bench *bench = *state;
	struct outside outside = outside_of(bench);
	struct client first, second = { .stream.fd = -1 };
	struct error error;
	struct stat status;

	serve(bench, outside.keys);
	assert_int_equal(stat(outside.path, &status), 0);
	assert_int_equal(status.st_mode, S_IFSOCK | 0600);
	first = join_alone(bench, NULL, 0);
	second.socket = unix_socket_connect(outside.path, SOCK_STREAM, &error);
	assert_true(second.socket >= 0);
	pump(bench);
	close(expect_welcome(&second, 1));
	expect_peer(&second, 0, NULL);
	expect_peer(&first, 1, NULL);
	disconnect(bench, &first);
	disconnect(bench, &second);
	stop(bench);
	assert_int_equal(rmdir(outside.folder), 0);
}

static void test_replaced(void **state)
{
	struct bench *bench = *state;
	struct outside outside = outside_of(bench);
	int listener;

	assert_int_equal(mkdir(outside.folder, 0755), 0);
	listener = make_socket(outside.path);
	refuse(bench, outside.keys, "is in use: a process listens there");
	close(listener);
	serve(bench, outside.keys);
	stop(bench);
	assert_false(exists(outside.path));
	close(open(outside.path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
	refuse(bench, outside.keys, "is not a socket: remove it");
	assert_true(exists(outside.path));
	unlink(outside.path);
	assert_int_equal(symlink("/nowhere", outside.path), 0);
	refuse(bench, outside.keys, "is not a socket: remove it");
	unlink(outside.path);
	assert_int_equal(chmod(outside.folder, 0777), 0);
	refuse(bench, outside.keys, "is writable by other users");
	assert_int_equal(rmdir(outside.folder), 0);
}

/* Another user's dead socket stays, unless the region belongs to that user. */
static void test_owner(void **state)
{
	struct bench *bench = *state;
	struct outside outside = outside_of(bench);
	char keys[130];

	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir(outside.folder, 0755), 0);
	close(make_socket(outside.path));
	assert_int_equal(chown(outside.path, 61001, 61001), 0);
	refuse(bench, outside.keys, "belongs to user 61001");
	assert_true(exists(outside.path));
	snprintf(keys, sizeof(keys), "%s,owner=61001", outside.keys);
	serve(bench, keys);
	stop(bench);
	assert_false(exists(outside.path));
	assert_int_equal(rmdir(outside.folder), 0);
}

/* In the server's directory too: the VM's socket of another server's region has the same name. */
static void test_dotted(void **state)
{
	struct bench *bench = *state;
	char path[100];
	int listener;

	snprintf(path, sizeof(path), "%s/%s.vm", bench->directory, bench->region);
	listener = make_socket(path);
	refuse(bench, "peer=1:vm", "is in use: a process listens there");
	close(listener);
	serve(bench, "peer=1:vm");
	stop(bench);
	assert_false(exists(path));
}

static void test_own_directory(void **state)
{
	struct bench *bench = *state;
	char keys[100];

	snprintf(keys, sizeof(keys), "socket=%s/%s", bench->directory, bench->region);
	refuse(bench, keys, "is in use: a process listens there");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_outside), TEST(test_replaced),      TEST(test_owner),
		TEST(test_dotted),  TEST(test_own_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
