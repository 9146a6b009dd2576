/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: the names, IDs, load orders and CPUs of VMs, and how they boot. */
#include "board/board.h"
#include "rules/internal.h"

static const char *order_name(enum cfg_load_order order)
{
	static const char *const names[] = {
		[CFG_PRE_LAUNCHED] = "pre-launched",
		[CFG_SERVICE_VM] = "Service",
		[CFG_POST_LAUNCHED] = "post-launched",
	};

	return names[order];
}

void check_vm_name_invalid(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->is_name_valid)
		return;
	if (!*vm->name.value)
		diag = check_report(check, vm, vm->name.at, "missing VM name");
	else
		diag = check_report(check, vm, vm->name.at, "invalid VM name '%s'", vm->name.value);
	diag_help(diag, "use 1 to %d letters, digits, '_' or '-', the first not '-'",
		  CFG_VM_NAME_MAX);
}

void check_vm_name_duplicate(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (!vm->same_name || !*vm->name.value)
		return;
	diag = check_report(check, vm, vm->name.at, "duplicate VM name '%s'", vm->name.value);
	diag_note(diag, vm->same_name->name.at, "the first one is here");
	diag_help(diag, "rename one of them, and check what refers to it");
}

void check_vm_id_invalid(struct check *check, const struct vm *vm)
{
	if (vm->has_id)
		return;
	if (vm->id_text.value)
		check_report(check, vm, vm->id_text.at,
			     "invalid VM ID '%s': must be a number from 0 to 65535",
			     vm->id_text.value);
	else
		check_report(check, vm, vm->at, "VM '%s' has no id attribute", vm->name.value);
}

void check_vm_id_duplicate(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (!vm->same_id)
		return;
	diag = check_report(check, vm, vm->id_text.at,
			    "duplicate ID %u of VM '%s': VM '%s' has it too", vm->id,
			    vm->name.value, vm->same_id->name.value);
	diag_note(diag, vm->same_id->id_text.at, "VM '%s' is here", vm->same_id->name.value);
}

void check_load_order_invalid(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->load_order)
		return;
	if (vm->load_order_text.value)
		diag = check_report(check, vm, vm->load_order_text.at, "invalid load order '%s'",
				    vm->load_order_text.value);
	else
		diag = check_report(check, vm, vm->load_order_text.at,
				    "VM '%s' has no <load_order>", vm->name.value);
	diag_help(diag, "use PRE_LAUNCHED_VM, SERVICE_VM or POST_LAUNCHED_VM");
}

void check_vm_id_order(struct check *check, const struct vm *vm)
{
	const struct vm *service = check->model->service_vm;
	struct diag *diag;

	if (!service || check_is_reported(check, service) || vm->id == service->id ||
	    vm->load_order == CFG_SERVICE_VM ||
	    (vm->id < service->id) == (vm->load_order == CFG_PRE_LAUNCHED))
		return;
	diag = check_report(check, vm, vm->id_text.at,
			    "the ID %u of %s VM '%s' is %s than the Service VM's %u", vm->id,
			    order_name(vm->load_order), vm->name.value,
			    vm->id < service->id ? "lower" : "higher", service->id);
	diag_note(diag, service->id_text.at, "the Service VM is here");
	diag_help(diag, "number pre-launched VMs first, then the Service VM, then the "
			"post-launched VMs");
}

/* Reports the first post-launched VM. */
void check_service_vm_missing(struct check *check)
{
	const struct model *model = check->model;

	if (model->service_vm)
		return;
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (vm->load_order != CFG_POST_LAUNCHED)
			continue;
		diag = check_report(check, vm, vm->load_order_text.at,
				    "VM '%s' is post-launched, but there is no Service VM to "
				    "launch it",
				    vm->name.value);
		diag_help(diag, "add a <vm> with the load_order SERVICE_VM");
		return;
	}
}

void check_service_vm_duplicate(struct check *check, const struct vm *vm)
{
	const struct vm *first = check->model->service_vm;
	struct diag *diag;

	if (vm->load_order != CFG_SERVICE_VM || vm == first)
		return;
	diag = check_report(check, vm, vm->load_order_text.at, "duplicate Service VM '%s'",
			    vm->name.value);
	diag_note(diag, first->load_order_text.at, "VM '%s' is the first", first->name.value);
}

void check_cpu_not_on_board(struct check *check, const struct vm *vm)
{
	const struct board *board = check->model->board;

	for (size_t i = 0; i < vm->cpu_count; i++)
		if (!board_cpu(board, vm->cpus[i].id))
			check_report(check, vm, vm->cpus[i].at,
				     "board '%s' has no CPU %u: it is left out for VM '%s'",
				     board->name, vm->cpus[i].id, vm->name.value);
}

void check_boot_conflict(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->load_order != CFG_POST_LAUNCHED || !vm->has_ovmf || model_is_blank(vm->kernel))
		return;
	diag = check_report(check, vm, vm->kernel.at, "VM '%s' has both a kernel and OVMF to boot",
			    vm->name.value);
	diag_note(diag, vm->ovmf_text.at, "vbootloader selects OVMF here");
	diag_help(diag, "set vbootloader to n, or remove <kernel>");
}

/* In the lab nothing else boots a VM: the modules that os_config names are the hypervisor's. */
void check_boot_missing(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (!model_is_started_by_acrn_hv(check->model, vm) || !model_is_blank(vm->kernel))
		return;
	diag = check_report(check, vm, vm->kernel.value ? vm->kernel.at : vm->at,
			    "VM '%s' has no kernel to start it with in the lab", vm->name.value);
	diag_help(diag, "add a <boot> with a <kernel>");
}
