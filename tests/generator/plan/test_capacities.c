/* SPDX-License-Identifier: BSD-3-Clause
 * test_capacities.c: the sizes of the hypervisor's tables. */
#include "tests/generator/plan/hypervisor_scene.h"

static const struct plan_hypervisor *fill(struct scene *scene)
{
	plan_fill_capacities(&scene->planner);
	return &scene->hypervisor;
}

static void test_interrupts_of_board(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_int_equal(fill(&scene)->ioapic_count, 1);
	assert_int_equal(scene.hypervisor.ioapic_lines, 48);
	assert_int_equal(scene.hypervisor.msix_table_size, 0);
	scene.platform.ioapic_count = 2;
	scene.platform.gsi_count = 144;
	scene.platform.msix_table_size = 128;
	scene.model.hypervisor.max_msix_entries.value = 64;
	assert_int_equal(fill(&scene)->ioapic_count, 2);
	assert_int_equal(scene.hypervisor.ioapic_lines, 144);
	assert_int_equal(scene.hypervisor.msix_table_size, 128);
}

/* What the scenario says counts though the board has more; but not for MSI-X tables. */
static void test_interrupts_of_scenario(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.platform.ioapic_count = 2;
	scene.platform.gsi_count = 144;
	scene.platform.msix_table_size = 16;
	scene.model.hypervisor.max_ioapics = (struct number) { .value = 1, .text = "1" };
	scene.model.hypervisor.max_ioapic_lines = (struct number) { .value = 24, .text = "24" };
	scene.model.hypervisor.max_msix_entries = (struct number) { .value = 64, .text = "64" };
	assert_int_equal(fill(&scene)->ioapic_count, 1);
	assert_int_equal(scene.hypervisor.ioapic_lines, 24);
	assert_int_equal(scene.hypervisor.msix_table_size, 64);
}

static void test_ir_entries(void **state)
{
	static const struct {
		unsigned irqs, entries;
	} cases[] = { { 1, 256 }, { 256, 256 }, { 257, 512 }, { 512, 512 }, { 1024, 1024 } };
	struct scene scene;

	scene_open(&scene, *state);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		scene.model.hypervisor.max_pt_irqs.value = cases[i].irqs;
		assert_int_equal(fill(&scene)->ir_entries, cases[i].entries);
	}
}

static void test_buses(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.board.bus_count = 5;
	assert_int_equal(fill(&scene)->pci_bus_count, 5);
	scene.model.hypervisor.max_pci_buses.value = 32;
	assert_int_equal(fill(&scene)->pci_bus_count, 32);
}

/* Intel's graphics adapter at its usual address. */
static void test_igd(void **state)
{
	struct board_node device = {
		.bdf = CFG_BDF(0, 2, 0),
		.vendor = 0x8086,
		.class_code = 0x030000,
	};
	struct board_node other_class = device, other_vendor = device;
	const struct board_node *devices[1] = { &device };
	struct scene scene;

	scene_open(&scene, *state);
	assert_int_equal(fill(&scene)->igd, 0xffff);
	scene.platform.pci_devices = devices;
	scene.platform.pci_device_count = 1;
	assert_int_equal(fill(&scene)->igd, 0x0010);
	other_class.class_code = 0x038000;
	devices[0] = &other_class;
	assert_int_equal(fill(&scene)->igd, 0xffff);
	other_vendor.vendor = 0x1002;
	devices[0] = &other_vendor;
	assert_int_equal(fill(&scene)->igd, 0xffff);
}

static void test_ssram(void **state)
{
	struct board_cache caches[2] = { { .level = 2 }, { .level = 3 } };
	struct scene scene;

	scene_open(&scene, *state);
	scene.board.caches = caches;
	scene.board.cache_count = 2;
	assert_false(fill(&scene)->has_ssram_cache);
	caches[1].has_ssram = true;
	assert_true(fill(&scene)->has_ssram_cache);
}

static void test_counts(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.vms[0].load_order = CFG_PRE_LAUNCHED;
	scene.vms[1].load_order = CFG_PRE_LAUNCHED;
	scene.vms[2].load_order = CFG_SERVICE_VM;
	scene.vms[3].has_secure_world = true;
	fill(&scene);
	assert_int_equal(scene.hypervisor.pre_launched_count, 2);
	assert_int_equal(scene.hypervisor.service_count, 1);
	assert_int_equal(scene.hypervisor.secure_world_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_interrupts_of_board),
		TEST(test_interrupts_of_scenario),
		TEST(test_ir_entries),
		TEST(test_buses),
		TEST(test_igd),
		TEST(test_ssram),
		TEST(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
