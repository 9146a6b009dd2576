/* SPDX-License-Identifier: BSD-3-Clause
 * test_kernel.c: files that are accepted as kernels, and the errors for others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "acrn-dm/kernel.h"

/* The error of kernel_check() for a file of these bytes, "" for none. */
static const char *check(const void *bytes, size_t size)
{
	static struct error error;
	char path[] = "/tmp/test_kernel.XXXXXX";
	int fd = mkstemp(path);
	bool is_fine;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), size);
	close(fd);
	error.text[0] = '\0';
	is_fine = kernel_check(path, &error);
	unlink(path);
	assert_int_equal(is_fine, error.text[0] == '\0');
	return error.text;
}

/* A bzImage of one set-up sector and ten paragraphs, the last one of a single byte. */
static void make_linux(unsigned char *bytes, size_t size)
{
	memset(bytes, 0, size);
	bytes[0x1f1] = 1;
	bytes[0x1f4] = 10;
	bytes[0x1fe] = 0x55;
	bytes[0x1ff] = 0xaa;
	memcpy(bytes + 0x202, "HdrS", 4);
}

static void test_linux(void **state)
{
	unsigned char bytes[1024 + 160];

	(void)state;
	make_linux(bytes, sizeof(bytes));
	assert_string_equal(check(bytes, sizeof(bytes)), "");
	assert_string_equal(check(bytes, 1024 + 145), "");
	assert_non_null(strstr(check(bytes, 1024 + 144),
			       "is truncated: 1168 bytes, expected at least 1169"));
	assert_non_null(strstr(check(bytes, 0x206), "is truncated"));
}

static void test_elf(void **state)
{
	unsigned char bytes[64] = "\177ELF";

	(void)state;
	bytes[18] = 62; /* x86-64 */
	assert_string_equal(check(bytes, sizeof(bytes)), "");
	bytes[18] = 40; /* ARM */
	assert_non_null(strstr(check(bytes, sizeof(bytes)), "is not a bzImage"));
}

static void test_multiboot(void **state)
{
	unsigned char bytes[8196] = { 0 };

	(void)state;
	memcpy(bytes + 8188, "\x02\xb0\xad\x1b", 4);
	assert_string_equal(check(bytes, sizeof(bytes)), "");
	memset(bytes + 8188, 0, 4);
	memcpy(bytes + 8192, "\x02\xb0\xad\x1b", 4);
	assert_non_null(strstr(check(bytes, sizeof(bytes)), "is not a bzImage"));
}

static void test_others(void **state)
{
	unsigned char bytes[1184];
	struct error error;

	(void)state;
	assert_non_null(strstr(check("", 0), "is not a bzImage, ELF or multiboot image"));
	assert_non_null(strstr(check("HdrS", 4), "is not a bzImage"));
	make_linux(bytes, sizeof(bytes));
	bytes[0x1fe] = 0;
	assert_non_null(strstr(check(bytes, sizeof(bytes)), "is not a bzImage"));
	assert_false(kernel_check("/", &error));
	assert_false(kernel_check("/no/such/kernel", &error));
	assert_non_null(strstr(error.text, "/no/such/kernel: No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_linux),
		cmocka_unit_test(test_elf),
		cmocka_unit_test(test_multiboot),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
