/* SPDX-License-Identifier: BSD-3-Clause
 * test_intx.c: the interrupt lines of pre-launched VMs. */
#include "tests/generator/plan/hypervisor_scene.h"

#include "schema/static_config.h"

static const struct board_interrupt interrupts[] = {
	{ CFG_BDF(0, 0x16, 0), 16 },
	{ CFG_BDF(0, 0x17, 0), 17 },
	{ CFG_BDF(0, 0x17, 0), 20 },
};

static struct passthrough_device passthroughs[] = {
	{ .has_bdf = true, .bdf = CFG_BDF(0, 0x17, 0) },
	{ .has_bdf = true, .bdf = CFG_BDF(0, 0x18, 0) },
	{ .has_bdf = true, .bdf = CFG_BDF(0, 0x16, 0) },
	{ .has_bdf = false },
};

static struct device devices[] = {
	{ .kind = DEVICE_PASSTHROUGH, .passthrough = &passthroughs[0] },
	{ .kind = DEVICE_VUART },
	{ .kind = DEVICE_PASSTHROUGH, .passthrough = &passthroughs[1] },
	{ .kind = DEVICE_PASSTHROUGH, .passthrough = &passthroughs[2] },
	{ .kind = DEVICE_PASSTHROUGH, .passthrough = &passthroughs[3] },
};

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->board.interrupts = interrupts;
	scene->board.interrupt_count = 3;
	scene->vms[0].load_order = CFG_PRE_LAUNCHED;
	scene->vms[0].devices = scene->vms[1].devices = devices;
	scene->vms[0].device_count = scene->vms[1].device_count = 5;
}

static void assert_line(const struct scene *scene, size_t index, const char *physical,
			const char *virtual)
{
	assert_true(index < scene->plan_vms[0].intx_count);
	assert_string_equal(scene->plan_vms[0].intx[index].physical, physical);
	assert_string_equal(scene->plan_vms[0].intx[index].virtual, virtual);
}

static void test_devices(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	plan_fill_intx(&scene.planner);
	assert_int_equal(scene.plan_vms[0].intx_count, 3);
	assert_line(&scene, 0, "17", "17");
	assert_line(&scene, 1, "20", "20");
	assert_line(&scene, 2, "16", "16");
	assert_int_equal(scene.plan_vms[1].intx_count, 0);
}

/* The last pair of a line counts for devices, and each pair is there once. */
static void test_mapped(void **state)
{
	const struct intx_line lines[] = {
		{ .physical = 40, .virtual = 4, .physical_text = "40", .virtual_text = "4" },
		{ .physical = 17, .virtual = 3, .physical_text = "17", .virtual_text = "3" },
		{ .physical = 16, .virtual = 6, .physical_text = "0x10", .virtual_text = "0x6" },
		{ .physical = 17, .virtual = 5, .physical_text = "17", .virtual_text = "5" },
		{ .physical = 40, .virtual = 4, .physical_text = "40", .virtual_text = "4" },
	};
	const struct pt_intx pt_intx = { .lines = lines, .line_count = 5 };
	struct scene scene;

	open_scene(&scene, *state);
	scene.vms[0].pt_intx = &pt_intx;
	plan_fill_intx(&scene.planner);
	assert_int_equal(scene.plan_vms[0].intx_count, 6);
	assert_line(&scene, 0, "40", "4");
	assert_line(&scene, 1, "17", "3");
	assert_line(&scene, 2, "0x10", "0x6");
	assert_line(&scene, 3, "17", "5");
	assert_line(&scene, 4, "20", "20");
	assert_line(&scene, 5, "16", "6");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_devices),
		TEST(test_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
