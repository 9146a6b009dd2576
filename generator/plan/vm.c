/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: a VM's part of the plan, without its devices. */
#include <stdlib.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/affinity.h"
#include "plan/internal.h"

/* Where ACRN's Debian packages put it. */
#define OVMF_PATH "/usr/share/acrn/bios/OVMF.fd"

static int compare_apic_ids(const void *left, const void *right)
{
	const struct board_cpu *const *a = left, *const *b = right;

	return (*a)->apic_id < (*b)->apic_id ? -1 : (*a)->apic_id > (*b)->apic_id;
}

static void fill_pcpus(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	struct plan_pcpu *pcpus = arena_array(planner->arena, vm->cpu_count, sizeof(*pcpus));

	for (size_t i = 0; i < vm->cpu_count; i++)
		pcpus[i] = (struct plan_pcpu) {
			.id = vm->cpus[i].id,
			.is_real_time = vm->cpus[i].is_real_time,
		};
	to->pcpus = pcpus;
	to->pcpu_count = vm->cpu_count;
	to->owns_pcpus = vm->own_pcpu.is_set;
}

/* The CPUs of the VM by rising APIC ID; none where the board is not known. */
static void fill_cpus(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	const struct board *board = planner->model->board;

	if (!board)
		return;
	to->cpus = arena_array(planner->arena, vm->cpu_count, sizeof(*to->cpus));
	for (; to->cpu_count < vm->cpu_count; to->cpu_count++)
		to->cpus[to->cpu_count] = board_cpu(board, vm->cpus[to->cpu_count].id);
	if (to->cpu_count)
		qsort(to->cpus, to->cpu_count, sizeof(*to->cpus), compare_apic_ids);
}

/* The plan has no empty texts: to acrn-dm an empty one would be an argument. */
static const char *text_or_null(struct text text)
{
	return model_is_blank(text) ? NULL : text.value;
}

static void fill_kernel(struct plan_vm *to, const struct vm *vm)
{
	to->kernel = text_or_null(vm->kernel);
	to->ramdisk = text_or_null(vm->ramdisk);
	to->cmdline = text_or_null(vm->cmdline);
}

/* A VM that its script in the Service VM starts. The script's number counts from the Service VM's
 * ID, as in ACRN's own launch_user_vm_id<N>.sh. */
static void fill_post_launched(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	const struct hypervisor *hypervisor = &planner->model->hypervisor;
	bool is_rtvm = vm->type == VM_REAL_TIME;

	to->launch = PLAN_LAUNCH_USER;
	to->launch_id = (unsigned)(vm->id - planner->model->service_vm->id);
	to->ignores_unsupported = planner->model->target == TARGET_LAB;
	to->is_windows = vm->is_windows;
	to->has_ssram =
		hypervisor->ssram.is_set && is_rtvm && planner->model->release < RELEASE_3_0;
	to->has_lpc = !is_rtvm;
	to->has_com1 = vm->com1.is_set;
	to->is_rtvm = is_rtvm;
	to->has_lapic_pt = is_rtvm && vm->lapic_passthrough.is_set;
	fill_cpus(planner, to, vm);
	to->takes_cpus_offline = affinity_is_taken(planner->model, vm);
	to->parameters = vm->parameters.words;
	to->parameter_count = vm->parameters.count;
}

/* A VM that acrn-hv starts: COM1 is its console. */
static void fill_lab(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	to->launch = PLAN_LAUNCH_LAB;
	to->launch_id = vm->id;
	to->ignores_unsupported = true;
	to->has_lpc = true;
	to->has_com1 = true;
	fill_cpus(planner, to, vm);
	to->memory_mib = vm->memory_mib;
}

void plan_fill_vm(struct planner *planner, struct plan_vm *to, const struct vm *vm)
{
	to->id = vm->id;
	to->name = vm->name.value;
	to->load_order = vm->load_order;
	to->type = vm->type;
	to->at = vm->at;
	fill_pcpus(planner, to, vm);
	if (vm->load_order != CFG_SERVICE_VM)
		to->memory_mib = vm->memory_mib;
	if (vm->load_order == CFG_POST_LAUNCHED)
		fill_post_launched(planner, to, vm);
	else if (model_is_started_by_acrn_hv(planner->model, vm))
		fill_lab(planner, to, vm);
	if (vm->has_ovmf && to->launch != PLAN_LAUNCH_LAB)
		to->ovmf = OVMF_PATH;
	fill_kernel(to, vm);
	plan_fill_devices(planner, to, vm);
}
