/* SPDX-License-Identifier: BSD-3-Clause
 * test_memory.c: the hypervisor's RAM, and what it leaves to pre-launched VMs. */
#include "tests/generator/helpers.h"

#include "plan/memory.h"

#define MIB (UINT64_C(1) << 20)
#define GIB (UINT64_C(1) << 30)

/* A board with RAM below and above 4 GiB, and one VM. */
struct scene {
	struct model model;
	struct board board;
	struct board_window ram[3];
	struct vm vm;
	struct host_memory parts[5];
};

static void open_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->ram[0] = (struct board_window) { 0, 0x9ffff };
	scene->ram[1] = (struct board_window) { 0x100000, 2 * GIB - 1 };
	scene->ram[2] = (struct board_window) { 4 * GIB, 6 * GIB - 1 };
	scene->board.ram = scene->ram;
	scene->board.ram_count = 3;
	scene->board.listed_ram = scene->ram;
	scene->board.listed_ram_count = 3;
	scene->model.board = &scene->board;
	scene->model.vms = &scene->vm;
	scene->model.vm_count = 1;
	scene->model.hypervisor.max_vms.value = 16;
	scene->vm.load_order = CFG_PRE_LAUNCHED;
	scene->vm.memory_parts = scene->parts;
}

static void add_part(struct scene *scene, uint64_t start, uint64_t mib)
{
	scene->parts[scene->vm.memory_part_count++] = (struct host_memory) {
		.start = { .value = start, .is_given = true },
		.mib = { .value = mib, .is_given = true },
	};
}

static void assert_hypervisor(const struct scene *scene, uint64_t first, uint64_t size)
{
	struct board_window window;

	assert_true(memory_hypervisor(&scene->model, &window));
	assert_int_equal(window.first, first);
	assert_int_equal(window.last, first + size - 1);
}

static void test_hypervisor(void **state)
{
	struct board_window window;
	struct scene scene;

	(void)state;
	open_scene(&scene);
	assert_hypervisor(&scene, 0x400000, 84 * MIB);
	scene.model.hypervisor.max_vms.value = 8;
	assert_hypervisor(&scene, 0x400000, 52 * MIB);
	scene.vm.has_secure_world = true;
	assert_hypervisor(&scene, 0x400000, 68 * MIB);
	scene.ram[1].last = 0x400000 + 68 * MIB - 1;
	assert_hypervisor(&scene, 4 * GIB, 68 * MIB);
	scene.ram[1].last++;
	assert_hypervisor(&scene, 0x400000, 68 * MIB);
	scene.model.board = NULL;
	assert_false(memory_hypervisor(&scene.model, &window));
	scene.model.hypervisor.ram_start = (struct number) { .value = GIB, .is_given = true };
	assert_hypervisor(&scene, GIB, 68 * MIB);
	scene.model.hypervisor.ram_start.value = UINT64_MAX - MIB;
	assert_false(memory_hypervisor(&scene.model, &window));
	scene.model.hypervisor.ram_start.is_given = false;
	scene.model.board = &scene.board;
	scene.board.listed_ram_count = 1;
	assert_false(memory_hypervisor(&scene.model, &window));
}

/* What is too small once its start is aligned is passed over. */
static void test_hypervisor_aligned(void **state)
{
	struct board_window window;
	struct scene scene;

	(void)state;
	open_scene(&scene);
	scene.ram[1] = (struct board_window) { 0x500000, 0x600000 + 84 * MIB - 2 };
	scene.ram[2].first += 4096;
	assert_hypervisor(&scene, 4 * GIB + 2 * MIB, 84 * MIB);
	scene.ram[1].last++;
	assert_hypervisor(&scene, 0x600000, 84 * MIB);
	scene.ram[1].last = 0x4fffff;
	scene.ram[2] = (struct board_window) { UINT64_MAX - MIB, UINT64_MAX };
	assert_false(memory_hypervisor(&scene.model, &window));
}

static void test_is_ram(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	assert_true(memory_is_ram(&scene.board, scene.ram[0]));
	assert_true(memory_is_ram(&scene.board, scene.ram[2]));
	assert_true(memory_is_ram(&scene.board, (struct board_window) { GIB, GIB }));
	assert_false(memory_is_ram(&scene.board, (struct board_window) { 0x9f000, 0xa0000 }));
	assert_false(memory_is_ram(&scene.board, (struct board_window) { 3 * GIB, 3 * GIB }));
	assert_false(memory_is_ram(&scene.board, (struct board_window) { GIB, 4 * GIB }));
	scene.board.ram_count = 0;
	assert_false(memory_is_ram(&scene.board, scene.ram[0]));
}

