/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: regions, their declarations and their peers. */
#include "base/arena.h"
#include "base/condition.h"
#include "model/internal.h"
#include "schema/name.h"

struct shm_region *model_add_region(struct model_builder *builder, struct text name)
{
	struct model *model = builder->model;
	struct shm_region *region = arena_alloc(builder->arena, sizeof(*region));

	region->name = name;
	region->index = model->region_count;
	region->is_name_valid = region_name_is_valid(name.value);
	region->same_name = string_map_find(builder->regions, name.value);
	if (!region->same_name)
		string_map_put(builder->regions, name.value, region);
	model->regions = arena_grow(builder->arena, model->regions, model->region_count,
				    sizeof(*model->regions));
	model->regions[model->region_count++] = region;
	return region;
}

struct shm_region *model_join_region(struct model_builder *builder, struct text name)
{
	struct shm_region *region = string_map_find(builder->regions, name.value);

	return region ? region : model_add_region(builder, name);
}

void model_add_declaration(struct model_builder *builder, struct shm_region *region,
			   const struct shm_declaration *declaration)
{
	struct shm_declaration *added = arena_alloc(builder->arena, sizeof(*added));

	*added = *declaration;
	added->region = region;
	region->declarations = arena_grow(builder->arena, region->declarations,
					  region->declaration_count, sizeof(*region->declarations));
	region->declarations[region->declaration_count++] = added;
	if (!region->id_declaration && model_declares_region_id(added))
		region->id_declaration = added;
}

void model_add_peer(struct model_builder *builder, struct shm_region *region,
		    const struct shm_peer *peer, struct device_address address)
{
	struct shm_peer *added = arena_alloc(builder->arena, sizeof(*added));

	*added = *peer;
	added->region = region;
	if (!added->vm)
		added->vm = string_map_find(builder->vms, peer->vm_name.value);
	region->peers = arena_grow(builder->arena, region->peers, region->peer_count,
				   sizeof(*region->peers));
	region->peers[region->peer_count++] = added;
	if (added->vm)
		model_append_device(builder, added->vm,
				    &(struct device) {
					    .kind = DEVICE_IVSHMEM,
					    .when = peer->when,
					    .at = peer->at,
					    .address = address,
					    .ivshmem = added,
				    });
}

void model_add_bad_text(struct model_builder *builder, const struct vm *vm, struct text text)
{
	struct model *model = builder->model;
	struct shm_bad_text *texts = arena_grow(builder->arena, (void *)model->bad_texts,
						model->bad_text_count, sizeof(*texts));

	texts[model->bad_text_count++] = (struct shm_bad_text) { vm, text };
	model->bad_texts = texts;
}

/* VMs of one name count as one, but not those of scripts: there one may follow on the other. */
void model_link_duplicate_peers(struct model_builder *builder)
{
	const struct model *model = builder->model;
	struct shm_peer **latest =
		arena_array(builder->scratch, model->vm_count, sizeof(*latest)); /* of each VM */

	for (size_t i = 0; i < model->region_count; i++) {
		const struct shm_region *region = model->regions[i];

		for (size_t j = 0; j < region->peer_count; j++) {
			struct shm_peer *peer = region->peers[j];
			const struct vm *vm = peer->vm;
			struct shm_peer **first;

			if (!vm)
				continue;
			if (vm->same_name && !vm->launch)
				vm = vm->same_name;
			first = &latest[vm - model->vms];
			if (!*first || (*first)->region != region)
				*first = peer;
			else if (condition_can_meet((*first)->when, peer->when))
				peer->same_vm = *first;
		}
	}
}
