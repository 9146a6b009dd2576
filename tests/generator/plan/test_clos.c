/* SPDX-License-Identifier: BSD-3-Clause
 * test_clos.c: the plan's classes of service. */
#include "tests/generator/plan/hypervisor_scene.h"

enum policies {
	L2_POLICIES = 3,
	L3_POLICIES = 2,
};

struct clos_scene {
	struct scene scene;
	struct board_cache on_board[3]; /* L2 with IDs 0 and 4, L3 */
	struct cache_policy l2[L2_POLICIES], l3[L3_POLICIES];
	struct cache_allocation caches[2];
};

static struct cache_policy policy(const struct vm *vm, unsigned vcpu, const char *mask)
{
	return (struct cache_policy) { .vm = vm, .vcpu.value = vcpu, .mask.text = mask };
}

static void open_board(struct clos_scene *scene)
{
	static const uint32_t first[] = { 0, 2 }, second[] = { 4, 6 };

	for (size_t i = 0; i < 3; i++)
		scene->on_board[i] = (struct board_cache) {
			.level = i == 2 ? 3 : 2,
			.id = i == 1 ? 4 : 0,
			.position = 9 - i,
			.has_cat = true,
			.mask_length = 4,
			.clos_count = 7 + (unsigned)i,
			.apic_ids = i ? second : first,
			.apic_id_count = 2,
		};
	scene->scene.board.caches = scene->on_board;
	scene->scene.board.cache_count = 3;
}

/* VM 1 has policies for its vCPUs 0, 2 and 5; VM 3 for 0. */
static void open_scene(struct clos_scene *scene, struct fixture *fixture)
{
	struct vm *vms = scene->scene.vms;

	memset(scene, 0, sizeof(*scene));
	scene_open(&scene->scene, fixture);
	open_board(scene);
	scene->l2[0] = policy(&vms[1], 2, "0x1");
	scene->l2[1] = policy(&vms[3], 0, "0x2");
	scene->l2[2] = policy(&vms[1], 5, "0x3");
	scene->l3[0] = policy(&vms[1], 2, "0x4");
	scene->l3[1] = policy(&vms[1], 0, "0x8");
	scene->caches[0] = (struct cache_allocation) {
		.level.value = 2,
		.policies = scene->l2,
		.policy_count = L2_POLICIES,
	};
	scene->caches[1] = (struct cache_allocation) {
		.level.value = 3,
		.policies = scene->l3,
		.policy_count = L3_POLICIES,
	};
	scene->scene.model.hypervisor.caches = scene->caches;
	scene->scene.model.hypervisor.cache_count = 2;
	scene->scene.model.hypervisor.rdt.is_set = true;
}

/* In the order of the board's document; an L2 cache that the scenario does not divide has none. */
static void test_masks(void **state)
{
	const struct plan_cache *caches;
	struct clos_scene scene;

	open_scene(&scene, *state);
	plan_fill_clos(&scene.scene.planner);
	caches = scene.scene.hypervisor.caches;
	assert_int_equal(scene.scene.hypervisor.cache_count, 3);
	assert_ptr_equal(caches[0].cache, &scene.on_board[2]);
	assert_int_equal(caches[0].mask_count, 3);
	assert_string_equal(caches[0].masks[0], "0x4");
	assert_string_equal(caches[0].masks[1], "0xf");
	assert_int_equal(caches[0].cpus, 0xc);
	assert_ptr_equal(caches[1].cache, &scene.on_board[1]);
	assert_int_equal(caches[1].mask_count, 0);
	assert_ptr_equal(caches[2].cache, &scene.on_board[0]);
	assert_int_equal(caches[2].mask_count, 3);
	assert_string_equal(caches[2].masks[2], "0x3");
	assert_int_equal(caches[2].cpus, 0x3);
}

static void test_vcpus(void **state)
{
	struct clos_scene scene;
	const struct plan_vm_hypervisor *vms = scene.scene.plan_vms;

	open_scene(&scene, *state);
	plan_fill_clos(&scene.scene.planner);
	assert_int_equal(vms[0].vcpu_clos_count, 0);
	assert_int_equal(vms[1].vcpu_clos_count, 3);
	assert_int_equal(vms[1].clos_count, 3);
	assert_int_equal(vms[1].vcpu_clos[0], 1);
	assert_int_equal(vms[1].vcpu_clos[1], 0);
	assert_int_equal(vms[1].vcpu_clos[2], 2);
	assert_int_equal(vms[2].vcpu_clos_count, 0);
	assert_int_equal(vms[3].vcpu_clos_count, 1);
	assert_int_equal(vms[3].vcpu_clos[0], 1);
}

/* Of the caches with CAT alone. */
static void test_limits(void **state)
{
	struct clos_scene scene;
	const struct plan_hypervisor *hypervisor = &scene.scene.hypervisor;

	open_scene(&scene, *state);
	scene.on_board[1].clos_count = 2;
	scene.on_board[1].has_cat = false;
	plan_fill_clos(&scene.scene.planner);
	assert_int_equal(hypervisor->cache_count, 2);
	assert_int_equal(hypervisor->clos_max, 7);
}

/* With it each class takes two IDs. */
static void test_limit_with_cdp(void **state)
{
	struct clos_scene scene;

	open_scene(&scene, *state);
	scene.scene.model.hypervisor.cdp.is_set = true;
	plan_fill_clos(&scene.scene.planner);
	assert_int_equal(scene.scene.hypervisor.clos_max, 3);
}

static void test_limits_without_rdt(void **state)
{
	struct clos_scene scene;

	open_scene(&scene, *state);
	scene.scene.model.hypervisor.rdt.is_set = false;
	plan_fill_clos(&scene.scene.planner);
	assert_int_equal(scene.scene.hypervisor.cache_count, 3);
	assert_int_equal(scene.scene.hypervisor.clos_max, 0);
}

/* The first mask of each level at which the board can divide a cache. */
static void test_vcat(void **state)
{
	struct clos_scene scene;
	const struct plan_vm_hypervisor *vm = &scene.scene.plan_vms[1];

	open_scene(&scene, *state);
	scene.scene.vms[1].vcat.is_set = true;
	scene.scene.vms[1].vcat_classes.value = 5;
	plan_fill_clos(&scene.scene.planner);
	assert_false(vm->has_vcat);
	assert_null(vm->max_l2_mask);
	scene.scene.model.hypervisor.vcat.is_set = true;
	scene.scene.hypervisor.cache_count = 0;
	plan_fill_clos(&scene.scene.planner);
	assert_true(vm->has_vcat);
	assert_false(scene.scene.plan_vms[3].has_vcat);
	assert_int_equal(vm->clos_count, 5);
	assert_string_equal(vm->max_l2_mask, "0x1");
	assert_string_equal(vm->max_l3_mask, "0x4");
	scene.on_board[2].has_cat = false;
	scene.scene.hypervisor.cache_count = 0;
	plan_fill_clos(&scene.scene.planner);
	assert_string_equal(vm->max_l2_mask, "0x1");
	assert_null(vm->max_l3_mask);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_masks),
		TEST(test_vcpus),
		TEST(test_limits),
		TEST(test_limit_with_cdp),
		TEST(test_limits_without_rdt),
		TEST(test_vcat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
