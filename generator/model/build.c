/* SPDX-License-Identifier: BSD-3-Clause
 * build.c: begins and finishes a model, and links its VMs. */
#include "model/build.h"

#include "base/arena.h"
#include "base/condition.h"
#include "model/internal.h"
#include "schema/name.h"

/* How many bytes of input a region takes at least, for its two peers: a guess of how many regions
 * there may be. */
#define REGION_BYTES 128

/* The bytes of what the model is made of. */
static size_t size_of(const struct model *model)
{
	return model->source->size + (model->launch_source ? model->launch_source->size : 0);
}

struct model_builder *model_new(struct arena *arena, const struct model *base, size_t vm_count)
{
	struct arena *scratch = arena_new_like(arena);
	struct model_builder *builder = arena_alloc(scratch, sizeof(*builder));
	struct model *model = arena_alloc(arena, sizeof(*model));

	model->source = base->source;
	model->launch_source = base->launch_source;
	model->is_of_scripts = base->is_of_scripts;
	model->scripts = base->scripts;
	model->script_count = base->script_count;
	model->has_release = base->has_release;
	model->board = base->board;
	model->release = base->release;
	model->target = base->target;
	model->with_hypervisor = base->with_hypervisor;
	model->hardening = base->hardening;
	model->name = base->name;
	model->hypervisor = base->hypervisor;
	model->vms = arena_array(arena, vm_count, sizeof(*model->vms));
	*builder = (struct model_builder) {
		.arena = arena,
		.scratch = scratch,
		.model = model,
		.vms = string_map_new(scratch, vm_count),
		.regions = string_map_new(scratch, size_of(base) / REGION_BYTES),
		.devices = arena_array(scratch, vm_count, sizeof(*builder->devices)),
	};
	return builder;
}

static void link_name(struct model_builder *builder, struct vm *vm)
{
	const struct vm *first = string_map_find(builder->vms, vm->name.value);

	if (!first)
		string_map_put(builder->vms, vm->name.value, vm);
	else if (condition_can_meet(first->when, vm->when))
		vm->same_name = first;
}

const struct vm *model_add_vm(struct model_builder *builder, const struct vm *vm)
{
	struct model *model = builder->model;
	struct device_list *devices = &builder->devices[model->vm_count];
	struct vm *added = &model->vms[model->vm_count++];

	*added = *vm;
	added->is_name_valid = vm_name_is_valid(vm->name.value);
	if (!vm->is_unnamed)
		link_name(builder, added);
	if (!model->service_vm && vm->load_order == CFG_SERVICE_VM)
		model->service_vm = added;
	devices->end = &devices->first;
	devices->last_vuart_end = &added->vuart_ends;
	return added;
}

void model_add_misplaced(struct model_builder *builder, const struct misplaced_element *element)
{
	struct model *model = builder->model;
	struct misplaced_element *all = arena_grow(builder->arena, (void *)model->misplaced,
						   model->misplaced_count, sizeof(*all));

	all[model->misplaced_count++] = *element;
	model->misplaced = all;
}

static size_t largest_id(const struct model *model)
{
	size_t largest = 0;

	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].id > largest)
			largest = model->vms[i].id;
	return largest;
}

/* The VMs with the same ID as another one, and the companions. */
static void link_ids(struct model_builder *builder)
{
	struct model *model = builder->model;
	size_t largest = largest_id(model);
	const struct vm **by_id = arena_array(builder->scratch, largest + 1, sizeof(*by_id));

	for (size_t i = 0; i < model->vm_count; i++) {
		struct vm *vm = &model->vms[i];

		if (!vm->has_id)
			continue;
		vm->same_id = by_id[vm->id];
		if (!vm->same_id)
			by_id[vm->id] = vm;
	}
	for (size_t i = 0; i < model->vm_count; i++) {
		struct vm *vm = &model->vms[i];

		if (vm->companion_id.value <= largest)
			vm->companion = by_id[vm->companion_id.value];
	}
}

static void link_cache_policies(struct model_builder *builder)
{
	const struct hypervisor *hypervisor = &builder->model->hypervisor;

	for (size_t i = 0; i < hypervisor->cache_count; i++) {
		struct cache_allocation *cache = &hypervisor->caches[i];

		for (size_t j = 0; j < cache->policy_count; j++)
			cache->policies[j].vm =
				string_map_find(builder->vms, cache->policies[j].vm_name.value);
	}
}

const struct model *model_finish(struct model_builder *builder)
{
	struct model *model = builder->model;

	string_map_free(builder->regions); /* what follows can use its memory */
	link_ids(builder);
	link_cache_policies(builder);
	model_link_duplicate_peers(builder);
	for (size_t i = 0; i < model->region_count; i++)
		if (model->regions[i]->declarations[0]->land == CFG_LAND_HV)
			model->has_hv_land = true;
	model_order_devices(builder);
	arena_free(builder->scratch);
	return model;
}
