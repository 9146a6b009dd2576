/* SPDX-License-Identifier: BSD-3-Clause
 * test_affinity.c: the CPUs of VMs. */
#include "plan/affinity.h"

#include "tests/generator/plan/hypervisor_scene.h"

/* A pre-launched VM with two CPUs, the Service VM, and post-launched ones. */
static void open_scene(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->vms[0].load_order = CFG_PRE_LAUNCHED;
	SCENE_CPUS_OF(&scene->vms[0], { .id = 3 }, { .id = 1 });
	scene->vms[1].load_order = CFG_SERVICE_VM;
	SCENE_CPUS_OF(&scene->vms[2], { .id = 0 });
}

static void test_online(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	assert_int_equal(affinity_online(&scene.board), 0xff);
	SCENE_BLOCK(&scene, BOARD_CPU_PROCESSOR_INFO, "0, 01,2 x 3");
	assert_int_equal(affinity_online(&scene.board), 0x0f);
	SCENE_BLOCK(&scene, BOARD_CPU_PROCESSOR_INFO, "8, 64, 4294967296, 7");
	assert_int_equal(affinity_online(&scene.board), 0x80);
	SCENE_BLOCK(&scene, BOARD_CPU_PROCESSOR_INFO, "");
	assert_int_equal(affinity_online(&scene.board), 0xff);
}

/* What the Service VM is not given are the CPUs of pre-launched VMs alone. */
static void test_remaining(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	assert_int_equal(affinity_remaining(&scene.model), 0xf5);
	SCENE_BLOCK(&scene, BOARD_CPU_PROCESSOR_INFO, "1, 3");
	assert_int_equal(affinity_remaining(&scene.model), 0);
}

static void test_written(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	SCENE_CPUS_OF(&scene.vms[1], { .id = 5 }, { .id = 2 }, { .id = 4 });
	plan_fill_affinity(&scene.planner);
	assert_int_equal(scene.hypervisor.service_cpu_count, 3);
	assert_int_equal(scene.plan_vms[1].pcpu_count, 3);
	assert_int_equal(scene.plan_vms[1].pcpus[0], 5);
	assert_int_equal(scene.plan_vms[1].pcpus[2], 4);
	assert_int_equal(scene.plan_vms[0].pcpu_count, 2);
	assert_int_equal(scene.plan_vms[0].pcpus[0], 3);
}

static void test_chosen(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	plan_fill_affinity(&scene.planner);
	assert_int_equal(scene.hypervisor.service_cpu_count, 6);
	assert_int_equal(scene.plan_vms[1].pcpu_count, 6);
	assert_int_equal(scene.plan_vms[1].pcpus[1], 2);
	assert_int_equal(scene.plan_vms[1].pcpus[5], 7);
	assert_int_equal(scene.plan_vms[3].pcpu_count, 0);
}

static void test_cache(void **state)
{
	static const uint32_t apic_ids[] = { 14, 0, 3, 4 };
	const struct board_cache cache = { .apic_ids = apic_ids, .apic_id_count = 4 };
	struct scene scene;

	scene_open(&scene, *state);
	assert_int_equal(affinity_of_cache(&scene.board, &cache), 0x85);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_online), TEST(test_remaining), TEST(test_written),
		TEST(test_chosen), TEST(test_cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
