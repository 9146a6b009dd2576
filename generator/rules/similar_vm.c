/* SPDX-License-Identifier: BSD-3-Clause
 * similar_vm.c: which VM is meant by a name that no VM has. */
#include <string.h>

#include "base/typo.h"
#include "rules/internal.h"
#include "schema/name.h"

/* Only the first VMs are compared, and only names of which one character more or less makes a valid
 * one: together with the limit of messages this bounds the cost for any input. */
#define COMPARED_MAX	256u
#define NAME_LENGTH_MAX (CFG_VM_NAME_MAX + 1u)

/* How many references to VMs are looked at, for the same reason. */
#define REFERENCES_MAX 4096u

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

/* How often references have the name of a VM, and an unknown name that is near to it. */
struct name_uses {
	const struct vm *vm;
	const char *name;
	size_t name_count, vm_count; /* references with the unknown name, and with that of the VM */
	size_t other_count; /* with further unknown names that are near to that of the VM */
	size_t all_count;
};

static void count_use(struct name_uses *uses, struct text reference)
{
	const char *own = uses->vm->name.value;

	if (uses->all_count++ >= REFERENCES_MAX)
		return;
	if (strcmp(reference.value, uses->name) == 0)
		uses->name_count++;
	else if (strcmp(reference.value, own) == 0)
		uses->vm_count += reference.at.start != uses->vm->name.at.start; /* not itself */
	else
		uses->other_count += typo_is_one_apart(reference.value, own);
}

static void count_uses(const struct model *model, struct name_uses *uses)
{
	const struct hypervisor *hypervisor = &model->hypervisor;

	for (size_t i = 0; i < model->region_count; i++)
		for (size_t j = 0; j < model->regions[i]->peer_count; j++)
			count_use(uses, model->regions[i]->peers[j]->vm_name);
	for (size_t i = 0; i < model->vuart_count; i++)
		for (size_t j = 0; j < model->vuarts[i].end_count; j++)
			count_use(uses, model->vuarts[i].ends[j].vm_name);
	for (size_t i = 0; i < hypervisor->cache_count; i++)
		for (size_t j = 0; j < hypervisor->caches[i].policy_count; j++)
			count_use(uses, hypervisor->caches[i].policies[j].vm_name);
}

/* Whose name is to be changed. */
enum mistake { MISTAKE_IN_REFERENCE, MISTAKE_IN_VM, MISTAKE_UNCLEAR };

/* By itself the VM's name is right. Where no reference has it and several have the unknown one,
 * that is what the VM should be called; further names that may be meant for it leave that open. */
static enum mistake find_mistake(const struct model *model, const char *name, const struct vm *vm)
{
	struct name_uses uses = { .vm = vm, .name = name };

	count_uses(model, &uses);
	if (uses.all_count > REFERENCES_MAX)
		return MISTAKE_UNCLEAR;
	if (!vm_name_is_valid(name))
		return MISTAKE_IN_REFERENCE;
	if (uses.vm_count)
		return uses.name_count <= uses.vm_count + 1 ? MISTAKE_IN_REFERENCE
							    : MISTAKE_UNCLEAR;
	if (uses.name_count > 1)
		return uses.other_count ? MISTAKE_UNCLEAR : MISTAKE_IN_VM;
	return uses.other_count > 1 ? MISTAKE_UNCLEAR : MISTAKE_IN_REFERENCE;
}

/* Adds the help and the edit for a VM that is likely to be meant by a name. */
static void help_with(const struct check *check, struct diag *diag, struct text name,
		      const struct vm *similar)
{
	enum mistake mistake = find_mistake(check->model, name.value, similar);

	if (mistake == MISTAKE_IN_REFERENCE)
		diag_help(diag, "use '%s'", similar->name.value);
	else if (mistake == MISTAKE_IN_VM)
		diag_help(diag, "rename VM '%s' to '%s', as all references name it",
			  similar->name.value, name.value);
	else
		diag_help(diag, "use one name for the VM: '%s' or '%s'", name.value,
			  similar->name.value);
	if (!typo_has_same_digits(name.value, similar->name.value))
		return;
	if (mistake == MISTAKE_IN_REFERENCE)
		diag_replace(diag, name.at, name.value, similar->name.value);
	else if (mistake == MISTAKE_IN_VM)
		diag_replace(diag, similar->name.at, similar->name.value, name.value);
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
	help_with(check, diag, name, similar);
	return similar;
}
