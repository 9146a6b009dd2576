/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: a budget in JSON. */
#include "budget/budget.h"
#include "plan/writer.h"

static void write_item(struct plan_writer *writer, const char *name, struct budget_item item)
{
	writer_begin(writer, name);
	if (item.is_known)
		writer_number(writer, "total", item.total);
	writer_number(writer, "used", item.used);
	writer_end(writer);
}

static void write_vm(struct plan_writer *writer, const struct budget_vm *vm)
{
	writer_begin(writer, "vms");
	writer_text(writer, "name", vm->vm->name.value);
	writer_number(writer, "memory", vm->memory);
	writer_number(writer, "cpus", vm->cpus);
	write_item(writer, "slots", vm->slots);
	writer_number(writer, "msix", vm->msix);
	if (vm->windows.is_known)
		write_item(writer, "windows", vm->windows);
	writer_end(writer);
}

static void write_budget(struct plan_writer *writer, const void *object)
{
	const struct budget *budget = object;

	writer_text(writer, "scenario", budget->scenario);
	writer_text(writer, "board", budget->board);
	write_item(writer, "ram", budget->ram);
	writer_number(writer, "hypervisor", budget->hypervisor);
	writer_number(writer, "hv-land", budget->hv_land);
	writer_number(writer, "vms-memory", budget->vms_memory);
	writer_number(writer, "dm-land", budget->dm_land);
	write_item(writer, "hv-regions", budget->hv_regions);
	write_item(writer, "cpus", budget->cpus);
	write_item(writer, "msix", budget->msix);
	writer_begin_list(writer, "vms");
	for (size_t i = 0; i < budget->vm_count; i++)
		write_vm(writer, &budget->vms[i]);
	writer_end_list(writer);
}

void budget_print_json(struct arena *arena, const struct budget *budget, FILE *stream)
{
	writer_print_json(arena, stream, write_budget, budget);
}
