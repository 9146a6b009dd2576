/* SPDX-License-Identifier: BSD-3-Clause
 * test_huge_pages.c: huge pages are there, or the error says how to get them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shm/huge_pages.h"

/* More than any machine has. */
#define MUCH (UINT64_C(1) << 50)

static int create(uint64_t page)
{
	return memfd_create("huge", MFD_CLOEXEC | huge_pages_flags(page));
}

static void test_flags(void **state)
{
	(void)state;
	assert_int_equal(huge_pages_flags(HUGE_PAGES_2M), MFD_HUGETLB | 21u << 26);
	assert_int_equal(huge_pages_flags(HUGE_PAGES_1G), MFD_HUGETLB | 30u << 26);
}

static void expect_shortage(uint64_t page, const char *expected)
{
	struct error error;
	int fd = create(page);

	if (fd < 0)
		assert_false(huge_pages_report(MUCH, page, &error));
	else
		assert_false(huge_pages_reserve(fd, MUCH, page, &error));
	if (!strstr(error.text, expected) && !strstr(error.text, "the machine has no huge pages"))
		fail_msg("%s", error.text);
	close(fd);
}

static void test_shortage(void **state)
{
	struct error error;

	(void)state;
	expect_shortage(HUGE_PAGES_2M, "free: reserve more with 'sysctl vm.nr_hugepages=");
	expect_shortage(HUGE_PAGES_2M, "not enough huge pages of 2M: 536870912 needed");
	expect_shortage(HUGE_PAGES_1G,
			"/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages'");
	errno = ENOSPC;
	assert_false(huge_pages_report(MUCH, HUGE_PAGES_2M / 2, &error));
	assert_non_null(strstr(error.text, "the machine has no huge pages"));
}

static void test_pages_are_there(void **state)
{
	struct error error;
	struct stat status;
	int fd = create(HUGE_PAGES_2M);

	(void)state;
	if (fd < 0 || !huge_pages_reserve(fd, HUGE_PAGES_2M, HUGE_PAGES_2M, &error)) {
		puts("SKIP: a huge page: none is free, see vm.nr_hugepages");
		close(fd);
		skip();
	}
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(status.st_size, HUGE_PAGES_2M);
	assert_int_equal((uint64_t)status.st_blocks * 512, HUGE_PAGES_2M);
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flags),
		cmocka_unit_test(test_shortage),
		cmocka_unit_test(test_pages_are_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
