/* SPDX-License-Identifier: BSD-3-Clause
 * plan.c: the plan: the regions, the VMs by rising ID, and what they add up to. */
#include "plan/plan.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/digest.h"
#include "board/board.h"
#include "model/order.h"
#include "plan/internal.h"

static int compare_peers(const void *left, const void *right)
{
	const struct plan_peer *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

/* Who shares the region; the rules have found every peer's VM. */
static void fill_peers(struct planner *planner, struct plan_region *to,
		       const struct shm_region *region)
{
	to->peers = arena_array(planner->arena, region->peer_count, sizeof(*to->peers));
	to->peer_count = region->peer_count;
	for (size_t i = 0; i < region->peer_count; i++)
		to->peers[i] = (struct plan_peer) {
			.id = region->peers[i]->vm->id,
			.name = region->peers[i]->vm->name.value,
		};
	if (to->peer_count)
		qsort(to->peers, to->peer_count, sizeof(*to->peers), compare_peers);
}

/* The first declaration stands for all: the rules have checked that they agree. */
static void fill_regions(struct planner *planner)
{
	const struct model *model = planner->model;
	struct plan *plan = planner->plan;

	plan->regions = arena_array(planner->arena, model->region_count, sizeof(*plan->regions));
	plan->region_count = model->region_count;
	for (size_t i = 0; i < model->region_count; i++) {
		const struct shm_region *region = model->regions[i];
		const struct shm_declaration *declaration = region->declarations[0];
		const struct shm_declaration *id = region->id_declaration;

		plan->regions[i] = (struct plan_region) {
			.index = i,
			.hv_index = plan->hv_region_count,
			.name = region->name.value,
			.land = declaration->land,
			.bytes = declaration->size,
			.region_id = id ? id->region_id : CFG_REGION_ID_NONE,
			.region_id_text = id ? id->region_id_text.value : NULL,
			.at = declaration->at,
		};
		fill_peers(planner, &plan->regions[i], region);
		if (declaration->land == CFG_LAND_HV) {
			plan->hv_region_count++;
			plan->hv_bytes += declaration->size;
		}
	}
}

/* Counts a VM's ivshmem devices, as rows of the table and for the whole plan. */
static void add_up(struct plan *plan, struct plan_vm *vm)
{
	vm->first_ivshmem = plan->ivshmem_count;
	for (size_t i = 0; i < vm->device_count; i++) {
		const struct plan_device *device = &vm->devices[i];

		if (device->kind != PLAN_IVSHMEM)
			continue;
		vm->ivshmem_count++;
		if (device->ivshmem.region->land != CFG_LAND_HV)
			continue;
		vm->hv_ivshmem_count++;
		if (vm->load_order != CFG_POST_LAUNCHED && !device->bar_count)
			plan->has_bars = false;
	}
	plan->ivshmem_count += vm->ivshmem_count;
	plan->hv_ivshmem_count += vm->hv_ivshmem_count;
}

static void fill_vms(struct planner *planner)
{
	const struct model *model = planner->model;
	/* The order of the static table. */
	const struct vm **by_id = model_vms_by_id(planner->arena, model);
	struct plan *plan = planner->plan;

	plan->vms = arena_array(planner->arena, model->vm_count, sizeof(*plan->vms));
	plan->vm_count = model->vm_count;
	for (size_t i = 0; i < model->vm_count; i++) {
		plan->vms[i].index = i;
		plan_fill_vm(planner, &plan->vms[i], by_id[i]);
		add_up(plan, &plan->vms[i]);
	}
}

const struct plan *plan_build(struct arena *arena, const struct model *model)
{
	const struct source *inputs[] = {
		model->source,
		model->board ? model->board->source : NULL,
	};
	struct plan *plan = arena_alloc(arena, sizeof(*plan));
	struct planner planner = { .arena = arena, .model = model, .plan = plan };

	*plan = (struct plan) {
		.release = model->release,
		.target = model->target,
		.scenario = model->source->base,
		.board = model->board ? model->board->name : NULL,
		.inputs = digest_sources(arena, inputs, sizeof(inputs) / sizeof(inputs[0])),
		.has_bars = true,
	};
	fill_regions(&planner);
	fill_vms(&planner);
	plan_fill_vuarts(&planner);
	if (model->with_hypervisor)
		plan_fill_hypervisor(&planner);
	if (model->hardening)
		plan_fill_hardening(&planner);
	return plan;
}
