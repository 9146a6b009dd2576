/* SPDX-License-Identifier: BSD-3-Clause
 * test_reserve.c: pages are there, or it is said that they can't be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm/reserve.h"

static void test_pages_are_there(void **state)
{
	int fd = memfd_create("reserve", MFD_CLOEXEC);
	struct stat status;

	(void)state;
	assert_true(reserve_pages(fd, 65536));
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, 65536);
	assert_int_equal(status.st_blocks * 512, 65536);
	close(fd);
}

/* A memfd has no file system that would be full: without a look at what there is, the kernel would
 * end processes to find so much. */
static void test_more_than_there_is(void **state)
{
	int fd = memfd_create("reserve", MFD_CLOEXEC);
	struct stat status;

	(void)state;
	assert_false(reserve_pages(fd, UINT64_C(1) << 50));
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_blocks, 0);
	close(fd);
}

static void test_no_file(void **state)
{
	(void)state;
	assert_false(reserve_pages(-1, 4096));
	assert_int_equal(errno, EBADF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pages_are_there),
		cmocka_unit_test(test_more_than_there_is),
		cmocka_unit_test(test_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
