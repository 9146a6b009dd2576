/* SPDX-License-Identifier: BSD-3-Clause
 * capacities.c: the settings of the hypervisor and the sizes of its tables, as the hypervisor's own
 * checks want them. */
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/pci_rows.h"
#include "rules/internal.h"

/* Thread IDs of vCPUs have 16 bits. */
#define VCPUS_MAX 65535u

#define IR_ENTRIES_MIN 256u
#define IR_ENTRIES_MAX 65536u

#define HV_RAM_ALIGNMENT 0x200000u

static bool is_none(struct text console)
{
	return model_is_blank(console) || strcmp(console.value, "None") == 0;
}

static void replace_number(const struct check *check, struct diag *diag,
			   const struct number *number, size_t value)
{
	diag_replace(diag, number->at, number->text, arena_printf(check->arena, "%zu", value));
}

/* A scenario that gives neither is no complete one for ACRN, but one for this tool. */
void check_debug_console_missing(struct check *check)
{
	const struct hypervisor *hypervisor = &check->model->hypervisor;
	const struct flag *debug = &hypervisor->debug;
	struct text console = hypervisor->serial_console;
	struct diag *diag;

	if (!debug->is_set || !is_none(console) || (!debug->is_given && !console.value))
		return;
	diag = check_report(check, check->model, console.value ? console.at : debug->at,
			    "a debug hypervisor needs a serial console");
	if (console.value && debug->is_given)
		diag_note(diag, debug->at, "BUILD_TYPE is debug here");
	diag_help(diag, "set SERIAL_CONSOLE to one of the board's, such as /dev/ttyS0, or "
			"BUILD_TYPE to release");
}

void check_console_vm_unknown(struct check *check)
{
	const struct number *id = &check->model->hypervisor.console_vm;
	struct diag *diag;

	if (!id->is_given || id->value == VM_ID_NONE)
		return;
	for (size_t i = 0; i < check->model->vm_count; i++)
		if (check->model->vms[i].has_id && check->model->vms[i].id == id->value)
			return;
	diag = check_report(check, check->model, id->at, "unknown VM ID %llu of the console's VM",
			    (unsigned long long)id->value);
	diag_help(diag, "use the ID of a VM, or %d for none", VM_ID_NONE);
}

/* The default is in force where the scenario does not give a number. */
void check_max_vms_too_small(struct check *check)
{
	const struct model *model = check->model;
	const struct number *max = &model->hypervisor.max_vms;
	const struct vm *excess;
	struct diag *diag;

	if (model->vm_count <= max->value || model->target == TARGET_LAB)
		return;
	excess = &model->vms[max->value];
	diag = check_report(check, model, max->is_given ? max->at : excess->at,
			    "MAX_VM_NUM is %llu%s, but there are %zu VMs",
			    (unsigned long long)max->value, max->is_given ? "" : " by default",
			    model->vm_count);
	if (max->is_given)
		diag_note(diag, excess->at, "VM '%s' is the first that has no room",
			  excess->name.value);
	diag_help(diag, "set MAX_VM_NUM to %zu or more", model->vm_count);
	if (max->is_given)
		replace_number(check, diag, max, model->vm_count);
}

void check_max_vms_too_large(struct check *check)
{
	const struct board *board = check->model->board;
	const struct number *max = &check->model->hypervisor.max_vms;
	struct diag *diag;

	if (!max->is_given || !board->cpu_count || max->value <= VCPUS_MAX / board->cpu_count)
		return;
	diag = check_report(check, check->model, max->at,
			    "MAX_VM_NUM is %llu, too many for the %zu CPUs of board '%s'",
			    (unsigned long long)max->value, board->cpu_count, board->name);
	diag_help(diag, "use at most %zu", VCPUS_MAX / board->cpu_count);
	replace_number(check, diag, max, VCPUS_MAX / board->cpu_count);
}

void check_max_pci_buses_too_small(struct check *check)
{
	const struct board *board = check->model->board;
	const struct number *max = &check->model->hypervisor.max_pci_buses;
	struct diag *diag;

	if (!max->value || max->value >= board->bus_count)
		return;
	diag = check_report(check, check->model, max->at,
			    "MAX_PCI_BUS_NUM is %llu, but board '%s' has PCI buses up to 0x%x",
			    (unsigned long long)max->value, board->name, board->bus_count - 1);
	diag_help(diag, "use 0 for as many as the board has");
	diag_replace(diag, max->at, max->text, "0");
}

static size_t board_devices(const struct board *board)
{
	size_t count = 0;

	for (size_t i = 0; i < board->device_count; i++)
		count += board->devices[i].is_function;
	return count;
}

/* How many of the board's devices the Service VM does not have, because pre-launched VMs have them.
 * For function 0 it may have a stand-in, without which the others of the slot were not found. */
