/* SPDX-License-Identifier: BSD-3-Clause
 * test_name.c: which names regions and VMs may have. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "schema/name.h"

static void test_vm_names(void **state)
{
	(void)state;
	assert_true(vm_name_is_valid("a"));
	assert_true(vm_name_is_valid("_a-9"));
	assert_true(vm_name_is_valid("123456789012345"));
	assert_false(vm_name_is_valid("1234567890123456"));
	assert_false(vm_name_is_valid(""));
	assert_false(vm_name_is_valid("-a"));
	assert_false(vm_name_is_valid("a b"));
	assert_false(vm_name_is_valid("a/b"));
	assert_false(vm_name_is_valid("\xC3\xA4"));
}

static void test_region_names(void **state)
{
	(void)state;
	assert_true(region_name_is_valid("123456789012345678901234567"));
	assert_false(region_name_is_valid("1234567890123456789012345678"));
	assert_true(region_name_is_valid("_aZ9"));
	assert_false(region_name_is_valid("a-b"));
	assert_false(region_name_is_valid(""));
	assert_false(region_name_is_valid("a\n"));
	assert_false(region_name_is_valid("../x"));
}

/* Names of similar programs; none that looks like an option or like a file of the server. */
static void test_shm_names(void **state)
{
	char name[SHM_NAME_MAX + 2];

	(void)state;
	assert_true(shm_name_is_valid("looking-glass"));
	assert_true(shm_name_is_valid("my.shmem-0"));
	assert_true(shm_name_is_valid("scream-ivshmem"));
	assert_true(shm_name_is_valid("123456789012345678901234567"));
	assert_false(shm_name_is_valid(""));
	assert_false(shm_name_is_valid("-a"));
	assert_false(shm_name_is_valid(".a"));
	assert_false(shm_name_is_valid(".."));
	assert_false(shm_name_is_valid("a/b"));
	assert_false(shm_name_is_valid("a,b"));
	memset(name, 'x', sizeof(name));
	name[SHM_NAME_MAX] = '\0';
	assert_true(shm_name_is_valid(name));
	name[SHM_NAME_MAX] = 'x';
	name[SHM_NAME_MAX + 1] = '\0';
	assert_false(shm_name_is_valid(name));
}

/* One character at a time: what the alphabets have, and nothing else. */
static void test_alphabets(void **state)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

	(void)state;
	for (unsigned c = 1; c <= UINT8_MAX; c++) {
		const char name[] = { 'a', (char)c, 'b', '\0' };
		bool is_letter = strchr(letters, (char)c);

		assert_int_equal(region_name_is_valid(name), is_letter);
		assert_int_equal(vm_name_is_valid(name), is_letter || c == '-');
		assert_int_equal(shm_name_is_valid(name), is_letter || c == '-' || c == '.');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vm_names),
		cmocka_unit_test(test_region_names),
		cmocka_unit_test(test_shm_names),
		cmocka_unit_test(test_alphabets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
