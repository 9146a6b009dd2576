/* SPDX-License-Identifier: BSD-3-Clause
 * test_cpu_limits.c: how fast the CPUs of a board may run. */
#include "tests/generator/plan/hypervisor_scene.h"

static const struct plan_cpu_limits *fill(struct scene *scene)
{
	plan_fill_cpu_limits(&scene->planner);
	return scene->hypervisor.cpu_limits;
}

static void assert_levels(const struct plan_cpu_limits *limits, unsigned guaranteed,
			  unsigned highest, unsigned lowest)
{
	assert_int_equal(limits->guaranteed_level, guaranteed);
	assert_int_equal(limits->highest_level, highest);
	assert_int_equal(limits->lowest_level, lowest);
}

static void assert_pstates(const struct plan_cpu_limits *limits, unsigned nominal, unsigned highest)
{
	assert_int_equal(limits->nominal_pstate, nominal);
	assert_int_equal(limits->highest_pstate, highest);
}

/* VM 0 is an RTVM with CPU 1. */
static void open_real_time(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->vms[0].type = VM_REAL_TIME;
	SCENE_CPUS_OF(&scene->vms[0], { .id = 1 });
	SCENE_CPUS_OF(&scene->vms[1], { .id = 0 }, { .id = 2 });
}

static void open_hwp(struct scene *scene, struct fixture *fixture)
{
	open_real_time(scene, fixture);
	scene->platform.has_hwp = true;
	for (unsigned i = 0; i < SCENE_CPUS; i++) {
		scene->cpus[i].guaranteed_level = 20 + i;
		scene->cpus[i].highest_level = 40 + i;
		scene->cpus[i].lowest_level = 1 + i;
	}
}

static void test_no_capabilities(void **state)
{
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_real_time(&scene, *state);
	SCENE_BLOCK(&scene, BOARD_PX_INFO, "{0x1UL, 0x002600UL},", "{0x1UL, 0x001200UL},");
	limits = fill(&scene);
	assert_int_equal(scene.hypervisor.cpu_limit_count, SCENE_CPUS);
	for (size_t i = 0; i < SCENE_CPUS; i++) {
		assert_levels(&limits[i], 255, 255, 1);
		assert_pstates(&limits[i], 0, 0);
	}
}

/* ACRN's build counts the CPUs of this block. */
static void test_count(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	SCENE_BLOCK(&scene, BOARD_CPU_PROCESSOR_INFO, "0, 1,2, 3 ,9");
	fill(&scene);
	assert_int_equal(scene.hypervisor.cpu_limit_count, 4);
}

static void test_levels(void **state)
{
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_hwp(&scene, *state);
	limits = fill(&scene);
	assert_levels(&limits[0], 20, 20, 1);
	assert_levels(&limits[1], 21, 21, 21);
	scene.platform.has_turbo = true;
	limits = fill(&scene);
	assert_levels(&limits[0], 20, 40, 1);
	assert_levels(&limits[1], 21, 21, 21);
	assert_levels(&limits[2], 22, 42, 3);
}

/* The rows are as the board inspector writes them, with other lines between. */
static void open_pstates(struct scene *scene, struct fixture *fixture)
{
	open_real_time(scene, fixture);
	scene->platform.has_est = true;
	SCENE_BLOCK(scene, BOARD_PX_INFO, "/* no row */", "", "/* nor this */",
		    "{0x709UL, 0x00UL, 0x0AUL, 0x0AUL, 0x002600UL, 0x002600UL},\t/* P0 */",
		    "{0x708UL, 0x00UL, 0x0AUL, 0x0AUL, 0x001200UL, 0x001200UL},\t/* P1 */",
		    "{0x6A4UL, 0x00UL, 0x0AUL, 0x0AUL, 0x001100UL, 0x001100UL},\t/* P2 */");
}

static void test_pstates(void **state)
{
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_pstates(&scene, *state);
	scene.platform.has_max_none_turbo_ratio = true;
	scene.platform.max_none_turbo_ratio = 0x11;
	limits = fill(&scene);
	assert_pstates(&limits[0], 0, 0);
	assert_pstates(&limits[1], 0, 0);
	scene.platform.has_turbo = true;
	limits = fill(&scene);
	assert_pstates(&limits[0], 2, 0);
	assert_pstates(&limits[1], 2, 2);
	scene.platform.max_none_turbo_ratio = 0x30;
	assert_pstates(&fill(&scene)[1], 0, 0);
}