static size_t pre_launched_devices(const struct model *model)
{
	size_t count = 0;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];

		for (size_t j = 0; vm->load_order == CFG_PRE_LAUNCHED && j < vm->device_count; j++)
			count += vm->devices[j].kind == DEVICE_PASSTHROUGH &&
				 CFG_BDF_FUNCTION(vm->devices[j].passthrough->bdf) != 0;
	}
	return count;
}

static void report_devices(struct check *check, struct span at, const char *owner, size_t count)
{
	const struct number *max = &check->model->hypervisor.max_pci_devices;
	struct diag *diag;

	diag = check_report(check, check->model, max->is_given ? max->at : at,
			    "MAX_PCI_DEV_NUM is %llu%s, but %s has %zu PCI devices",
			    (unsigned long long)max->value, max->is_given ? "" : " by default",
			    owner, count);
	diag_help(diag, "set MAX_PCI_DEV_NUM to %zu or more", count);
	if (max->is_given)
		replace_number(check, diag, max, count);
}

/* One message: the hypervisor has a table of the board's devices, and one for each VM. The Service
 * VM's has its virtual devices and those of the board that are left. */
void check_max_pci_devices_too_small(struct check *check)
{
	const struct model *model = check->model;
	size_t on_board = model->board ? board_devices(model->board) : 0;
	size_t taken = pre_launched_devices(model);
	size_t most = model->hypervisor.max_pci_devices.value;
	const struct vm *worst = NULL;

	for (size_t i = 0; i < model->vm_count; i++) {
		const struct vm *vm = &model->vms[i];
		size_t count = pci_rows_count(vm);

		if (vm == model->service_vm && on_board > taken)
			count += on_board - taken;
		if (count > most) {
			most = count;
			worst = vm;
		}
	}
	if (on_board > most)
		report_devices(check, model->hypervisor.at,
			       arena_printf(check->scratch, "board '%s'", model->board->name),
			       on_board);
	else if (worst)
		report_devices(check, worst->at,
			       arena_printf(check->scratch, "VM '%s'", worst->name.value), most);
}

/* The nearest valid number that is not smaller, or the largest one. */
static size_t next_ir_entries(uint64_t value)
{
	size_t power = IR_ENTRIES_MIN;

	while (power < value && power < IR_ENTRIES_MAX)
		power *= 2;
	return power;
}

void check_ir_entries_invalid(struct check *check)
{
	const struct number *entries = &check->model->hypervisor.max_ir_entries;
	uint64_t value = entries->value;
	struct diag *diag;

	if (!entries->is_given ||
	    (value >= IR_ENTRIES_MIN && value <= IR_ENTRIES_MAX && !(value & (value - 1))))
		return;
	diag = check_report(check, check->model, entries->at, "invalid MAX_IR_ENTRIES %llu",
			    (unsigned long long)value);
	diag_help(diag, "use a power of two from %u to %u", IR_ENTRIES_MIN, IR_ENTRIES_MAX);
	replace_number(check, diag, entries, next_ir_entries(value));
}

void check_hv_ram_unaligned(struct check *check)
{
	const struct number *start = &check->model->hypervisor.ram_start;
	struct diag *diag;

	if (start->value % HV_RAM_ALIGNMENT == 0)
		return;
	diag = check_report(check, check->model, start->at,
			    "HV_RAM_START 0x%llx is not a multiple of 2 MiB",
			    (unsigned long long)start->value);
	diag_help(diag, "use a multiple of 0x%x", HV_RAM_ALIGNMENT);
}

/* --ssram with a value: alone it would take the next argument, whatever that is. */
static bool has_ssram_parameter(const struct vm *vm)
{
	const char *const *words = vm->parameters.words;

	for (size_t i = 0; i < vm->parameters.count; i++)
		if (strncmp(words[i], "--ssram=", strlen("--ssram=")) == 0 ||
		    (strcmp(words[i], "--ssram") == 0 && i + 1 < vm->parameters.count &&
		     *words[i + 1] != '-'))
			return true;
	return false;
}

/* Earlier releases take --ssram without a value. */
void check_ssram_size_missing(struct check *check, const struct vm *vm)
{
	const struct flag *ssram = &check->model->hypervisor.ssram;
	struct diag *diag;

	if (!ssram->is_set || vm->type != VM_REAL_TIME || vm->load_order != CFG_POST_LAUNCHED ||
	    check->model->release < RELEASE_3_0 || has_ssram_parameter(vm))
		return;
	diag = check_report(check, vm, vm->type_at,
			    "RTVM '%s' has Software SRAM of an unknown size", vm->name.value);
	diag_note(diag, ssram->at, "Software SRAM is enabled here");
	diag_help(diag, "add --ssram with caches and sizes to its customized_parameters, such as "
			"--ssram 'L3,vcpu=all,size=2M', or set SSRAM_ENABLED to n");
}
