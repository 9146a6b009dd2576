/* SPDX-License-Identifier: BSD-3-Clause
 * test_budget.c: how a budget is added up. */
#include "tests/generator/helpers.h"

#include "board/board.h"
#include "budget/budget.h"

#define MIB (UINT64_C(1) << 20)

/* A post-launched and a Service VM with the same regions, on a board with two CPUs. */
struct scene {
	struct source source;
	struct board board;
	struct board_cpu board_cpus[2];
	struct board_window ram;
	struct model model;
	struct vm vms[2];
	struct cpu cpus[3];
	struct device devices[3];
	struct shm_peer peers[3];
	struct shm_region regions[3], *region_list[3];
	struct shm_declaration declarations[3], *declaration_list[3];
};

static void open_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->source.name = "scene.xml";
	scene->model.source = &scene->source;
	scene->model.vms = scene->vms;
	scene->model.vm_count = 2;
	scene->model.regions = scene->region_list;
	scene->model.hypervisor.max_vms.value = 16;
	scene->model.hypervisor.max_msix_entries.value = 64;
	scene->vms[0].load_order = CFG_SERVICE_VM;
	scene->vms[0].memory_mib = 1024;
	scene->vms[1].load_order = CFG_POST_LAUNCHED;
	scene->vms[1].memory_mib = 512;
	scene->vms[1].cpus = scene->cpus;
	scene->vms[1].devices = scene->devices;
	scene->board_cpus[1].id = 1;
	scene->board.name = "tiny";
	scene->board.cpus = scene->board_cpus;
	scene->board.cpu_count = 2;
	scene->board.ram = &scene->ram;
	scene->board.ram_count = 1;
	scene->board.ram_size = 4096 * MIB;
	scene->ram.last = 4096 * MIB - 1;
}

static void add_region(struct scene *scene, enum cfg_land land, uint64_t size)
{
	size_t i = scene->model.region_count++;

	assert_true(i < 3);
	scene->declarations[i] = (struct shm_declaration) { .land = land, .size = size };
	scene->declaration_list[i] = &scene->declarations[i];
	scene->regions[i].declarations = &scene->declaration_list[i];
	scene->regions[i].declaration_count = 1;
	scene->region_list[i] = &scene->regions[i];
	scene->peers[i].region = &scene->regions[i];
	scene->devices[i] = (struct device) { .kind = DEVICE_IVSHMEM, .ivshmem = &scene->peers[i] };
	scene->vms[1].device_count++;
}

static void assert_item(struct budget_item item, uint64_t total, uint64_t used)
{
	assert_true(item.is_known);
	assert_int_equal(item.total, total);
	assert_int_equal(item.used, used);
}

static void test_without_board(void **state)
{
	struct fixture *fixture = *state;
	const struct budget *budget;
	struct scene scene;

	open_scene(&scene);
	scene.cpus[0].id = 7;
	scene.cpus[2].id = 7;
	scene.vms[1].cpu_count = 3;
	budget = budget_compute(fixture->arena, &scene.model);
	assert_null(budget->board);
	assert_false(budget->ram.is_known || budget->cpus.is_known);
	assert_int_equal(budget->cpus.used, 2);
	assert_int_equal(budget->ram.used, (84 + 512) * MIB);
	assert_int_equal(budget->hypervisor, 84 * MIB);
	assert_item(budget->hv_regions, 8, 0);
	assert_item(budget->msix, 64, 0);
	assert_int_equal(budget->vms[0].memory, 0);
	assert_false(budget->vms[0].windows.is_known);
	assert_item(budget->vms[1].slots, 28, 0);
}

static void test_regions(void **state)
{
	struct fixture *fixture = *state;
	const struct budget *budget;
	struct scene scene;

	open_scene(&scene);
	add_region(&scene, CFG_LAND_HV, 4096);
	add_region(&scene, CFG_LAND_HV, 2 * MIB);
	add_region(&scene, CFG_LAND_DM, 16 * MIB);
	scene.devices[2].address.kind = ADDRESS_FIXED;
	scene.devices[2].address.vbdf = CFG_BDF(0, 8, 0);
	budget = budget_compute(fixture->arena, &scene.model);
	assert_int_equal(budget->hv_land, 4 * MIB);
	assert_int_equal(budget->dm_land, 16 * MIB);
	assert_item(budget->hv_regions, 8, 2);
	assert_item(budget->msix, 64, 8);
	assert_int_equal(budget->ram.used, (84 + 512 + 4) * MIB);
	assert_int_equal(budget->vms[1].msix, 24);
	assert_item(budget->vms[1].slots, 28, 3);
}

static void test_board(void **state)
{
	struct fixture *fixture = *state;
	const struct budget *budget;
	struct scene scene;

	open_scene(&scene);
	scene.model.board = &scene.board;
	scene.cpus[0].id = 1;
	scene.cpus[1].id = 1;
	scene.cpus[2].id = 7;
	scene.vms[1].cpu_count = 3;
	budget = budget_compute(fixture->arena, &scene.model);
	assert_string_equal(budget->board, "tiny");
	assert_item(budget->ram, 4096 * MIB, (84 + 512) * MIB);
	assert_item(budget->cpus, 2, 1);
	assert_int_equal(budget->vms[1].cpus, 3);
}

/* Those of a pre-launched VM are known: 1.5 GiB and 256 GiB. */
static void test_windows(void **state)
{
	struct fixture *fixture = *state;
	const struct budget *budget;
	struct scene scene;

	open_scene(&scene);
	add_region(&scene, CFG_LAND_HV, 2 * MIB);
	scene.vms[1].load_order = CFG_PRE_LAUNCHED;
	budget = budget_compute(fixture->arena, &scene.model);
	assert_item(budget->vms[1].windows, (1536 + 256 * 1024) * MIB, 2 * MIB + 2 * 4096);
	assert_item(budget->vms[1].slots, 31, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_without_board),
		TEST(test_regions),
		TEST(test_board),
		TEST(test_windows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