/* Without a ratio all of them are without turbo; none is where all have a higher one. */
static void test_pstates_without_turbo_ratio(void **state)
{
	struct scene scene;

	open_pstates(&scene, *state);
	scene.platform.has_turbo = true;
	assert_pstates(&fill(&scene)[1], 0, 0);
	scene.platform.has_max_none_turbo_ratio = true;
	scene.platform.max_none_turbo_ratio = 0x10;
	assert_pstates(&fill(&scene)[1], 1, 1);
	SCENE_BLOCK(&scene, BOARD_PX_INFO, "/* Px data is not available */");
	assert_pstates(&fill(&scene)[1], 0, 0);
}

/* The two threads of a core run at the speed of the slower one, in the limits of both. */
static void test_siblings(void **state)
{
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_hwp(&scene, *state);
	scene.platform.has_turbo = true;
	scene.cpus[0].apic_id = 8;
	scene.cpus[1].apic_id = 9;
	scene.cpus[4].apic_id = 0;
	limits = fill(&scene);
	assert_levels(&limits[0], 20, 21, 21);
	assert_levels(&limits[1], 21, 21, 21);
	assert_levels(&limits[4], 24, 44, 5);
}

/* A CPU need not be in its own domain. Later CPUs see what earlier ones have become. */
static void test_domains(void **state)
{
	static const uint32_t of_2[] = { 3, 5 }, of_6[] = { 6, 2, 70 };
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_hwp(&scene, *state);
	scene.platform.has_turbo = true;
	scene.cpus[2].domain = of_2;
	scene.cpus[2].domain_count = 2;
	scene.cpus[6].domain = of_6;
	scene.cpus[6].domain_count = 3;
	limits = fill(&scene);
	assert_levels(&limits[2], 22, 43, 6);
	assert_levels(&limits[3], 23, 43, 4);
	assert_levels(&limits[6], 26, 43, 7);
}

static void test_domain_pstates(void **state)
{
	static const uint32_t domain[] = { 0, 1 };
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_pstates(&scene, *state);
	scene.platform.has_turbo = true;
	scene.platform.has_max_none_turbo_ratio = true;
	scene.platform.max_none_turbo_ratio = 0x12;
	scene.cpus[0].domain = domain;
	scene.cpus[0].domain_count = 2;
	limits = fill(&scene);
	assert_pstates(&limits[0], 1, 1);
	assert_pstates(&limits[2], 1, 0);
}

/* CPUs 0, 1 and 2 share a cache of level 2; only 1 and 2 are efficiency cores. */
static void test_modules(void **state)
{
	static const uint32_t module[] = { 0, 2, 4, 99 };
	const struct board_cache caches[] = {
		{ .level = 2, .apic_ids = module, .apic_id_count = 4 },
		{ .level = 3, .apic_ids = module, .apic_id_count = 4 },
	};
	struct scene scene;
	const struct plan_cpu_limits *limits;

	open_hwp(&scene, *state);
	scene.platform.has_turbo = true;
	scene.board.caches = caches;
	scene.board.cache_count = 2;
	for (size_t i = 1; i < SCENE_CPUS; i++)
		scene.cpus[i].core = BOARD_CORE_EFFICIENCY;
	assert_levels(&fill(&scene)[2], 22, 42, 3);
	scene.platform.is_hybrid = true;
	limits = fill(&scene);
	assert_levels(&limits[0], 20, 40, 1);
	assert_levels(&limits[1], 21, 21, 21);
	assert_levels(&limits[2], 22, 21, 21);
	assert_levels(&limits[3], 23, 43, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_no_capabilities),
		TEST(test_count),
		TEST(test_levels),
		TEST(test_pstates),
		TEST(test_pstates_without_turbo_ratio),
		TEST(test_siblings),
		TEST(test_domains),
		TEST(test_domain_pstates),
		TEST(test_modules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
