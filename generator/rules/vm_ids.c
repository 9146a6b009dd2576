/* SPDX-License-Identifier: BSD-3-Clause
 * vm_ids.c: the IDs of VMs, which are their positions in the scenario. */
#include "base/arena.h"
#include "rules/internal.h"

/* Whether a VM's position, counted from 0, is an ID that no other one has. */
static bool is_position_free(const struct check *check, const struct vm *vm)
{
	size_t position = (size_t)(vm - check->model->vms);

	for (size_t i = 0; i < check->model->vm_count; i++)
		if (check->model->vms[i].has_id && check->model->vms[i].id == position)
			return false;
	return true;
}

/* Puts a VM's position in place of its ID: which ID it has to be in the end. */
static void fix_id(const struct check *check, struct diag *diag, const struct vm *vm)
{
	const char *position = arena_printf(check->arena, "%zu", (size_t)(vm - check->model->vms));

	if (vm->id_text.value)
		diag_replace(diag, vm->id_text.at, vm->id_text.value, position);
	else
		diag_wish(diag, &(struct diag_wish) { .kind = DIAG_WISH_ATTRIBUTE,
						      .at = vm->at,
						      .name = "id",
						      .text = position });
}

void check_vm_id_invalid(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->has_id)
		return;
	if (vm->id_text.value)
		diag = check_report(check, vm, vm->id_text.at,
				    "invalid VM ID '%s': must be a number from 0 to 65535",
				    vm->id_text.value);
	else
		diag = check_report(check, vm, vm->at, "VM '%s' has no id attribute",
				    vm->name.value);
	if (!diag || !is_position_free(check, vm))
		return;
	diag_help(diag, "use %zu, its position", (size_t)(vm - check->model->vms));
	fix_id(check, diag, vm);
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
	if (!diag || !is_position_free(check, vm))
		return;
	diag_help(diag, "use %zu, its position", (size_t)(vm - check->model->vms));
	fix_id(check, diag, vm);
}

/* Gives each VM its position as its ID, all at once: unless something else refers to an ID. */
static void fix_positions(const struct check *check, struct diag *diag)
{
	const struct model *model = check->model;
	const struct number *console = &model->hypervisor.console_vm;
	bool is_referred =
		model->launch_source || (console->is_given && console->value != VM_ID_NONE);

	for (size_t i = 0; i < model->vm_count; i++)
		is_referred |= model->vms[i].companion_id.is_given &&
			       model->vms[i].companion_id.value != VM_ID_NONE;
	for (size_t i = 0; i < model->vm_count && !is_referred; i++)
		if (model->vms[i].id != i)
			fix_id(check, diag, &model->vms[i]);
}

/* One message: a gap moves all that follows. In the lab VMs are found by their IDs. */
void check_vm_id_position(struct check *check)
{
	const struct model *model = check->model;
	size_t wrong = model->vm_count;
	struct diag *diag;

	if (model->target == TARGET_LAB)
		return;
	for (size_t i = model->vm_count; i-- > 0;) {
		if (check_is_reported(check, &model->vms[i]))
			return;
		if (model->vms[i].id != i)
			wrong = i;
	}
	if (wrong == model->vm_count)
		return;
	diag = check_report(check, model, model->vms[wrong].id_text.at,
			    "the ID of VM '%s' is %u, but it is at position %zu, counted from 0",
			    model->vms[wrong].name.value, model->vms[wrong].id, wrong);
	diag_help(diag, "number the VMs from 0 in the order of the scenario: the hypervisor finds "
			"a VM with the ID n at position n of its table");
	fix_positions(check, diag);
}
