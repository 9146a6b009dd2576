/* SPDX-License-Identifier: BSD-3-Clause
 * test_slot.c: PCI addresses of command lines. */
#include "tests/generator/helpers.h"

#include "schema/static_config.h"
#include "vmm/slot.h"

static void assert_address(bool (*parse)(const char *text, uint16_t *address), const char *text,
			   unsigned expected)
{
	uint16_t address = 0;

	assert_true(parse(text, &address));
	assert_int_equal(address, expected);
}

static void test_acrn_dm(void **state)
{
	uint16_t address;

	(void)state;
	assert_address(slot_parse, "31", CFG_BDF(0, 31, 0));
	assert_address(slot_parse, "3:7", CFG_BDF(0, 3, 7));
	assert_address(slot_parse, "255:3:1", CFG_BDF(255, 3, 1));
	assert_false(slot_parse("32", &address));
	assert_false(slot_parse("3:8", &address));
	assert_false(slot_parse("256:3:1", &address));
	assert_false(slot_parse("1:2:3:4", &address));
	assert_false(slot_parse("0x3", &address));
	assert_false(slot_parse("3:", &address));
	assert_false(slot_parse("", &address));
}

static void test_passthrough(void **state)
{
	uint16_t address;

	(void)state;
	assert_address(slot_parse_passthrough, "0/1f/3", CFG_BDF(0, 31, 3));
	assert_address(slot_parse_passthrough, "a9:00.0", CFG_BDF(0xa9, 0, 0));
	assert_false(slot_parse_passthrough("0/20/0", &address));
	assert_false(slot_parse_passthrough("1f/3", &address));
}

static void test_qemu(void **state)
{
	uint16_t address;

	(void)state;
	assert_address(slot_parse_qemu, "0x1f.7", CFG_BDF(0, 31, 7));
	assert_address(slot_parse_qemu, "b", CFG_BDF(0, 11, 0));
	assert_false(slot_parse_qemu("0x20", &address));
	assert_false(slot_parse_qemu("1.2.3", &address));
	assert_false(slot_parse_qemu("x", &address));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_acrn_dm),
		cmocka_unit_test(test_passthrough),
		cmocka_unit_test(test_qemu),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
