/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: the memory of VMs: that the board has it, and gives each part of it away once. */
#include <inttypes.h>

#include "base/arena.h"
#include "plan/memory.h"
#include "rules/internal.h"

#define MIB (UINT64_C(1) << 20)

/* Whether the board's RAM is known. */
static bool is_ram_known(const struct check *check)
{
	return check->model->board->ram_count > 0;
}

static const char *window_name(const struct check *check, struct board_window window)
{
	return arena_printf(check->arena, "0x%" PRIx64 " to 0x%" PRIx64, window.first, window.last);
}

/* Where a VM's memory is declared. */
static struct span memory_at(const struct vm *vm)
{
	if (vm->memory_size.is_given)
		return vm->memory_size.at;
	return vm->memory_part_count ? vm->memory_parts[0].mib.at : vm->at;
}

void check_host_memory_invalid(struct check *check, const struct vm *vm)
{
	for (size_t i = 0; i < vm->memory_part_count; i++) {
		const struct host_memory *part = &vm->memory_parts[i];
		struct board_window window;

		if (memory_window(part, &window) || part->start.is_invalid || part->mib.is_invalid)
			continue;
		if (!part->start.is_given)
			check_report(check, part, part->at,
				     "an hpa_region of VM '%s' has no start_hpa", vm->name.value);
		else if (!part->mib.is_given)
			check_report(check, part, part->at,
				     "an hpa_region of VM '%s' has no size_hpa", vm->name.value);
		else if (part->start.value == 0)
			check_report(check, part, part->start.at,
				     "an hpa_region of VM '%s' begins at 0, which ACRN's build "
				     "ignores",
				     vm->name.value);
		else if (part->mib.value == 0)
			check_report(check, part, part->mib.at,
				     "the hpa_region 0x%" PRIx64 " of VM '%s' has the size 0",
				     part->start.value, vm->name.value);
		else
			check_report(check, part, part->mib.at,
				     "the hpa_region 0x%" PRIx64 " of VM '%s' ends above 64 bits",
				     part->start.value, vm->name.value);
	}
}

static void report_not_ram(struct check *check, const struct vm *vm, const struct host_memory *part,
			   struct board_window window)
{
	const struct board *board = check->model->board;
	struct board_window last = board->ram[board->ram_count - 1];
	struct diag *diag = check_report(
		check, part, part->start.at,
		"the hpa_region %s of VM '%s' is not RAM, or not all of it, on board '%s'",
		window_name(check, window), vm->name.value, board->name);

	diag_help(diag, "use RAM of the board: the last range of it is %s",
		  window_name(check, last));
}

void check_host_memory_not_ram(struct check *check, const struct vm *vm)
{
	struct board_window window;

	for (size_t i = 0; i < vm->memory_part_count && is_ram_known(check); i++) {
		const struct host_memory *part = &vm->memory_parts[i];

		if (memory_window(part, &window) && !memory_is_ram(check->model->board, window))
			report_not_ram(check, vm, part, window);
	}
}

/* The hypervisor has no place for its memory. */
static void report_hypervisor_place(struct check *check, uint64_t mib)
{
	const struct model *model = check->model;
	const struct number *start = &model->hypervisor.ram_start;
	struct diag *diag;

	if (start->is_given) {
		diag = check_report(check, model, start->at,
				    "the %" PRIu64 " MiB of the hypervisor from 0x%" PRIx64
				    " on end above 64 bits",
				    mib, start->value);
		diag_help(diag, "use an HV_RAM_START with RAM");
	} else {
		diag = check_report(check, model, model->hypervisor.max_vms.at,
				    "no RAM for the %" PRIu64 " MiB of the hypervisor in the "
				    "IOMEM_INFO of board '%s'",
				    mib, model->board->name);
		diag_help(diag, "use a smaller MAX_VM_NUM, or give an HV_RAM_START");
	}
}

