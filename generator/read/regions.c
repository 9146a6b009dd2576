/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: the declarations by which VMs share regions, each for itself: those of scenarios and
 * those of scripts. */
#include <string.h>

#include "read/internal.h"
#include "schema/number.h"

void read_region_id(struct shm_declaration *declaration, struct text text)
{
	uint64_t id = CFG_REGION_ID_NONE;

	declaration->region_id_text = text;
	declaration->has_region_id =
		model_is_blank(text) ||
		number_parse(text.value, strlen(text.value), CFG_REGION_ID_MAX, &id);
	declaration->region_id = (uint16_t)id;
}

/* An empty third field is not a number, where an empty element is a missing one. */
static void read_id_field(struct shm_declaration *declaration, const struct own_region *own)
{
	declaration->has_region_id = true;
	if (!own->has_id_field)
		return;
	read_region_id(declaration, own->id);
	if (own->id.value && !*own->id.value)
		declaration->has_region_id = false;
}

void read_own_region(struct model_builder *builder, const struct own_region *own)
{
	struct shm_declaration declaration = {
		.when = own->when,
		.vm = own->vm,
		.at = own->at,
		.name_at = own->name.at,
		.land = own->land,
		.land_at = own->at,
		.size_text = own->size,
		.has_size = own->has_size,
		.is_bytes = own->is_bytes,
		.size = own->bytes,
	};
	struct shm_peer peer = {
		.when = own->when,
		.vm = own->vm,
		.vm_name = own->vm->name,
		.at = own->at,
	};
	struct shm_region *region = model_join_region(builder, own->name);

	read_id_field(&declaration, own);
	model_add_declaration(builder, region, &declaration);
	model_add_peer(builder, region, &peer, own->address);
}
