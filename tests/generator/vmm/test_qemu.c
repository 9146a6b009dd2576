/* SPDX-License-Identifier: BSD-3-Clause
 * test_qemu.c: QEMU's options and sizes. */
#include "tests/generator/helpers.h"

#include "vmm/qemu.h"

#define MIB (UINT64_C(1) << 20)

static void test_options(void **state)
{
	static const struct {
		const char *name;
		bool is_known, takes_value;
	} cases[] = {
		{ "D", true, true },	       { "xen-domid", true, true },
		{ "S", true, false },	       { "xen-domid-restrict", true, false },
		{ "device", true, true },      { "devic", false, false },
		{ "enable-kvm", true, false }, { "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *name = cases[i].name;
		bool takes_value;

		assert_int_equal(qemu_find_option(&name, &takes_value), cases[i].is_known);
		assert_int_equal(takes_value, cases[i].takes_value);
	}
}

static void test_main_names(void **state)
{
	const char *machine = "M", *help = "h";
	bool takes_value;

	(void)state;
	assert_true(qemu_find_option(&machine, &takes_value));
	assert_string_equal(machine, "machine");
	assert_true(qemu_find_option(&help, &takes_value));
	assert_string_equal(help, "help");
}

static void test_sizes(void **state)
{
	static const struct {
		const char *text;
		bool is_mib;
		uint64_t bytes;
	} cases[] = {
		{ "4096", false, 4096 },       { "4096", true, 4096 * MIB },
		{ "4K", true, 4096 },	       { "1T", false, MIB * MIB },
		{ "2t", true, 2 * MIB * MIB }, { "0x1000", false, 4096 },
		{ "0x2", true, 2 * MIB },      { "16777215T", false, 16777215 * MIB * MIB },
	};
	static const char *const invalid[] = {
		"", "M", "T", "1.5G", "99999999999999999999", "16777216T", "1X"
	};
	uint64_t bytes;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(qemu_parse_size(cases[i].text, cases[i].is_mib, &bytes));
		assert_int_equal(bytes, cases[i].bytes);
	}
	for (size_t i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		assert_false(qemu_parse_size(invalid[i], false, &bytes));
	assert_false(qemu_parse_size("18446744073709551615", true, &bytes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_main_names),
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