void check_hypervisor_memory_no_room(struct check *check)
{
	const struct model *model = check->model;
	struct board_window window;
	struct diag *diag;
	uint64_t mib = memory_hypervisor_size(model) / MIB;

	if (mib > MEMORY_HYPERVISOR_MAX / MIB) {
		diag = check_report(check, model, model->hypervisor.max_vms.at,
				    "the hypervisor has %" PRIu64 " MiB of memory for %" PRIu64
				    " VMs: must be at most %" PRIu64,
				    mib, model->hypervisor.max_vms.value,
				    MEMORY_HYPERVISOR_MAX / MIB);
		diag_help(diag, "use a smaller MAX_VM_NUM, or fewer VMs with secure_world_support");
	} else if (!memory_hypervisor(model, &window)) {
		report_hypervisor_place(check, mib);
	}
}

static bool do_overlap(struct board_window a, struct board_window b)
{
	return a.first <= b.last && b.first <= a.last;
}

/* Adds why the hypervisor has these addresses, and what to do. */
static void explain_hypervisor(const struct check *check, struct diag *diag,
			       struct board_window window)
{
	const struct number *start = &check->model->hypervisor.ram_start;

	if (start->is_given)
		diag_note(diag, start->at, "the hypervisor's memory begins here");
	diag_help(diag, "use RAM outside of %s, or another HV_RAM_START",
		  window_name(check, window));
}

void check_host_memory_hypervisor(struct check *check, const struct vm *vm)
{
	struct board_window hypervisor, window;

	if (!vm->memory_part_count || !memory_hypervisor(check->model, &hypervisor))
		return;
	for (size_t i = 0; i < vm->memory_part_count; i++) {
		const struct host_memory *part = &vm->memory_parts[i];

		if (check_is_reported(check, part) || !memory_window(part, &window) ||
		    !do_overlap(window, hypervisor))
			continue;
		explain_hypervisor(
			check,
			check_report(check, part, part->start.at,
				     "the hpa_region %s of VM '%s' overlaps the hypervisor's "
				     "memory %s",
				     window_name(check, window), vm->name.value,
				     window_name(check, hypervisor)),
			hypervisor);
	}
}

static void report_overlap(struct check *check, const struct memory_range *a,
			   const struct memory_range *b)
{
	bool is_later = a->memory->start.at.start > b->memory->start.at.start;
	const struct memory_range *later = is_later ? a : b, *earlier = is_later ? b : a;
	struct diag *diag = check_report(check, later->memory, later->memory->start.at,
					 "the hpa_region %s of VM '%s' overlaps that of VM '%s'",
					 window_name(check, later->window), later->vm->name.value,
					 earlier->vm->name.value);

	diag_note(diag, earlier->memory->start.at, "VM '%s' has %s", earlier->vm->name.value,
		  window_name(check, earlier->window));
	diag_help(diag, "give each part of the memory to one VM, once");
}

/* In the order of addresses each part is compared with the one before it that reaches furthest. */
void check_host_memory_overlap(struct check *check)
{
	const struct memory_range *furthest = NULL, *parts;
	size_t count;

	parts = memory_parts(check->scratch, check->model, &count);
	for (size_t i = 0; i < count; i++) {
		if (check_is_reported(check, parts[i].memory))
			continue;
		if (furthest && parts[i].window.first <= furthest->window.last)
			report_overlap(check, furthest, &parts[i]);
		if (!furthest || parts[i].window.last > furthest->window.last)
			furthest = &parts[i];
	}
}

/* The Service VM has what the others leave. */
void check_memory_zero(struct check *check, const struct vm *vm)
{
	struct diag *diag;

	if (vm->load_order == CFG_SERVICE_VM || !vm->memory_size.is_given ||
	    vm->memory_size.value || vm->memory_part_count)
		return;
	diag = check_report(check, vm, vm->memory_size.at, "VM '%s' has 0 MiB of memory",
			    vm->name.value);
	diag_help(diag, "give its memory in MiB%s",
		  vm->load_order == CFG_PRE_LAUNCHED ? ", or hpa_regions" : "");
}

/* MiB that the scenario gives a VM, without a default. */
static uint64_t given_mib(const struct vm *vm)
{
	return vm->memory_size.is_given || vm->memory_part_count ? vm->memory_mib : 0;
}

