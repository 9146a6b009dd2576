/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: what ACRN's hypervisor is compiled with: each part has a file of its own. */
#include "plan/hypervisor.h"

#include "base/arena.h"
#include "plan/internal.h"

/* The model's VM of a plan's VM. */
static const struct vm *find_vm(const struct model *model, uint16_t id)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].id == id)
			return &model->vms[i];
	return NULL;
}

static void begin(struct planner *planner)
{
	struct plan *plan = planner->plan;

	planner->hypervisor = arena_array(planner->arena, 1, sizeof(*planner->hypervisor));
	planner->vms = arena_array(planner->arena, plan->vm_count, sizeof(*planner->vms));
	planner->hypervisor->settings = &planner->model->hypervisor;
	planner->hypervisor->board = planner->model->board;
	planner->hypervisor->platform = planner->model->board->platform;
	planner->hypervisor->scenario = planner->model->name;
	plan->hypervisor = planner->hypervisor;
	for (size_t i = 0; i < plan->vm_count; i++) {
		planner->vms[i].vm = find_vm(planner->model, plan->vms[i].id);
		plan->vms[i].hypervisor = &planner->vms[i];
	}
}

void plan_fill_hypervisor(struct planner *planner)
{
	begin(planner);
	plan_fill_capacities(planner);
	plan_fill_affinity(planner);
	plan_fill_guest_flags(planner);
	plan_fill_cpu_limits(planner);
	plan_fill_clos(planner);
	plan_fill_windows(planner);
	plan_fill_vmsix(planner);
	plan_fill_pci_rows(planner);
	plan_fill_host_memory(planner);
	plan_fill_intx(planner);
	plan_fill_uarts(planner);
	plan_fill_boot_arguments(planner);
	plan_fill_tpm(planner);
	plan_fill_ssram(planner);
	plan_fill_serial(planner);
	plan_fill_board_info(planner);
	plan_fill_acpi_info(planner);
	plan_fill_iommus(planner);
	plan_fill_cpu_states(planner);
	plan_fill_pci_names(planner);
	plan_fill_config(planner);
}
