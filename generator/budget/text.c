/* SPDX-License-Identifier: BSD-3-Clause
 * text.c: a budget as two tables: of the board, and of the VMs. */
#include <inttypes.h>
#include <string.h>

#include "budget/budget.h"

static const char *value_text(uint64_t value, bool is_bytes, const char *sign,
			      char text[BUDGET_TEXT_SIZE])
{
	bool is_kib = value && value < UINT64_C(1) << 20;

	if (!is_bytes)
		snprintf(text, BUDGET_TEXT_SIZE, "%s%" PRIu64, sign, value);
	else
		snprintf(text, BUDGET_TEXT_SIZE, "%s%" PRIu64 " %s", sign,
			 value >> (is_kib ? 10 : 20), is_kib ? "KiB" : "MiB");
	return text;
}

const char *budget_text(uint64_t value, bool is_bytes, char text[BUDGET_TEXT_SIZE])
{
	return value_text(value, is_bytes, "", text);
}

const char *budget_left_text(struct budget_item item, bool is_bytes, char text[BUDGET_TEXT_SIZE])
{
	bool is_enough = item.used <= item.total;

	return value_text(is_enough ? item.total - item.used : item.used - item.total, is_bytes,
			  is_enough ? "" : "-", text);
}

static struct budget_item use_of(uint64_t bytes)
{
	return (struct budget_item) { .used = bytes };
}

void budget_list(const struct budget *budget, struct budget_row rows[BUDGET_ROWS])
{
	const struct budget_row all[BUDGET_ROWS] = {
		{ "RAM", false, true, budget->ram },
		{ "hypervisor", true, true, use_of(budget->hypervisor) },
		{ "hv-land regions", true, true, use_of(budget->hv_land) },
		{ "VMs", true, true, use_of(budget->vms_memory) },
		{ "/dev/shm (dm-land regions)", false, true, use_of(budget->dm_land) },
		{ "hv-land regions", false, false, budget->hv_regions },
		{ "CPUs", false, false, budget->cpus },
		{ "MSI-X entries of a device", false, false, budget->msix },
	};

	memcpy(rows, all, sizeof(all));
}

static void print_row(FILE *stream, const struct budget_row *row)
{
	char total[BUDGET_TEXT_SIZE] = "-", used[BUDGET_TEXT_SIZE], left[BUDGET_TEXT_SIZE] = "-";

	budget_text(row->item.used, row->is_bytes, used);
	if (row->item.is_known) {
		budget_text(row->item.total, row->is_bytes, total);
		budget_left_text(row->item, row->is_bytes, left);
	}
	fprintf(stream, "%s%-*s %12s %12s %12s\n", row->is_part ? "  " : "", row->is_part ? 24 : 26,
		row->name, total, used, left);
}

static void print_board(const struct budget *budget, FILE *stream)
{
	struct budget_row rows[BUDGET_ROWS];

	fprintf(stream, "Scenario: %s\nBoard: %s\n\n", budget->scenario,
		budget->board ? budget->board : "unknown");
	fprintf(stream, "%-26s %12s %12s %12s\n", "", "total", "used", "free");
	budget_list(budget, rows);
	for (size_t i = 0; i < BUDGET_ROWS; i++)
		print_row(stream, &rows[i]);
}

static const char *order_text(enum cfg_load_order order)
{
	if (order == CFG_PRE_LAUNCHED)
		return "pre-launched";
	return order == CFG_SERVICE_VM ? "Service" : "post-launched";
}

static void print_vm(const struct budget_vm *vm, FILE *stream)
{
	char memory[BUDGET_TEXT_SIZE] = "-", cpus[BUDGET_TEXT_SIZE] = "-",
	     used[BUDGET_TEXT_SIZE] = "-", left[BUDGET_TEXT_SIZE] = "-", slots[BUDGET_TEXT_SIZE];

	if (vm->memory)
		budget_text(vm->memory, true, memory);
	if (vm->cpus)
		budget_text(vm->cpus, false, cpus);
	if (vm->windows.is_known) {
		budget_text(vm->windows.used, true, used);
		budget_left_text(vm->windows, true, left);
	}
	fprintf(stream, "%-16s %-13s %11s %5s %10s %6" PRIu64 " %12s %12s\n", vm->vm->name.value,
		order_text(vm->vm->load_order), memory, cpus,
		budget_left_text(vm->slots, false, slots), vm->msix, used, left);
}

void budget_print_text(const struct budget *budget, FILE *stream)
{
	print_board(budget, stream);
	fprintf(stream, "\n%-16s %-13s %11s %5s %10s %6s %12s %12s\n", "VM", "launched", "memory",
		"CPUs", "free slots", "MSI-X", "PCI used", "PCI free");
	for (size_t i = 0; i < budget->vm_count; i++)
		print_vm(&budget->vms[i], stream);
}