/* Notes where the other VMs of one kind have memory. */
static void note_others(struct diag *diag, const struct model *model, const struct vm *vm,
			bool (*is_one)(const struct vm *vm))
{
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *other = &model->vms[i];

		if (other != vm && is_one(other) && given_mib(other))
			diag_note(diag, memory_at(other), "VM '%s' has %" PRIu64 " MiB",
				  other->name.value, given_mib(other));
	}
}

static bool is_pre_launched(const struct vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED;
}

static bool is_user_vm(const struct vm *vm)
{
	return vm->load_order && vm->load_order != CFG_SERVICE_VM;
}

/* The build takes RAM for one VM after the other: the first for which there is not enough is
 * reported. Where the board's RAM is not known the hypervisor's configuration has none to give. */
void check_memory_no_room(struct check *check)
{
	const struct model *model = check->model;
	struct memory_pool pool;
	struct memory_list list = { 0 };

	if (!is_ram_known(check) && !model->with_hypervisor)
		return;
	pool = memory_pool(check->scratch, model);
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		struct diag *diag;

		if (!is_pre_launched(vm) ||
		    memory_take(check->scratch, &pool, vm->memory_size.value, &list))
			continue;
		diag = check_report(check, vm, vm->memory_size.at,
				    "no RAM for the %" PRIu64 " MiB of VM '%s': board '%s' has "
				    "%" PRIu64 " MiB left above 4 GiB",
				    vm->memory_size.value, vm->name.value, model->board->name,
				    pool.size / MIB);
		note_others(diag, model, vm, is_pre_launched);
		diag_help(diag, "use a smaller size, or an hpa_region with RAM below 4 GiB");
		return;
	}
}

/* The firmware keeps some of what is installed, which comes in whole GiB: a VM with all of that is
 * one for a slightly larger board, which the sum reports. */
static uint64_t installed_mib(const struct board *board)
{
	return (board->ram_size / MIB + 1023) & ~UINT64_C(1023);
}

void check_memory_too_large(struct check *check, const struct vm *vm)
{
	const struct board *board = check->model->board;
	struct diag *diag;

	if (vm->load_order != CFG_POST_LAUNCHED || !is_ram_known(check) ||
	    given_mib(vm) <= installed_mib(board))
		return;
	diag = check_report(check, vm, memory_at(vm),
			    "VM '%s' has %" PRIu64 " MiB of memory, board '%s' %" PRIu64 " MiB",
			    vm->name.value, given_mib(vm), board->name, board->ram_size / MIB);
	diag_help(diag, "use a smaller size, or the description of the right board");
}

/* Whether there is a message about the memory of a VM already. */
static bool is_any_reported(const struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		if (check_is_reported(check, vm))
			return true;
		for (size_t j = 0; j < vm->memory_part_count; j++)
			if (check_is_reported(check, &vm->memory_parts[j]))
				return true;
	}
	return false;
}

/* The VM with which the sum reaches `ram` MiB, or NULL; sets the whole sum. */
static const struct vm *find_last(const struct model *model, uint64_t ram, uint64_t *total)
{
	const struct vm *last = NULL;

	*total = 0;
	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		uint64_t mib = is_user_vm(vm) ? given_mib(vm) : 0;

		if (mib > UINT64_MAX - *total)
			mib = UINT64_MAX - *total;
		*total += mib;
		if (!last && mib && *total >= ram)
			last = vm;
	}
	return last;
}

void check_memory_total(struct check *check)
{
	const struct model *model = check->model;
	uint64_t ram = (model->board->ram_size + MIB - 1) / MIB, total;
	const struct vm *last;
	struct diag *diag;

	if (!is_ram_known(check) || is_any_reported(check) ||
	    !(last = find_last(model, ram, &total)))
		return;
	diag = check_report(check, last, memory_at(last),
			    "the memory of all pre- and post-launched VMs is %" PRIu64
			    " MiB, but board '%s' has %" PRIu64 " MiB: they cannot all run at once",
			    total, model->board->name, model->board->ram_size / MIB);
	note_others(diag, model, last, is_user_vm);
	diag_help(diag, "use smaller sizes");
}
