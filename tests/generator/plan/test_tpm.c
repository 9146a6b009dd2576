/* SPDX-License-Identifier: BSD-3-Clause
 * test_tpm.c: the board's TPM, in VM 0. */
#include "tests/generator/plan/hypervisor_scene.h"

static const struct board_node device = { .id = "MSFT0101" };

static void open_scene(struct scene *scene, struct fixture *fixture)
{
	scene_open(scene, fixture);
	scene->platform.tpm.device = &device;
	scene->vms[0].load_order = CFG_PRE_LAUNCHED;
	scene->vms[0].tpm2.is_set = true;
}

static void assert_none(const struct scene *scene)
{
	assert_false(scene->hypervisor.has_tpm);
	assert_false(scene->plan_vms[0].has_tpm);
	assert_false(scene->hypervisor.has_tpm_log);
}

static void test_tpm(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	plan_fill_tpm(&scene.planner);
	assert_true(scene.hypervisor.has_tpm);
	assert_true(scene.plan_vms[0].has_tpm);
	assert_false(scene.hypervisor.has_tpm_log);
	scene.platform.tpm.has_log_area = true;
	scene.platform.tpm.log_minimum_length = 0x10000;
	scene.platform.tpm.log_start = 0x3f673000;
	plan_fill_tpm(&scene.planner);
	assert_true(scene.hypervisor.has_tpm_log);
	assert_int_equal(scene.hypervisor.tpm_log_start, 0x7ffb0000);
	assert_int_equal(scene.hypervisor.tpm_log_bytes, 0x10000);
	assert_int_equal(scene.hypervisor.tpm_log_host_start, 0x3f673000);
}

static void test_none(void **state)
{
	struct scene scene;

	open_scene(&scene, *state);
	scene.platform.tpm.device = NULL;
	scene.platform.tpm.has_log_area = true;
	plan_fill_tpm(&scene.planner);
	assert_none(&scene);
	open_scene(&scene, *state);
	scene.vms[0].load_order = CFG_SERVICE_VM;
	plan_fill_tpm(&scene.planner);
	assert_none(&scene);
	open_scene(&scene, *state);
	scene.vms[0].tpm2.is_set = false;
	plan_fill_tpm(&scene.planner);
	assert_none(&scene);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_tpm),
		TEST(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
