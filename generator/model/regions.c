/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: regions, their declarations and their peers. */
#include "base/arena.h"
#include "model/internal.h"
#include "schema/name.h"

struct shm_link *model_add_region(struct model_builder *builder, struct text name)
{
	struct model *model = builder->model;
	struct shm_link *link = arena_alloc(builder->arena, sizeof(*link));

	link->name = name;
	link->index = model->link_count;
	link->is_name_valid = region_name_is_valid(name.value);
	link->same_name = string_map_find(builder->links, name.value);
	if (!link->same_name)
		string_map_put(builder->links, name.value, link);
	model->links =
		arena_grow(builder->arena, model->links, model->link_count, sizeof(*model->links));
	model->links[model->link_count++] = link;
	return link;
}

struct shm_link *model_join_region(struct model_builder *builder, struct text name)
{
	struct shm_link *link = string_map_find(builder->links, name.value);

	return link ? link : model_add_region(builder, name);
}

void model_add_declaration(struct model_builder *builder, struct shm_link *link,
			   const struct shm_declaration *declaration)
{
	struct shm_declaration *added = arena_alloc(builder->arena, sizeof(*added));

	*added = *declaration;
	added->link = link;
	link->declarations = arena_grow(builder->arena, link->declarations, link->declaration_count,
					sizeof(*link->declarations));
	link->declarations[link->declaration_count++] = added;
	if (!link->id_declaration && model_declares_region_id(added))
		link->id_declaration = added;
}

void model_add_peer(struct model_builder *builder, struct shm_link *link,
		    const struct shm_dev *peer, struct device_address address)
{
	struct shm_dev *added = arena_alloc(builder->arena, sizeof(*added));

	*added = *peer;
	added->link = link;
	if (!added->vm)
		added->vm = string_map_find(builder->vms, peer->vm_name.value);
	link->peers =
		arena_grow(builder->arena, link->peers, link->peer_count, sizeof(*link->peers));
	link->peers[link->peer_count++] = added;
	if (added->vm)
		model_append_device(builder, added->vm,
				    &(struct device) {
					    .kind = DEVICE_IVSHMEM,
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

/* VMs of one name count as one. */
void model_link_duplicate_peers(struct model_builder *builder)
{
	const struct model *model = builder->model;
	struct shm_dev **latest =
		arena_array(builder->scratch, model->vm_count, sizeof(*latest)); /* of each VM */

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->peer_count; j++) {
			struct shm_dev *peer = link->peers[j];
			const struct vm *vm = peer->vm;
			struct shm_dev **first;

			if (!vm)
				continue;
			first = &latest[(vm->same_name ? vm->same_name : vm) - model->vms];
			if (*first && (*first)->link == link)
				peer->same_vm = *first;
			else
				*first = peer;
		}
	}
}
