/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: a budget as two tables: of the board, and of the VMs. */
#include <inttypes.h>

#include "budget/budget.h"

#define CELL 32

/* How a number is written: a size in MiB, or in KiB where it is less, rounded down. */
enum unit {
	UNIT_NONE,
	UNIT_BYTES,
};

static const char *value_text(uint64_t value, enum unit unit, const char *sign, char text[CELL])
{
	bool is_kib = value && value < UINT64_C(1) << 20;

	if (unit == UNIT_NONE)
		snprintf(text, CELL, "%s%" PRIu64, sign, value);
	else
		snprintf(text, CELL, "%s%" PRIu64 " %s", sign, value >> (is_kib ? 10 : 20),
			 is_kib ? "KiB" : "MiB");
	return text;
}

/* What is left; with a - before it what is missing. */
static const char *left_text(struct budget_item item, enum unit unit, char text[CELL])
{
	bool is_enough = item.used <= item.total;

	return value_text(is_enough ? item.total - item.used : item.used - item.total, unit,
			  is_enough ? "" : "-", text);
}

/* A row of the board's table. */
static void print_item(FILE *stream, const char *name, struct budget_item item, enum unit unit)
{
	char total[CELL] = "-", used[CELL], left[CELL] = "-";

	value_text(item.used, unit, "", used);
	if (item.is_known) {
		value_text(item.total, unit, "", total);
		left_text(item, unit, left);
	}
	fprintf(stream, "%-26s %12s %12s %12s\n", name, total, used, left);
}

static void print_use(FILE *stream, const char *name, uint64_t bytes)
{
	print_item(stream, name, (struct budget_item) { .used = bytes }, UNIT_BYTES);
}

static void print_board(const struct budget *budget, FILE *stream)
{
	fprintf(stream, "Scenario: %s\nBoard: %s\n\n", budget->scenario,
		budget->board ? budget->board : "unknown");
	fprintf(stream, "%-26s %12s %12s %12s\n", "", "total", "used", "free");
	print_item(stream, "RAM", budget->ram, UNIT_BYTES);
	print_use(stream, "  hypervisor", budget->hypervisor);
	print_use(stream, "  hv-land regions", budget->hv_land);
	print_use(stream, "  VMs", budget->vms_memory);
	print_use(stream, "/dev/shm (dm-land regions)", budget->dm_land);
	print_item(stream, "hv-land regions", budget->hv_regions, UNIT_NONE);
	print_item(stream, "CPUs", budget->cpus, UNIT_NONE);
	print_item(stream, "MSI-X entries of a device", budget->msix, UNIT_NONE);
}

static const char *order_text(enum cfg_load_order order)
{
	if (order == CFG_PRE_LAUNCHED)
		return "pre-launched";
	return order == CFG_SERVICE_VM ? "Service" : "post-launched";
}

static void print_vm(const struct budget_vm *vm, FILE *stream)
{
	char memory[CELL] = "-", cpus[CELL] = "-", used[CELL] = "-", left[CELL] = "-", slots[CELL];

	if (vm->memory)
		value_text(vm->memory, UNIT_BYTES, "", memory);
	if (vm->cpus)
		value_text(vm->cpus, UNIT_NONE, "", cpus);
	if (vm->windows.is_known) {
		value_text(vm->windows.used, UNIT_BYTES, "", used);
		left_text(vm->windows, UNIT_BYTES, left);
	}
	fprintf(stream, "%-16s %-13s %11s %5s %10s %6" PRIu64 " %12s %12s\n", vm->vm->name.value,
		order_text(vm->vm->load_order), memory, cpus,
		left_text(vm->slots, UNIT_NONE, slots), vm->msix, used, left);
}

void budget_print_text(const struct budget *budget, FILE *stream)
{
	print_board(budget, stream);
	fprintf(stream, "\n%-16s %-13s %11s %5s %10s %6s %12s %12s\n", "VM", "launched", "memory",
		"CPUs", "free slots", "MSI-X", "PCI used", "PCI free");
	for (size_t i = 0; i < budget->vm_count; i++)
		print_vm(&budget->vms[i], stream);
}
