/* SPDX-License-Identifier: BSD-3-Clause
 * test_boot_arguments.c: the command lines of kernels that the hypervisor boots. */
#include "tests/generator/plan/hypervisor_scene.h"

static void assert_service(struct fixture *fixture, const char *text, const char *root,
			   const char *arguments)
{
	struct scene scene;

	scene_open(&scene, fixture);
	scene.vms[1].load_order = CFG_SERVICE_VM;
	scene.vms[1].image.arguments.value = text;
	plan_fill_boot_arguments(&scene.planner);
	assert_string_equal(scene.hypervisor.service_root, root);
	assert_string_equal(scene.plan_vms[1].boot_arguments, arguments);
	assert_string_equal(scene.plan_vms[0].boot_arguments, "");
}

static void test_service(void **state)
{
	assert_service(*state, "", "", "");
	assert_service(*state, NULL, "", "");
	assert_service(*state, " root=/dev/sda ", "root=/dev/sda", "");
	assert_service(*state, "quiet\n\troot=/dev/sda  rw\r\n", "root=/dev/sda", "quiet rw");
	assert_service(*state, "root=a b root=c nfsroot=d", "root=c", "b nfsroot=d");
	assert_service(*state, "nfsroot=d rootwait", "", "nfsroot=d rootwait");
}

static void test_pre_launched(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.vms[0].load_order = CFG_PRE_LAUNCHED;
	scene.vms[0].image.arguments.value = "\n rw   root=/dev/sda\tquiet ";
	plan_fill_boot_arguments(&scene.planner);
	assert_string_equal(scene.plan_vms[0].boot_arguments, "rw root=/dev/sda quiet");
	assert_string_equal(scene.hypervisor.service_root, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_service),
		TEST(test_pre_launched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
