/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: the names, IDs, load orders and types of VMs, and how they boot. */
#include "base/typo.h"
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

/* The load order that a text is meant for; NULL where that is not clear. */
static const char *meant_order(const char *text)
{
	static const char *const names[] = { "PRE_LAUNCHED_VM", "SERVICE_VM", "POST_LAUNCHED_VM" };
	static const char *const without_suffix[] = { "PRE_LAUNCHED", "SERVICE", "POST_LAUNCHED" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (typo_is_alike(text, names[i]) || typo_is_one_apart(text, names[i]) ||
		    typo_is_alike(text, without_suffix[i]))
			return names[i];
	return NULL;
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
	if (vm->load_order_text.value && meant_order(vm->load_order_text.value))
		diag_replace(diag, vm->load_order_text.at, vm->load_order_text.value,
			     meant_order(vm->load_order_text.value));
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
	diag_help(diag, "set the load_order of all but one to POST_LAUNCHED_VM");
}

static bool is_rtvm(const struct vm *vm, enum cfg_load_order order)
{
	return vm->type == VM_REAL_TIME && vm->load_order == order;
}

/* The first RTVM of that load order after `last`, or of all where it is NULL; NULL for none. */
static const struct vm *next_rtvm(const struct model *model, enum cfg_load_order order,
				  const struct vm *last)
{
	const struct vm *end = model->vms + model->vm_count;

	for (const struct vm *vm = last ? last + 1 : model->vms; vm < end; vm++)
		if (is_rtvm(vm, order))
			return vm;
	return NULL;
}

static void note_rtvms(const struct check *check, struct diag *diag, enum cfg_load_order order,
		       const struct vm *except)
{
	const struct vm *vm = NULL;

	while ((vm = next_rtvm(check->model, order, vm)))
		if (vm != except)
			diag_note(diag, vm->type_at, "VM '%s' is a %s RTVM", vm->name.value,
				  order_name(order));
}

void check_pre_rtvm_duplicate(struct check *check)
{
	const struct vm *vm = next_rtvm(check->model, CFG_PRE_LAUNCHED, NULL);
	struct diag *diag;

	vm = vm ? next_rtvm(check->model, CFG_PRE_LAUNCHED, vm) : NULL;
	if (!vm)
		return;
	diag = check_report(check, check->model, vm->type_at,
			    "VM '%s' is not the only pre-launched RTVM", vm->name.value);
	note_rtvms(check, diag, CFG_PRE_LAUNCHED, vm);
	diag_help(diag, "make all but one STANDARD_VM");
}

void check_rtvm_mixed(struct check *check)
{
	const struct vm *pre = next_rtvm(check->model, CFG_PRE_LAUNCHED, NULL);
	const struct vm *post = next_rtvm(check->model, CFG_POST_LAUNCHED, NULL);
	struct diag *diag;

	if (!pre || !post)
		return;
	diag = check_report(check, check->model, post->type_at,
			    "VM '%s' is a post-launched RTVM, and there is a pre-launched one",
			    post->name.value);
	note_rtvms(check, diag, CFG_PRE_LAUNCHED, NULL);
	note_rtvms(check, diag, CFG_POST_LAUNCHED, post);
	diag_help(diag, "make the RTVMs of one of the two load orders STANDARD_VM");
}

void check_rtvm_lapic_missing(struct check *check, const struct vm *vm)
{
	const struct flag *lapic = &vm->lapic_passthrough;
	struct diag *diag;

	if (!is_rtvm(vm, CFG_PRE_LAUNCHED) || lapic->is_set)
		return;
	diag = check_report(check, vm, lapic->is_given ? lapic->at : vm->type_at,
			    "pre-launched RTVM '%s' has no LAPIC passthrough", vm->name.value);
	if (lapic->is_given)
		diag_note(diag, vm->type_at, "the VM is an RTVM");
	diag_help(diag, "set lapic_passthrough to y");
	if (lapic->is_given)
		diag_replace(diag, lapic->at, "n", "y");
	else
		diag_wish(diag, &(struct diag_wish) { .kind = DIAG_WISH_ADD,
						      .at = vm->at,
						      .name = "lapic_passthrough",
						      .text = "y" });
}

void check_service_vm_lapic(struct check *check, const struct vm *vm)
{
	const struct flag *nested = &vm->nested_virtualization;
	struct diag *diag;

	if (vm->load_order != CFG_SERVICE_VM || !vm->lapic_passthrough.is_set || nested->is_set)
		return;
	diag = check_report(check, vm, vm->lapic_passthrough.at,
			    "Service VM '%s' has LAPIC passthrough without nested virtualization",
			    vm->name.value);
	if (nested->is_given)
		diag_note(diag, nested->at, "nested virtualization is off here");
	diag_help(diag, "set lapic_passthrough to n, or nested_virtualization_support to y");
}

/* Whether a VM is one side of a trusted execution environment: of other VMs the hypervisor does not
 * ask for the companion. */
static bool needs_companion(const struct vm *vm)
{
	return vm->type == VM_TEE || vm->type == VM_REE;
}

void check_companion_unknown(struct check *check, const struct vm *vm)
{
	const struct number *id = &vm->companion_id;
	struct diag *diag;

	if (!id->is_given || id->value == VM_ID_NONE ||
	    (vm->companion && (vm->companion != vm || !needs_companion(vm))))
		return;
	if (vm->companion)
		diag = check_report(check, vm, id->at, "VM '%s' is its own companion",
				    vm->name.value);
	else
		diag = check_report(check, vm, id->at,
				    "unknown VM ID %llu of the companion of VM '%s'",
				    (unsigned long long)id->value, vm->name.value);
	diag_help(diag, "use the ID of another VM, or %d for none", VM_ID_NONE);
}

#define PAGE_SIZE 4096u

void check_epc_unsupported(struct check *check, const struct vm *vm)
{
	const struct number *wrong =
		vm->epc_start.value % PAGE_SIZE ? &vm->epc_start : &vm->epc_size;
	struct diag *diag;

	if (!vm->epc_size.value || !vm->epc_start.value)
		return;
	if (vm->load_order == CFG_PRE_LAUNCHED)
		diag = check_report(check, vm, vm->epc_size.at,
				    "pre-launched VM '%s' has an EPC section", vm->name.value);
	else if (wrong->value % PAGE_SIZE)
		diag = check_report(check, vm, wrong->at,
				    "the EPC section of VM '%s' does not consist of whole pages",
				    vm->name.value);
	else
		return;
	diag_help(diag, "remove <epc_section>, or use multiples of 0x1000");
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

void check_element_misplaced(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->misplaced_count; i++) {
		const struct misplaced_element *element = &model->misplaced[i];
		struct diag *diag;

		if (check_is_reported(check, element->vm))
			continue;
		diag = check_report(check, element->vm, element->at,
				    "<%s> of %s VM '%s' is ignored", element->name,
				    order_name(element->vm->load_order), element->vm->name.value);
		diag_note(diag, element->vm->load_order_text.at, "its load order is here");
		diag_help(diag, "remove it: ACRN has no such element in VMs of this load order");
	}
}
