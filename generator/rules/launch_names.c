/* SPDX-License-Identifier: BSD-3-Clause
 * launch_names.c: the names that scripts give to VMs. */
#include <string.h>

#include "base/string_map.h"
#include "rules/launch.h"

void check_vm_name_missing(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;
	struct diag *diag;

	if (launch->program != LAUNCH_ACRN_DM || launch->name_count || launch->may_have_more)
		return;
	diag = check_report(check, vm, launch->run->at,
			    "no name for the VM: acrn-dm prints its usage and stops");
	diag_help(diag, "write the name behind the options");
}

void check_dm_argument_empty(struct check *check, const struct vm *vm)
{
	const struct launch *launch = vm->launch;

	for (size_t i = 0; launch->program == LAUNCH_ACRN_DM && i < launch->name_count; i++) {
		const struct launch_option *name = launch->names[i];
		struct diag *diag;

		if (!name->value.value || *name->value.value)
			continue;
		diag = check_report(
			check, vm, name->at,
			"an argument can be empty: acrn-dm takes it for the name of the VM, "
			"and stops with its usage if there is another one");
		diag_help(diag,
			  "leave out the quotes around what may be empty, or use \"${NAME[@]}\" "
			  "with an array");
	}
}

/* Two VMs of one name that run one after the other are right, and QEMU's names are for people. */
void check_launch_vm_name_duplicate(struct check *check)
{
	const struct model *model = check->model;
	struct string_map *names = string_map_new(check->scratch, model->vm_count);

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct launch_use use = { .vm = vm, .at = vm->name.at };
		const struct launch_use *other;
		struct diag *diag;

		if (vm->is_unnamed || vm->launch->program != LAUNCH_ACRN_DM)
			continue;
		use.when = vm->launch->when;
		other = launch_add_use(check, names, vm->name.value, &use);
		if (!other)
			continue;
		diag = check_report(check, vm, vm->name.at,
				    "duplicate VM name '%s': acrn-dm cannot start a second VM of "
				    "this name while the first one runs",
				    vm->name.value);
		launch_note_use(diag, vm->name.at, other);
		diag_help(diag, "give each VM a name of its own");
	}
	string_map_free(names);
}