static void test_parts(void **state)
{
	struct fixture *fixture = *state;
	struct memory_range *parts;
	struct scene scene;
	size_t count;

	open_scene(&scene);
	assert_null(memory_parts(fixture->arena, &scene.model, &count));
	add_part(&scene, 5 * GIB, 1);
	add_part(&scene, 4 * GIB, 0);
	add_part(&scene, 0, 1);
	add_part(&scene, UINT64_MAX - MIB, 2);
	add_part(&scene, 4 * GIB, 2);
	parts = memory_parts(fixture->arena, &scene.model, &count);
	assert_int_equal(count, 2);
	assert_int_equal(parts[0].window.first, 4 * GIB);
	assert_int_equal(parts[0].window.last, 4 * GIB + 2 * MIB - 1);
	assert_ptr_equal(parts[1].memory, &scene.parts[0]);
	assert_ptr_equal(parts[1].vm, &scene.vm);
}

static void assert_free(struct fixture *fixture, const struct scene *scene, uint64_t mib,
			size_t count)
{
	struct memory_pool pool = memory_pool(fixture->arena, &scene->model);

	assert_int_equal(pool.size, mib * MIB);
	assert_int_equal(pool.count, count);
}

static void test_pool(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	assert_free(fixture, &scene, 2048, 1);
	add_part(&scene, GIB, 512);
	assert_free(fixture, &scene, 2048, 1);
	add_part(&scene, 5 * GIB, 512);
	assert_free(fixture, &scene, 1536, 2);
	add_part(&scene, 5 * GIB, 256);
	assert_free(fixture, &scene, 1536, 2);
	add_part(&scene, 6 * GIB - MIB, 1024);
	assert_free(fixture, &scene, 1535, 2);
	scene.model.hypervisor.ram_start = (struct number) { .value = 4 * GIB, .is_given = true };
	assert_free(fixture, &scene, 1535 - 84, 2);
	scene.vm.memory_part_count = 0;
	add_part(&scene, 3 * GIB, 1024 * 4);
	assert_free(fixture, &scene, 0, 0);
	scene.vm.memory_part_count = 0;
	scene.ram[2].first -= 1;
	assert_free(fixture, &scene, 0, 0);
}

static void assert_taken(const struct memory_list *list, size_t index, uint64_t start, uint64_t mib)
{
	assert_true(index < list->count);
	assert_int_equal(list->all[index].first, start);
	assert_int_equal(list->all[index].last, start + mib * MIB - 1);
}

static void test_take(void **state)
{
	struct fixture *fixture = *state;
	struct memory_list list = { 0 };
	struct memory_pool pool;
	struct scene scene;

	open_scene(&scene);
	add_part(&scene, 4 * GIB + 256 * MIB, 256);
	pool = memory_pool(fixture->arena, &scene.model);
	assert_true(memory_take(fixture->arena, &pool, 0, &list));
	assert_int_equal(list.count, 0);
	assert_true(memory_take(fixture->arena, &pool, 200, &list));
	assert_true(memory_take(fixture->arena, &pool, 100, &list));
	assert_int_equal(list.count, 3);
	assert_taken(&list, 0, 4 * GIB, 200);
	assert_taken(&list, 1, 4 * GIB + 200 * MIB, 56);
	assert_taken(&list, 2, 4 * GIB + 512 * MIB, 44);
	assert_false(memory_take(fixture->arena, &pool, 1493, &list));
	assert_false(memory_take(fixture->arena, &pool, UINT64_MAX, &list));
	assert_int_equal(list.count, 3);
	assert_true(memory_take(fixture->arena, &pool, 1492, &list));
	assert_taken(&list, 3, 4 * GIB + 556 * MIB, 1492);
	assert_int_equal(pool.count, 0);
	assert_false(memory_take(fixture->arena, &pool, 1, &list));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hypervisor), TEST(test_hypervisor_aligned),
		TEST(test_is_ram),     TEST(test_parts),
		TEST(test_pool),       TEST(test_take),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
