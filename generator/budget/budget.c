/* SPDX-License-Identifier: BSD-3-Clause
 * budget.c: adds up what a scenario takes. */
#include "budget/budget.h"

#include <stdlib.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/bars.h"
#include "plan/memory.h"
#include "plan/slots.h"

/* The hypervisor takes memory for all regions in one block, of whole large pages. */
#define LARGE_PAGE (UINT64_C(2) << 20)

static void add_regions(struct budget *budget, const struct model *model)
{
	budget->hv_regions = (struct budget_item) { .is_known = true, .total = CFG_HV_REGIONS_MAX };
	for (size_t i = 0; i < model->region_count; i++) {
		const struct shm_declaration *first = model->regions[i]->declarations[0];

		if (first->land == CFG_LAND_HV) {
			budget->hv_land += first->size;
			budget->hv_regions.used++;
		} else {
			budget->dm_land += first->size;
		}
	}
	budget->hv_land = (budget->hv_land + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
}

static int compare_ids(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* CPUs that at least one VM has; a CPU that the board does not have is none, where its CPUs are
 * known. */
static void add_cpus(struct arena *arena, struct budget *budget, const struct model *model)
{
	const struct board *board = model->board;
	uint32_t *ids = NULL;
	size_t count = 0;

	budget->cpus.is_known = board && board->cpu_count;
	budget->cpus.total = budget->cpus.is_known ? board->cpu_count : 0;
	for (size_t i = 0; i < model->vm_count; i++)
		for (size_t j = 0; j < model->vms[i].cpu_count; j++) {
			uint32_t id = model->vms[i].cpus[j].id;

			if (budget->cpus.is_known && !board_cpu(board, id))
				continue;
			ids = arena_grow(arena, ids, count, sizeof(*ids));
			ids[count++] = id;
		}
	if (count)
		qsort(ids, count, sizeof(*ids), compare_ids);
	for (size_t i = 0; i < count; i++)
		budget->cpus.used += !i || ids[i] != ids[i - 1];
}

static struct budget_item slots_of(const struct model *model, const struct vm *vm)
{
	struct budget_item item = { .is_known = true };
	struct slots slots;

	slots_enter(&slots, model, vm);
	for (unsigned slot = 0; slot <= CFG_SLOT_MAX; slot++) {
		item.total += !slots.is_blocked[slot];
		item.used += slots.is_taken[slot] && !slots.is_blocked[slot];
	}
	for (size_t i = 0; i < vm->device_count; i++)
		item.used += vm->devices[i].address.kind == ADDRESS_ANY;
	return item;
}

static struct budget_item windows_of(struct arena *arena, const struct model *model,
				     const struct vm *vm)
{
	struct budget_item item = { .is_known = bars_are_known(model, vm) };
	struct bars_room room;
	struct bars bars;

	if (!item.is_known)
		return item;
	room = bars_room(arena, model, vm);
	bars = bars_place(arena, model, vm);
	item.total = room.size;
	item.used = room.size - room.free;
	for (size_t i = 0; i < bars.count; i++)
		item.used += bars.all[i].is_placed ? bars.all[i].size : 0;
	return item;
}

static struct budget_vm add_vm(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct budget_vm budget = {
		.vm = vm,
		.memory = vm->load_order == CFG_SERVICE_VM ? 0 : vm->memory_mib << 20,
		.cpus = vm->cpu_count,
		.slots = slots_of(model, vm),
		.windows = windows_of(arena, model, vm),
	};

	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_IVSHMEM)
			budget.msix += CFG_VECTORS;
	return budget;
}

const struct budget *budget_compute(struct arena *arena, const struct model *model)
{
	struct budget *budget = arena_alloc(arena, sizeof(*budget));

	budget->scenario = model->source->name;
	budget->board = model->board ? model->board->name : NULL;
	budget->hypervisor = memory_hypervisor_size(model);
	budget->msix.is_known = true;
	budget->msix.total = model->hypervisor.max_msix_entries.value;
	add_regions(budget, model);
	add_cpus(arena, budget, model);
	budget->vms = arena_array(arena, model->vm_count, sizeof(*budget->vms));
	for (size_t i = 0; i < model->vm_count; i++) {
		budget->vms[i] = add_vm(arena, model, &model->vms[i]);
		budget->vms_memory += budget->vms[i].memory;
		if (budget->vms[i].msix)
			budget->msix.used = CFG_VECTORS;
	}
	budget->vm_count = model->vm_count;
	budget->ram.used = budget->hypervisor + budget->hv_land + budget->vms_memory;
	if (model->board && model->board->ram_count) {
		budget->ram.is_known = true;
		budget->ram.total = model->board->ram_size;
	}
	return budget;
}
