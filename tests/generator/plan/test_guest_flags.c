/* SPDX-License-Identifier: BSD-3-Clause
 * test_guest_flags.c: what VMs may do. */
#include "tests/generator/plan/hypervisor_scene.h"

#define BIT(flag) (1u << PLAN_FLAG_##flag)

static void assert_flags(struct scene *scene, uint32_t flags)
{
	plan_fill_guest_flags(&scene->planner);
	assert_int_equal(scene->plan_vms[0].guest_flags, flags | BIT(STATIC_VM));
}

static void test_own_flags(void **state)
{
	struct scene scene;
	struct vm *vm = &scene.vms[0];

	scene_open(&scene, *state);
	assert_flags(&scene, 0);
	vm->lapic_passthrough.is_set = vm->vcat.is_set = vm->hides_mtrr.is_set = true;
	vm->thermal_monitor.is_set = true;
	assert_flags(&scene,
		     BIT(LAPIC_PASSTHROUGH) | BIT(VCAT_ENABLED) | BIT(HIDE_MTRR) | BIT(VTM));
	*vm = (struct vm) { .io_completion_polling.is_set = true,
			    .has_secure_world = true,
			    .nested_virtualization.is_set = true,
			    .is_security_vm.is_set = true };
	assert_flags(&scene, BIT(IO_COMPLETION_POLLING) | BIT(SECURE_WORLD_ENABLED) |
				     BIT(NVMX_ENABLED) | BIT(SECURITY_VM));
}

/* Only a pre-launched RTVM of a debug build can be measured. */
static void test_real_time(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.vms[0].type = VM_REAL_TIME;
	scene.model.hypervisor.debug.is_set = true;
	assert_flags(&scene, BIT(RT));
	scene.vms[0].load_order = CFG_PRE_LAUNCHED;
	assert_flags(&scene, BIT(RT) | BIT(PMU_PASSTHROUGH));
	scene.model.hypervisor.debug.is_set = false;
	assert_flags(&scene, BIT(RT));
}

static void test_stateless(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.vms[0].type = VM_REE;
	scene.vms[0].is_stateless.is_set = true;
	assert_flags(&scene, BIT(REE));
	scene.vms[0].load_order = CFG_PRE_LAUNCHED;
	assert_flags(&scene, BIT(REE) | BIT(STATELESS));
	scene.vms[0].type = VM_TEE;
	scene.vms[0].is_stateless.is_set = false;
	assert_flags(&scene, BIT(TEE) | BIT(STATELESS));
	scene.model.release = RELEASE_3_3;
	assert_flags(&scene, BIT(TEE));
}

static void test_hwp(void **state)
{
	struct scene scene;

	scene_open(&scene, *state);
	scene.vms[0].own_pcpu.is_set = true;
	assert_flags(&scene, 0);
	scene.platform.has_hwp = true;
	assert_flags(&scene, BIT(VHWP));
	scene.vms[0].is_windows = true;
	assert_flags(&scene, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_own_flags),
		TEST(test_real_time),
		TEST(test_stateless),
		TEST(test_hwp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
