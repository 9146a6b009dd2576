/* SPDX-License-Identifier: BSD-3-Clause
 * test_clos_table.c: the classes of service that cache policies make, and their masks. */
#include "tests/generator/helpers.h"

#include "plan/clos_table.h"

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
		scene->caches[i].id.value = i == L3 ? 0 : 4 * i;
		scene->caches[i].policies = scene->policies[i];
	}
}

static void add(struct scene *scene, enum cache cache, unsigned vm, unsigned vcpu,
		enum cache_type type, const char *mask)
{
	size_t i = scene->caches[cache].policy_count++;

	assert_true(i < 8);
	scene->policies[cache][i] = (struct cache_policy) {
		.vm = &scene->vms[vm],
		.vcpu.value = vcpu,
		.type = type,
		.mask.text = mask,
	};
}

static struct clos_table form(struct fixture *fixture, const struct scene *scene)
{
	return clos_table_form(fixture->arena, &scene->model, CLOS_MAX);
}

static void assert_count(struct fixture *fixture, const struct scene *scene, size_t count)
{
	struct clos_table table = form(fixture, scene);

	assert_int_equal(table.count * table.sides, count);
}

/* The masks of a cache of the board with eight parts, one after the other. */
static void assert_masks(struct fixture *fixture, const struct scene *scene, enum cache cache,
			 const char *expected)
{
	const struct board_cache on_board = {
		.level = (uint32_t)scene->caches[cache].level.value,
		.id = (uint32_t)scene->caches[cache].id.value,
		.mask_length = 8,
	};
	struct clos_table table = form(fixture, scene);
	const char *text = "";
	size_t count;
	const char *const *masks = clos_table_masks(fixture->arena, &table, &on_board, &count);

	for (size_t i = 0; i < count; i++)
		text = arena_printf(fixture->arena, "%s%s%s", text, i ? " " : "", masks[i]);
	assert_string_equal(text, expected);
}

static void assert_clos(struct fixture *fixture, const struct scene *scene, unsigned vm,
			unsigned vcpu, size_t clos)
{
	struct clos_table table = form(fixture, scene);

	for (size_t i = 0; i < table.vcpu_count; i++)
		if (table.vcpus[i].vm == &scene->vms[vm] && table.vcpus[i].number == vcpu) {
			assert_int_equal(table.vcpus[i].clos, clos);
			return;
		}
	fail();
}

static void test_same_masks_share(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	assert_count(fixture, &scene, 0);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf");
	assert_count(fixture, &scene, 1);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0xf");
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0xf");
	assert_count(fixture, &scene, 1);
	add(&scene, L3, 1, 1, CACHE_UNIFIED, "0xf0");
	assert_count(fixture, &scene, 2);
	assert_int_equal(clos_table_form(fixture->arena, &scene.model, 1).count, 1);
}

/* What one leaves open the other may fill; the caches are in the order of the scenario. */
static void test_missing_masks_match(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L2_SECOND, 0, 1, CACHE_UNIFIED, "0x2");
	assert_count(fixture, &scene, 1);
	add(&scene, L2_SECOND, 1, 0, CACHE_UNIFIED, "0x4");
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf");
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0xf0");
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0x3");
	assert_count(fixture, &scene, 3);
}

/* An L3 mask that the first policy does not have is not taken from another one. */
static void test_missing_l3_stays_missing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0xf");
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0xf0");
	assert_count(fixture, &scene, 1);
}

static void test_last_policy_counts(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf");
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf0");
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0xf0");
	assert_count(fixture, &scene, 1);
}

static void test_cdp_takes_two(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.model.hypervisor.cdp.is_set = true;
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xff");
	assert_count(fixture, &scene, 0);
	add(&scene, L3, 0, 0, CACHE_CODE, "0xf");
	add(&scene, L3, 0, 0, CACHE_DATA, "0xf");
	add(&scene, L3, 0, 1, CACHE_CODE, "0xf");
	add(&scene, L3, 0, 1, CACHE_DATA, "0xf");
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 1, 0, CACHE_CODE, "0x3");
	add(&scene, L3, 1, 0, CACHE_DATA, "0xf");
	assert_count(fixture, &scene, 4);
}

/* A VM that divides its part further shares it with no later policy. */
static void test_vcat_shares_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.vms[0].vcat.is_set = true;
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf");
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0xf");
	assert_count(fixture, &scene, 1);
	scene.model.hypervisor.vcat.is_set = true;
	assert_count(fixture, &scene, 2);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0xf");
	assert_count(fixture, &scene, 2);
}

/* Masks are as written, and so differ where their texts do; what is missing is the whole cache. */
static void test_masks(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	assert_masks(fixture, &scene, L3, "");
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x0F");
	add(&scene, L2_SECOND, 0, 1, CACHE_UNIFIED, "0x3");
	add(&scene, L2_SECOND, 1, 0, CACHE_UNIFIED, "0X3");
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0x7");
	assert_masks(fixture, &scene, L2_FIRST, "0x0F 0xff");
	assert_masks(fixture, &scene, L2_SECOND, "0x3 0X3");
	assert_masks(fixture, &scene, L3, "0xff 0xff");
	assert_clos(fixture, &scene, 0, 0, 0);
	assert_clos(fixture, &scene, 0, 1, 0);
	assert_clos(fixture, &scene, 1, 0, 1);
}

