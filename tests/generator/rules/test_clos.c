/* SPDX-License-Identifier: BSD-3-Clause
 * test_clos.c: how many classes of service cache policies need. */
#include "tests/generator/helpers.h"

#include "rules/clos.h"

#define COUNT_MAX 100

/* Two VMs, and policies for two L2 caches and the L3 cache. */
struct scene {
	struct model model;
	struct vm vms[2];
	struct cache_allocation caches[3];
	struct cache_policy policies[3][8];
};

enum cache {
	L2_FIRST,
	L2_SECOND,
	L3,
};

static void open_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	scene->model.hypervisor.caches = scene->caches;
	scene->model.hypervisor.cache_count = 3;
	for (size_t i = 0; i < 3; i++) {
		scene->caches[i].level.value = i == L3 ? 3 : 2;
		scene->caches[i].policies = scene->policies[i];
	}
}

static void add(struct scene *scene, enum cache cache, unsigned vm, unsigned vcpu,
		enum cache_type type, uint64_t mask)
{
	size_t i = scene->caches[cache].policy_count++;

	assert_true(i < 8);
	scene->policies[cache][i] = (struct cache_policy) {
		.vm = &scene->vms[vm],
		.vcpu.value = vcpu,
		.type = type,
		.mask.value = mask,
	};
}

static void assert_count(struct fixture *fixture, const struct scene *scene, size_t count)
{
	assert_int_equal(clos_count(fixture->arena, &scene->model, COUNT_MAX), count);
}

static void test_same_masks_share(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	assert_count(fixture, &scene, 0);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf);
	assert_count(fixture, &scene, 1);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, 0xf);
	add(&scene, L3, 1, 0, CACHE_UNIFIED, 0xf);
	assert_count(fixture, &scene, 1);
	add(&scene, L3, 1, 1, CACHE_UNIFIED, 0xf0);
	assert_count(fixture, &scene, 2);
	assert_int_equal(clos_count(fixture->arena, &scene.model, 1), 1);
}

/* What one leaves open the other may fill; the caches are in the order of the scenario. */
static void test_missing_masks_match(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, 0x1);
	add(&scene, L2_SECOND, 0, 1, CACHE_UNIFIED, 0x2);
	assert_count(fixture, &scene, 1);
	add(&scene, L2_SECOND, 1, 0, CACHE_UNIFIED, 0x4);
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf);
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, 0xf0);
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 1, 0, CACHE_UNIFIED, 0x3);
	assert_count(fixture, &scene, 3);
}

/* An L3 mask that the first policy does not have is not taken from another one. */
static void test_missing_l3_stays_missing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, 0x1);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, 0xf);
	add(&scene, L3, 1, 0, CACHE_UNIFIED, 0xf0);
	assert_count(fixture, &scene, 1);
}

static void test_last_policy_counts(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf0);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, 0xf0);
	assert_count(fixture, &scene, 1);
}

static void test_cdp_takes_two(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.model.hypervisor.cdp.is_set = true;
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xff);
	assert_count(fixture, &scene, 0);
	add(&scene, L3, 0, 0, CACHE_CODE, 0xf);
	add(&scene, L3, 0, 0, CACHE_DATA, 0xf);
	add(&scene, L3, 0, 1, CACHE_CODE, 0xf);
	add(&scene, L3, 0, 1, CACHE_DATA, 0xf);
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 1, 0, CACHE_CODE, 0x3);
	add(&scene, L3, 1, 0, CACHE_DATA, 0xf);
	assert_count(fixture, &scene, 4);
}

/* A VM that divides its part further shares it with no later policy. */
static void test_vcat_shares_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.vms[0].vcat.is_set = true;
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf);
	add(&scene, L3, 1, 0, CACHE_UNIFIED, 0xf);
	assert_count(fixture, &scene, 1);
	scene.model.hypervisor.vcat.is_set = true;
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, 0xf);
	assert_count(fixture, &scene, 2);
}

static void test_unknown_vms_count_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, 0xf);
	scene.policies[L3][0].vm = NULL;
	assert_count(fixture, &scene, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_same_masks_share),
		TEST(test_missing_masks_match),
		TEST(test_missing_l3_stays_missing),
		TEST(test_last_policy_counts),
		TEST(test_cdp_takes_two),
		TEST(test_vcat_shares_nothing),
		TEST(test_unknown_vms_count_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
