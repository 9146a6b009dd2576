/* SPDX-License-Identifier: BSD-3-Clause
 * test_vmsix.c: the board's devices whose MSI the hypervisor shows as MSI-X. */
#include "tests/generator/helpers.h"

#include "plan/internal.h"
#include "plan/vmsix.h"

static struct plan_hypervisor devices_of(struct fixture *fixture, const struct board *board,
					 const struct board_platform *platform)
{
	struct model model = { .board = board };
	struct plan_hypervisor hypervisor = { .platform = platform };
	struct planner planner = { .arena = fixture->arena,
				   .model = &model,
				   .hypervisor = &hypervisor };

	plan_fill_vmsix(&planner);
	return hypervisor;
}

static void test_ids(void **state)
{
	(void)state;
	assert_true(vmsix_has_id(0x8086, 0x4b30));
	assert_true(vmsix_has_id(0x8086, 0x4b89));
	assert_false(vmsix_has_id(0x8086, 0x4b8a));
	assert_false(vmsix_has_id(0x8087, 0x4b30));
	assert_false(vmsix_has_id(0, 0));
}

/* By the order of the IDs, of each the first line, wherever the ID is in it. Other devices of an ID
 * count, too. */
static void test_lines(void **state)
{
	static const char *const lines[] = {
		"00:1e.4 0200: 8086:4ba1 (rev 11)", "00:1d.1 0200: 8086:4B30",
		"00:1d.2 0200: 8086:4ba1",	    "8086:a0ac",
		"00:1f.3 0401: 8086:4b58",	    "02:00.0 0200: 1234:5678 8086:4b32",
	};
	static const struct board_device devices[] = {
		{ .bdf = CFG_BDF(0, 0x1d, 2), .vendor = 0x8086, .identifier = 0x4ba1 },
		{ .bdf = CFG_BDF(0, 0x1e, 4), .vendor = 0x8086, .identifier = 0x4ba1 },
		{ .bdf = CFG_BDF(0, 0x1f, 3), .vendor = 0x8086, .identifier = 0x4b58 },
	};
	static const struct board board = { .devices = devices, .device_count = 3 };
	static struct board_platform platform;
	struct plan_hypervisor hypervisor;

	platform.blocks[BOARD_PCI_VID_PID].lines = lines;
	platform.blocks[BOARD_PCI_VID_PID].line_count = sizeof(lines) / sizeof(lines[0]);
	hypervisor = devices_of(*state, &board, &platform);
	assert_int_equal(hypervisor.vmsix_id_count, 2);
	assert_int_equal(hypervisor.vmsix_count, 2);
	assert_int_equal(hypervisor.vmsix[0], CFG_BDF(2, 0, 0));
	assert_int_equal(hypervisor.vmsix[1], CFG_BDF(0, 0x1e, 4));
}

static void test_none(void **state)
{
	static const struct board board;
	static const struct board_platform platform;
	struct plan_hypervisor hypervisor = devices_of(*state, &board, &platform);

	assert_int_equal(hypervisor.vmsix_id_count, 0);
	assert_int_equal(hypervisor.vmsix_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_ids),
		TEST(test_lines),
		TEST(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
