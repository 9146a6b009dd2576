/* SPDX-License-Identifier: BSD-3-Clause
 * guest_flags.c: what VMs may do, as ACRN's guest flags. */
#include "plan/internal.h"

/* A real-time VM that the hypervisor starts can be measured in a debug build. */
static bool has_pmu(const struct model *model, const struct vm *vm)
{
	return vm->type == VM_REAL_TIME && vm->load_order == CFG_PRE_LAUNCHED &&
	       model->hypervisor.debug.is_set;
}

/* Releases up to 3.3 do not know such VMs. */
static bool is_stateless(const struct model *model, const struct vm *vm)
{
	return model->release > RELEASE_3_3 &&
	       (vm->type == VM_TEE ||
		(vm->load_order == CFG_PRE_LAUNCHED && vm->is_stateless.is_set));
}

static bool has_hwp(const struct model *model, const struct vm *vm)
{
	return model->board->platform->has_hwp && vm->own_pcpu.is_set && !vm->is_windows;
}

static uint32_t flags_of(const struct model *model, const struct vm *vm)
{
	const bool is_set[PLAN_FLAG_COUNT] = {
		[PLAN_FLAG_LAPIC_PASSTHROUGH] = vm->lapic_passthrough.is_set,
		[PLAN_FLAG_IO_COMPLETION_POLLING] = vm->io_completion_polling.is_set,
		[PLAN_FLAG_VCAT_ENABLED] = vm->vcat.is_set,
		[PLAN_FLAG_SECURE_WORLD_ENABLED] = vm->has_secure_world,
		[PLAN_FLAG_HIDE_MTRR] = vm->hides_mtrr.is_set,
		[PLAN_FLAG_NVMX_ENABLED] = vm->nested_virtualization.is_set,
		[PLAN_FLAG_VTM] = vm->thermal_monitor.is_set,
		[PLAN_FLAG_SECURITY_VM] = vm->is_security_vm.is_set,
		[PLAN_FLAG_RT] = vm->type == VM_REAL_TIME,
		[PLAN_FLAG_PMU_PASSTHROUGH] = has_pmu(model, vm),
		[PLAN_FLAG_TEE] = vm->type == VM_TEE,
		[PLAN_FLAG_REE] = vm->type == VM_REE,
		[PLAN_FLAG_STATELESS] = is_stateless(model, vm),
		[PLAN_FLAG_STATIC_VM] = true,
		[PLAN_FLAG_VHWP] = has_hwp(model, vm),
	};
	uint32_t flags = 0;

	for (unsigned flag = 0; flag < PLAN_FLAG_COUNT; flag++)
		flags |= (uint32_t)is_set[flag] << flag;
	return flags;
}

void plan_fill_guest_flags(struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++)
		planner->vms[i].guest_flags = flags_of(planner->model, planner->vms[i].vm);
}
