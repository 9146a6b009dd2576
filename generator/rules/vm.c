/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: the names, IDs and load orders of VMs. */
#include "board/board.h"
#include "rules/rules.h"

static const char *order_name(enum cfg_load_order order)
{
	static const char *const names[] = {
		[CFG_PRE_LAUNCHED] = "pre-launched",
		[CFG_SERVICE_VM] = "Service",
		[CFG_POST_LAUNCHED] = "post-launched",
	};

	return names[order];
}

static const struct vm *find_service_vm(const struct model *model)
{
	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].load_order == CFG_SERVICE_VM)
			return &model->vms[i];
	return NULL;
}

void check_vm_name_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (vm->is_name_valid)
			continue;
		if (!*vm->name.value)
			diag = diag_add(check->diags, DIAG_VM_NAME_INVALID, vm->name.at,
					"a VM without a name");
		else
			diag = diag_add(check->diags, DIAG_VM_NAME_INVALID, vm->name.at,
					"'%s' is no name for a VM", vm->name.value);
		diag_help(diag, "use 1 to %d letters, digits, '_' or '-', the first not '-'",
			  CFG_VM_NAME_MAX);
	}
}

void check_vm_name_duplicate(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (!vm->same_name || !*vm->name.value)
			continue;
		diag = diag_add(check->diags, DIAG_VM_NAME_DUPLICATE, vm->name.at,
				"another VM has the name '%s'", vm->name.value);
		diag_note(diag, vm->same_name->name.at, "the first one is here");
		diag_help(diag, "rename one of them, and look at what refers to it");
	}
}

void check_vm_id_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];

		if (vm->has_id)
			continue;
		if (vm->id_text.value)
			diag_add(check->diags, DIAG_VM_ID_INVALID, vm->id_text.at,
				 "'%s' is no VM ID: a number from 0 to 65535", vm->id_text.value);
		else
			diag_add(check->diags, DIAG_VM_ID_INVALID, vm->at,
				 "VM '%s' has no id attribute", vm->name.value);
	}
}

void check_vm_id_duplicate(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (!vm->same_id)
			continue;
		diag = diag_add(check->diags, DIAG_VM_ID_DUPLICATE, vm->id_text.at,
				"VM '%s' has the ID %u, as VM '%s' has", vm->name.value, vm->id,
				vm->same_id->name.value);
		diag_note(diag, vm->same_id->id_text.at, "VM '%s' is here",
			  vm->same_id->name.value);
	}
}

void check_vm_id_order(struct check *check)
{
	const struct vm *service = find_service_vm(check->model);

	for (size_t i = 0; service && service->has_id && i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (!vm->has_id || !vm->load_order || vm->id == service->id ||
		    vm->load_order == CFG_SERVICE_VM ||
		    (vm->id < service->id) == (vm->load_order == CFG_PRE_LAUNCHED))
			continue;
		diag = diag_add(check->diags, DIAG_VM_ID_ORDER, vm->id_text.at,
				"the ID %u of %s VM '%s' is %s than the Service VM's %u", vm->id,
				order_name(vm->load_order), vm->name.value,
				vm->id < service->id ? "lower" : "higher", service->id);
		diag_note(diag, service->id_text.at, "the Service VM is here");
		diag_help(diag, "number pre-launched VMs first, then the Service VM, then the "
				"post-launched VMs");
	}
}

void check_load_order_invalid(struct check *check)
{
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (vm->load_order)
			continue;
		if (vm->load_order_text.value)
			diag = diag_add(check->diags, DIAG_LOAD_ORDER_INVALID,
					vm->load_order_text.at, "'%s' is no load order",
					vm->load_order_text.value);
		else
			diag = diag_add(check->diags, DIAG_LOAD_ORDER_INVALID,
					vm->load_order_text.at, "VM '%s' has no <load_order>",
					vm->name.value);
		diag_help(diag, "use PRE_LAUNCHED_VM, SERVICE_VM or POST_LAUNCHED_VM");
	}
}

void check_service_vm_missing(struct check *check)
{
	if (find_service_vm(check->model))
		return;
	for (size_t i = 0; i < check->model->vm_count; i++) {
		const struct vm *vm = &check->model->vms[i];
		struct diag *diag;

		if (vm->load_order != CFG_POST_LAUNCHED)
			continue;
		diag = diag_add(check->diags, DIAG_SERVICE_VM_MISSING, vm->load_order_text.at,
				"VM '%s' is post-launched, but there is no Service VM to launch it",
				vm->name.value);
		diag_help(diag, "add a <vm> with the load_order SERVICE_VM");
		return;
	}
}

void check_service_vm_duplicate(struct check *check)
{
	const struct vm *first = find_service_vm(check->model);

	for (const struct vm *vm = first; vm && vm < check->model->vms + check->model->vm_count;
	     vm++) {
		struct diag *diag;

		if (vm == first || vm->load_order != CFG_SERVICE_VM)
			continue;
		diag = diag_add(check->diags, DIAG_SERVICE_VM_DUPLICATE, vm->load_order_text.at,
				"VM '%s' is a second Service VM", vm->name.value);
		diag_note(diag, first->load_order_text.at, "VM '%s' is the first",
			  first->name.value);
	}
}

void check_cpu_not_on_board(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		for (size_t j = 0; j < vm->cpu_count; j++)
			if (!board_cpu(model->board, vm->cpus[j].id))
				diag_add(check->diags, DIAG_CPU_NOT_ON_BOARD, vm->cpus[j].at,
					 "board '%s' has no CPU %u: VM '%s' goes without it",
					 model->board->name, vm->cpus[j].id, vm->name.value);
	}
}
