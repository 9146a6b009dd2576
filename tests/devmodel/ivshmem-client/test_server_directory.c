/* SPDX-License-Identifier: BSD-3-Clause
 * test_server_directory.c: the option before the variable before the defaults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ivshmem-client/server_directory.h"
#include "schema/name.h"

static int clean(void **state)
{
	(void)state;
	return unsetenv(SERVER_DIRECTORY_VARIABLE) | unsetenv("XDG_RUNTIME_DIR");
}

static void expect(const char *option, const char *path, bool is_explicit)
{
	struct socket_directory directory;
	struct error error;

	assert_true(server_directory_choose(option, &directory, &error));
	assert_string_equal(directory.path, path);
	assert_int_equal(directory.is_explicit, is_explicit);
}

static void test_explicit(void **state)
{
	(void)state;
	expect("/a", "/a", true);
	expect("some/where//", "some/where", true);
	expect("/", "/", true);
	expect("", "", true);
	setenv(SERVER_DIRECTORY_VARIABLE, "/b", 1);
	expect(NULL, "/b", true);
	expect("/a", "/a", true);
	expect("", "", true);
	setenv(SERVER_DIRECTORY_VARIABLE, "", 1);
	expect(NULL, "", true);
	expect("/a", "/a", true);
}

static void test_too_long(void **state)
{
	char path[SERVER_DIRECTORY_MAX + 2];
	struct socket_directory directory;
	struct error error;

	(void)state;
	memset(path, 'x', sizeof(path));
	path[SERVER_DIRECTORY_MAX] = '\0';
	expect(path, path, true);
	memset(path, 'x', sizeof(path));
	path[SERVER_DIRECTORY_MAX + 1] = '\0';
	assert_false(server_directory_choose(path, &directory, &error));
	assert_non_null(strstr(error.text, "at most 63"));
	path[SERVER_DIRECTORY_MAX] = '/';
	assert_true(server_directory_choose(path, &directory, &error));
}

/* Another user's is not used: test_private_directory.c has more. */
static void expect_as_user(void)
{
	char fallback[64];

	snprintf(fallback, sizeof(fallback), "/tmp/acrn-cfg-%u/ivshmem-server",
		 (unsigned)geteuid());
	expect(NULL, fallback, false);
	setenv("XDG_RUNTIME_DIR", "/", 1);
	expect(NULL, fallback, false);
	*strrchr(fallback, '/') = '\0';
	rmdir(fallback);
}

/* Root's is always the same. */
static void test_default(void **state)
{
	int status;
	pid_t child;

	(void)state;
	if (geteuid() == 0) {
		setenv("XDG_RUNTIME_DIR", "/run/user/0", 1);
		expect(NULL, "/run/ivshmem-server", false);
		clean(NULL);
	}
	child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(1);
		expect_as_user();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, clean, clean)

static void expect_region(const struct socket_directory *directory, const char *region,
			  const char *vm, const char *path)
{
	struct server_socket socket;
	struct error error;

	assert_true(server_directory_find(directory, region, vm, &socket, &error));
	assert_string_equal(socket.path, path);
}

static void expect_socket(const struct socket_directory *directory, const char *vm,
			  const char *path)
{
	expect_region(directory, "region", vm, path);
}

/* A VM's own socket before the common one; and none, an error if a directory was given. */
static void test_find(void **state)
{
	struct socket_directory directory = { .path = "/tmp/test-server-XXXXXX" };
	char own[100], common[100], file[100];
	struct server_socket socket;
	struct error error;

	(void)state;
	assert_non_null(mkdtemp(directory.path));
	snprintf(own, sizeof(own), "%s/region.VM", directory.path);
	snprintf(common, sizeof(common), "%s/region", directory.path);
	snprintf(file, sizeof(file), "%s/region.file", directory.path);
	expect_socket(&directory, "VM", "");
	directory.is_explicit = true;
	assert_false(server_directory_find(&directory, "region", "VM", &socket, &error));
	assert_non_null(strstr(error.text, directory.path));
	close(unix_socket_listen(common, SOCK_STREAM, 0600, 1, &error));
	expect_socket(&directory, "VM", common);
	expect_socket(&directory, "", common);
	expect_socket(&directory, "a23456789012345678", common);
	close(unix_socket_listen(own, SOCK_STREAM, 0600, 1, &error));
	expect_socket(&directory, "VM", own);
	expect_socket(&directory, "other", common);
	close(open(file, O_CREAT | O_WRONLY, 0600));
	expect_socket(&directory, "file", common);
	unlink(own);
	unlink(common);
	unlink(file);
	assert_int_equal(rmdir(directory.path), 0);
	expect_socket(&(struct socket_directory) { .is_explicit = true }, "VM", "");
}

/* The socket a.b can be that of a region, or of the VM b of the region a. */
static void test_dots(void **state)
{
	struct socket_directory directory = { .path = "/tmp/test-server-XXXXXX" };
	char region[100], dotted[100], marker[100], long_name[SHM_NAME_MAX + 1] = "";
	struct error error;

	(void)state;
	assert_non_null(mkdtemp(directory.path));
	snprintf(region, sizeof(region), "%s/a", directory.path);
	snprintf(dotted, sizeof(dotted), "%s/a.b", directory.path);
	snprintf(marker, sizeof(marker), "%s/.a.b.peers", directory.path);
	close(unix_socket_listen(dotted, SOCK_STREAM, 0600, 1, &error));
	expect_region(&directory, "a.b", "VM", dotted);
	close(unix_socket_listen(region, SOCK_STREAM, 0600, 1, &error));
	expect_region(&directory, "a", "b", dotted);
	expect_region(&directory, "a.b", "VM", "");
	close(open(marker, O_CREAT | O_WRONLY, 0600));
	expect_region(&directory, "a", "b", region);
	expect_region(&directory, "a.b", "VM", dotted);
	memset(long_name, 'a', SHM_NAME_MAX);
	expect_region(&directory, long_name, "VM", "");
	unlink(region);
	unlink(dotted);
	unlink(marker);
	assert_int_equal(rmdir(directory.path), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_explicit), TEST(test_too_long), TEST(test_default),
		TEST(test_find),     TEST(test_dots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
