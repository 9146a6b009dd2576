/* SPDX-License-Identifier: BSD-3-Clause
 * test_windows.c: the hypervisor's windows, from those of the board. */
#include "tests/generator/helpers.h"

#include "plan/internal.h"
#include "plan/windows.h"

static void assert_window(struct plan_window window, uint64_t start, uint64_t end)
{
	assert_true(window.is_there);
	assert_int_equal(window.start, start);
	assert_int_equal(window.end, end);
}

static struct plan_hypervisor windows_of(const struct board_window *windows, size_t count)
{
	struct board board = { .windows = windows, .window_count = count };
	struct model model = { .board = &board };
	struct plan_hypervisor hypervisor = { 0 };
	struct planner planner = { .model = &model, .hypervisor = &hypervisor };

	plan_fill_windows(&planner);
	return hypervisor;
}

/* One that crosses 4 GiB is above. */
static void test_both_sides(void **state)
{
	static const struct board_window windows[] = {
		{ 0x80000000, 0x8fffffff },	{ 0xa0000000, 0xffffffff },
		{ 0xf0000000, 0x100000000 },	{ 0x4000000000, 0x4fffffffff },
		{ 0x6000000000, 0x7fffffffff },
	};
	struct plan_hypervisor hypervisor = windows_of(windows, 5);

	(void)state;
	assert_window(hypervisor.mmio32, 0x80000000, 0x100000000);
	assert_window(hypervisor.mmio64, 0xf0000000, 0x8000000000);
	assert_window(hypervisor.high_mmio, 0xf0000000, 0x100000001);
}

static void test_one_side(void **state)
{
	static const struct board_window low = { 0x80000000, 0x8fffffff };
	static const struct board_window high = { 0x4000000000, 0x4fffffffff };
	struct plan_hypervisor hypervisor = windows_of(&low, 1);

	(void)state;
	assert_window(hypervisor.mmio32, 0x80000000, 0x90000000);
	assert_false(hypervisor.mmio64.is_there);
	assert_false(hypervisor.high_mmio.is_there);
	hypervisor = windows_of(&high, 1);
	assert_false(hypervisor.mmio32.is_there);
	assert_window(hypervisor.mmio64, 0x4000000000, 0x5000000000);
	assert_window(hypervisor.high_mmio, 0x4000000000, 0x5000000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_sides),
		cmocka_unit_test(test_one_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
