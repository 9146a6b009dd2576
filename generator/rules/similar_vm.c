/* SPDX-License-Identifier: BSD-3-Clause
 * similar_vm.c: which VM is meant by a name that no VM has. */
#include <string.h>

#include "base/typo.h"
#include "rules/internal.h"

/* Only the first VMs are compared, and only names of which one character more or less makes a valid
 * one: together with the limit of messages this bounds the cost for any input. */
#define COMPARED_MAX	256u
#define NAME_LENGTH_MAX (CFG_VM_NAME_MAX + 1u)

/* The only VM whose name is one typo away, or NULL. */
static const struct vm *similar_vm(const struct model *model, const char *name)
{
	const struct vm *found = NULL;

	for (size_t i = 0; i < model->vm_count && i < COMPARED_MAX; i++) {
		const struct vm *vm = &model->vms[i];

		if (!vm->is_name_valid || vm->same_name || !typo_is_one_apart(name, vm->name.value))
			continue;
		if (found)
			return NULL;
		found = vm;
	}
	return found;
}

const struct vm *check_help_similar_vm(const struct check *check, struct diag *diag,
				       struct text name)
{
	const struct vm *similar = NULL;

	if (diag && strnlen(name.value, NAME_LENGTH_MAX + 1) <= NAME_LENGTH_MAX)
		similar = similar_vm(check->model, name.value);
	if (!similar)
		return NULL;
	diag_note(diag, similar->name.at, "VM '%s' is here", similar->name.value);
	diag_help(diag, "use '%s'", similar->name.value);
	if (typo_has_same_digits(name.value, similar->name.value))
		diag_replace(diag, name.at, name.value, similar->name.value);
	return similar;
}
