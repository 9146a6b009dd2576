/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of the plan are built.
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan/plan.h"

struct planner {
	struct arena *arena;
	const struct model *model;
	struct plan *plan;

	/* What is asked for with model->with_hypervisor only; of each VM of `plan`. */
	struct plan_hypervisor *hypervisor;
	struct plan_vm_hypervisor *vms;
};

/* plan/vm.c: fills in a VM of the plan, whose index is set. */
void plan_fill_vm(struct planner *planner, struct plan_vm *to, const struct vm *vm);

/* plan/devices.c: its devices, each at the user's address or in the first free slot. */
void plan_fill_devices(struct planner *planner, struct plan_vm *to, const struct vm *vm);

/* plan/vuarts.c: the vUART connections, after the VMs. */
void plan_fill_vuarts(struct planner *planner);

/* plan/hypervisor.c: all that struct plan_hypervisor has, after everything else. */
void plan_fill_hypervisor(struct planner *planner);

/* plan/hardening.c: what --harden adds, after everything else. */
void plan_fill_hardening(struct planner *planner);

/* plan/hardening_files.c: the files of a VM, and then, where all VMs have theirs, what depends on
 * who else opens a file.
 */
void plan_list_files(struct arena *arena, const struct plan_hardening *all,
		     const struct plan_vm *vm, struct plan_vm_hardening *to);
void plan_compare_files(struct planner *planner);

/* The parts of the hypervisor's configuration, each by the file of its name; later ones may use
 * what earlier ones filled in.
 */
void plan_fill_capacities(struct planner *planner);
void plan_fill_affinity(struct planner *planner);
void plan_fill_guest_flags(struct planner *planner);
void plan_fill_cpu_limits(struct planner *planner);
void plan_fill_clos(struct planner *planner);
void plan_fill_windows(struct planner *planner);
void plan_fill_vmsix(struct planner *planner);
void plan_fill_pci_rows(struct planner *planner);
void plan_fill_host_memory(struct planner *planner);
void plan_fill_intx(struct planner *planner);
void plan_fill_uarts(struct planner *planner);
void plan_fill_boot_arguments(struct planner *planner);
void plan_fill_tpm(struct planner *planner);
void plan_fill_ssram(struct planner *planner);
void plan_fill_serial(struct planner *planner);
void plan_fill_board_info(struct planner *planner);
void plan_fill_acpi_info(struct planner *planner);
void plan_fill_iommus(struct planner *planner);
void plan_fill_cpu_states(struct planner *planner);
void plan_fill_pci_names(struct planner *planner);
void plan_fill_config(struct planner *planner);

#endif
