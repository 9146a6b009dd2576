/* SPDX-License-Identifier: BSD-3-Clause
 * test_ssram.c: the software SRAM of a pre-launched RTVM. */
#include "tests/generator/plan/hypervisor_scene.h"

#include "plan/ssram.h"

static const struct board_cache caches[] = {
	{ .level = 2, .has_ssram = true, .ssram = { 0x40080000, 0x400fffff } },
	{ .level = 2 },
	{ .level = 3, .has_ssram = true, .ssram = { 0x40100000, 0x401f0000 } },
};

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->board.caches = caches;
	scene->board.cache_count = 3;
	scene->model.hypervisor.ssram.is_set = true;
	scene->vms[1].load_order = CFG_PRE_LAUNCHED;
	scene->vms[1].type = VM_REAL_TIME;
}

static void test_size(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	plan_fill_ssram(&scene.planner);
	assert_true(scene.hypervisor.has_ssram);
	assert_int_equal(scene.hypervisor.ssram_bytes, 0x171000);
	assert_int_equal(scene.hypervisor.ssram_start, 0x7fdfb000 - 0x171000);
	scene.board.cache_count = 2;
	plan_fill_ssram(&scene.planner);
	assert_int_equal(scene.hypervisor.ssram_bytes, 0);
	assert_int_equal(scene.hypervisor.ssram_start, 0x7fdfb000);
}

static void test_none(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	scene.model.hypervisor.ssram.is_set = false;
	plan_fill_ssram(&scene.planner);
	assert_false(scene.hypervisor.has_ssram);
	open_scene(&scene, *state);
	scene.vms[1].load_order = CFG_POST_LAUNCHED;
	plan_fill_ssram(&scene.planner);
	assert_false(scene.hypervisor.has_ssram);
	open_scene(&scene, *state);
	scene.vms[1].type = VM_STANDARD;
	plan_fill_ssram(&scene.planner);
	assert_false(scene.hypervisor.has_ssram);
	assert_int_equal(scene.hypervisor.ssram_bytes, 0);
}

/* Any addresses. */
static void test_extremes(void **state)
{
	const struct board_cache all = { .level = 3,
					 .has_ssram = true,
					 .ssram = { 0, UINT64_MAX } };
	const struct board_cache reversed = { .level = 3,
					      .has_ssram = true,
					      .ssram = { 0x1000, 0xfff } };
	const struct board board = { .caches = &all, .cache_count = 1 };
	const struct board empty = { .caches = &reversed, .cache_count = 1 };

	(void)state;
	assert_int_equal(ssram_pages(&board), UINT64_C(1) << 52);
	assert_int_equal(ssram_pages(&empty), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_size),
		TEST(test_none),
		TEST(test_extremes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
