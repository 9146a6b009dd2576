/* SPDX-License-Identifier: BSD-3-Clause
 * test_eventfd.c: what a write could block on is told from what it can't. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/eventfd.h"

static void test_eventfd_does_not_block(void **state)
{
	int fd = eventfd(0, EFD_CLOEXEC);
	eventfd_t count;

	(void)state;
	assert_true(eventfd_unblock(fd));
	assert_int_equal(eventfd_read(fd, &count), -1);
	assert_int_equal(errno, EAGAIN);
	assert_int_equal(eventfd_write(fd, UINT64_MAX - 1), 0);
	assert_int_equal(eventfd_write(fd, 1), -1);
	assert_int_equal(errno, EAGAIN);
	close(fd);
	assert_false(eventfd_unblock(fd));
	assert_false(eventfd_unblock(-1));
}

static void refuse(int fd)
{
	assert_true(fd >= 0);
	assert_false(eventfd_unblock(fd));
	close(fd);
}

static void test_others_are_refused(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	refuse(ends[0]);
	refuse(ends[1]);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	refuse(ends[0]);
	refuse(ends[1]);
	refuse(open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
	refuse(open("/dev/null", O_WRONLY | O_CLOEXEC));
	refuse(open("/", O_RDONLY | O_CLOEXEC));
	refuse(open("/tmp", O_PATH | O_CLOEXEC));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_eventfd_does_not_block),
		cmocka_unit_test(test_others_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
