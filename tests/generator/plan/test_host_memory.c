/* SPDX-License-Identifier: BSD-3-Clause
 * test_host_memory.c: the RAM of the hypervisor and of pre-launched VMs, and huge pages. */
#include "tests/generator/plan/hypervisor_scene.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

static const struct board_window ram[] = {
	{ 0x100000, 2 * GIB - 1 },
	{ 4 * GIB, 8 * GIB - 1 },
};

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->board.ram = scene->board.listed_ram = ram;
	scene->board.ram_count = scene->board.listed_ram_count = 2;
	scene->model.hypervisor.max_vms.value = 16;
	scene->vms[0].load_order = scene->vms[1].load_order = CFG_PRE_LAUNCHED;
}

static void assert_ram(const struct plan_vm_hypervisor *vm, size_t index, uint64_t start,
		       uint64_t mib)
{
	assert_true(index < vm->ram_count);
	assert_int_equal(vm->ram[index].start, start);
	assert_int_equal(vm->ram[index].bytes, mib * MIB);
}

static void test_parts_and_sizes(void **state)
{
	const struct host_memory parts[] = {
		{ .start = { .value = 5 * GIB }, .mib = { .value = 256 } },
		{ .start = { .value = 4 * GIB + 256 * MIB }, .mib = { .value = 256 } },
	};
	struct scene scene;

	open_scene(&scene, *state);
	scene.vms[0].has_memory = true;
	scene.vms[0].memory_size.value = 300;
	scene.vms[1].memory_size.value = 1024;
	scene.vms[1].memory_parts = parts;
	scene.vms[1].memory_part_count = 2;
	plan_fill_host_memory(&scene.planner);
	assert_true(scene.plan_vms[0].has_memory);
	assert_int_equal(scene.plan_vms[0].ram_count, 2);
	assert_ram(&scene.plan_vms[0], 0, 4 * GIB, 256);
	assert_ram(&scene.plan_vms[0], 1, 4 * GIB + 512 * MIB, 44);
	assert_int_equal(scene.plan_vms[1].ram_count, 4);
	assert_ram(&scene.plan_vms[1], 0, 4 * GIB + 256 * MIB, 256);
	assert_ram(&scene.plan_vms[1], 1, 4 * GIB + 556 * MIB, 468);
	assert_ram(&scene.plan_vms[1], 2, 5 * GIB, 256);
	assert_ram(&scene.plan_vms[1], 3, 5 * GIB + 256 * MIB, 556);
	assert_int_equal(scene.plan_vms[2].ram_count, 0);
}

/* The scenario's start counts for what VMs get, too. */
static void test_hypervisor(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	scene.vms[0].memory_size.value = 1;
	plan_fill_host_memory(&scene.planner);
	assert_int_equal(scene.hypervisor.ram_start, 0x400000);
	assert_int_equal(scene.hypervisor.ram_bytes, 84 * MIB);
	assert_false(scene.plan_vms[0].has_memory);
	assert_ram(&scene.plan_vms[0], 0, 4 * GIB, 1);
	scene.model.hypervisor.ram_start = (struct number) { .value = 4 * GIB, .is_given = true };
	plan_fill_host_memory(&scene.planner);
	assert_int_equal(scene.hypervisor.ram_start, 4 * GIB);
	assert_ram(&scene.plan_vms[0], 0, 4 * GIB + 84 * MIB, 1);
}

static void test_hugepages(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	scene.vms[1].memory_size.value = 1024;
	scene.vms[2].memory_size.value = 1023;
	plan_fill_host_memory(&scene.planner);
	assert_int_equal(scene.hypervisor.hugepages_gib, 0);
	assert_false(scene.hypervisor.has_hugepages);
	scene.vms[2].memory_size.value = 3 * 1024;
	scene.vms[3].memory_size.value = 2 * 1024 - 1;
	scene.platform.has_gbyte_pages = true;
	plan_fill_host_memory(&scene.planner);
	assert_int_equal(scene.hypervisor.hugepages_gib, 4);
	assert_true(scene.hypervisor.has_hugepages);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_parts_and_sizes),
		TEST(test_hypervisor),
		TEST(test_hugepages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