/* A class that begins with an L3 mask keeps it. */
static void test_l3_masks(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 1, 3, CACHE_UNIFIED, "0x7");
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0x38");
	assert_masks(fixture, &scene, L3, "0x7 0x38");
	assert_masks(fixture, &scene, L2_FIRST, "0xff 0xff");
	assert_clos(fixture, &scene, 1, 0, 1);
	assert_clos(fixture, &scene, 1, 3, 0);
}

static void test_several_l2_caches(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L2_SECOND, 0, 0, CACHE_UNIFIED, "0x2");
	add(&scene, L2_SECOND, 1, 0, CACHE_UNIFIED, "0x4");
	assert_masks(fixture, &scene, L2_FIRST, "0x1 0xff");
	assert_masks(fixture, &scene, L2_SECOND, "0x2 0x4");
}

/* Two elements for one cache, and another cache of which nothing is said. */
static void test_caches_of_one_id(void **state)
{
	const struct board_cache unknown = { .level = 2, .id = 9 };
	struct fixture *fixture = *state;
	struct clos_table table;
	struct scene scene;
	size_t count = 1;

	open_scene(&scene);
	scene.caches[L2_SECOND].id.value = 0;
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L2_SECOND, 0, 0, CACHE_UNIFIED, "0x2");
	assert_masks(fixture, &scene, L2_FIRST, "0x2");
	table = form(fixture, &scene);
	assert_int_equal(table.l2_count, 1);
	assert_null(clos_table_masks(fixture->arena, &table, &unknown, &count));
	assert_int_equal(count, 0);
}

/* A board may have no number of parts, or as many as a mask can have. */
static void test_masks_of_all_parts(void **state)
{
	struct board_cache cache = { .level = 3 };
	struct fixture *fixture = *state;
	struct clos_table table;
	struct scene scene;
	size_t count;

	open_scene(&scene);
	add(&scene, L2_FIRST, 0, 0, CACHE_UNIFIED, "0x1");
	table = form(fixture, &scene);
	assert_string_equal(*clos_table_masks(fixture->arena, &table, &cache, &count), "0xffff");
	cache.mask_length = 64;
	assert_string_equal(*clos_table_masks(fixture->arena, &table, &cache, &count),
			    "0xffffffffffffffff");
}

static void test_cdp_masks(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.model.hypervisor.cdp.is_set = true;
	add(&scene, L2_FIRST, 0, 0, CACHE_DATA, "0x1");
	add(&scene, L3, 0, 0, CACHE_DATA, "0x3");
	add(&scene, L3, 0, 0, CACHE_CODE, "0xc");
	add(&scene, L3, 0, 1, CACHE_CODE, "0x30");
	add(&scene, L3, 0, 1, CACHE_DATA, "0x3");
	add(&scene, L3, 1, 0, CACHE_CODE, "0x80");
	add(&scene, L3, 1, 1, CACHE_UNIFIED, "0x80");
	assert_masks(fixture, &scene, L2_FIRST, "0x1 0xff 0xff 0xff");
	assert_masks(fixture, &scene, L3, "0x3 0xc 0x3 0x30");
	assert_clos(fixture, &scene, 0, 0, 0);
	assert_clos(fixture, &scene, 0, 1, 1);
	assert_clos(fixture, &scene, 1, 0, 0);
	assert_clos(fixture, &scene, 1, 1, 0);
}

/* Without CDP policies for code or data make classes, but are nobody's. */
static void test_ignored_types(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L3, 0, 1, CACHE_CODE, "0x2");
	assert_masks(fixture, &scene, L3, "0x1 0x2");
	assert_clos(fixture, &scene, 0, 1, 0);
	add(&scene, L3, 0, 1, CACHE_UNIFIED, "0x4");
	assert_masks(fixture, &scene, L3, "0x1 0x4");
	assert_clos(fixture, &scene, 0, 1, 1);
}

/* A VM with vCAT may join a class. One of its own takes in nothing, not even its other policies. */
static void test_vcat_masks(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	scene.vms[1].vcat.is_set = true;
	scene.model.hypervisor.vcat.is_set = true;
	add(&scene, L2_FIRST, 1, 0, CACHE_UNIFIED, "0x1");
	add(&scene, L3, 1, 0, CACHE_UNIFIED, "0x2");
	assert_masks(fixture, &scene, L3, "0x2 0x2");
	add(&scene, L2_SECOND, 0, 0, CACHE_UNIFIED, "0x8");
	assert_masks(fixture, &scene, L3, "0x2 0xff");
	assert_masks(fixture, &scene, L2_FIRST, "0x1 0x1");
	assert_masks(fixture, &scene, L2_SECOND, "0xff 0x8");
	assert_clos(fixture, &scene, 1, 0, 0);
	assert_clos(fixture, &scene, 0, 0, 1);
}

static void test_unknown_vms_count_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct scene scene;

	open_scene(&scene);
	add(&scene, L3, 0, 0, CACHE_UNIFIED, "0xf");
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
		TEST(test_masks),
		TEST(test_l3_masks),
		TEST(test_several_l2_caches),
		TEST(test_caches_of_one_id),
		TEST(test_masks_of_all_parts),
		TEST(test_cdp_masks),
		TEST(test_ignored_types),
		TEST(test_vcat_masks),
		TEST(test_unknown_vms_count_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
