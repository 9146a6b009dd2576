/* SPDX-License-Identifier: BSD-3-Clause
 * test_unix_socket.c: modes, paths that are too long, and sockets without a listener. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unix_socket.h"

static char directory[] = "/tmp/test-socket-XXXXXX";
static char path[64];

static void test_mode(void **state)
{
	static const mode_t modes[] = { 0600, 0660, 0666 };
	mode_t mask = umask(077);
	struct stat status;
	struct error error;

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		int fd = unix_socket_listen(path, SOCK_STREAM, modes[i], 1, &error);

		assert_true(fd >= 0);
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
		assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, modes[i]);
		close(fd);
		unlink(path);
	}
	assert_int_equal(umask(mask), 077);
}

static void test_connection(void **state)
{
	struct error error;
	int listener = unix_socket_listen(path, SOCK_STREAM, 0600, 4, &error);
	int client = unix_socket_connect(path, SOCK_STREAM, &error);
	int server = accept(listener, NULL, NULL);
	char byte = 'x';

	(void)state;
	assert_true(client >= 0 && server >= 0);
	assert_int_equal(write(server, &byte, 1), 1);
	assert_int_equal(read(client, &byte, 1), 1);
	assert_int_equal(unix_socket_listen(path, SOCK_STREAM, 0600, 1, &error), -1);
	assert_non_null(strstr(error.text, "in use"));
	close(client);
	close(server);
	close(listener);
	/* The name still exists, without a listener. */
	assert_int_equal(unix_socket_connect(path, SOCK_STREAM, &error), -1);
	assert_int_equal(errno, ECONNREFUSED);
	unlink(path);
	assert_int_equal(unix_socket_connect(path, SOCK_STREAM, &error), -1);
	assert_int_equal(errno, ENOENT);
}

static void test_long_path(void **state)
{
	char longest[UNIX_SOCKET_PATH_MAX + 2];
	struct error error;
	int fd;

	(void)state;
	memset(longest, '/', sizeof(longest) - 1);
	memcpy(longest, directory, strlen(directory));
	memset(longest + sizeof(longest) - 20, 'a', 20);
	longest[sizeof(longest) - 1] = '\0';
	assert_int_equal(unix_socket_connect(longest, SOCK_STREAM, &error), -1);
	assert_non_null(strstr(error.text, "107 characters"));
	assert_int_equal(unix_socket_connect("", SOCK_STREAM, &error), -1);
	/* One character less is short enough. */
	longest[UNIX_SOCKET_PATH_MAX] = '\0';
	fd = unix_socket_listen(longest, SOCK_STREAM, 0600, 1, &error);
	assert_true(fd >= 0);
	close(fd);
	unlink(longest);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/socket", directory);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mode),
		cmocka_unit_test(test_connection),
		cmocka_unit_test(test_long_path),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
