/* SPDX-License-Identifier: BSD-3-Clause
 * shmem.c: reads regions, from ACRN's IVSHMEM_REGION lists and from the VMs' shm_region
 * texts, and brings together what has the same name. */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/ivshmem_argument.h"
#include "schema/name.h"
#include "schema/number.h"

#define MIB (UINT64_C(1) << 20)

/* The default of IVSHMEM_SIZE in ACRN's schema. */
#define DEFAULT_SIZE (2 * MIB)

static struct shm_link *new_link(struct builder *builder, struct text name)
{
	struct model *model = builder->model;
	struct shm_link *link = arena_alloc(builder->arena, sizeof(*link));

	link->name = name;
	link->index = model->link_count;
	link->is_name_valid = region_name_is_valid(name.value);
	model->links =
		arena_grow(builder->arena, model->links, model->link_count, sizeof(*model->links));
	model->links[model->link_count++] = link;
	if (!string_map_find(builder->links, name.value))
		string_map_put(builder->links, name.value, link);
	return link;
}

static void add_declaration(struct builder *builder, struct shm_link *link,
			    struct shm_declaration *declaration)
{
	declaration->link = link;
	link->declarations = arena_grow(builder->arena, link->declarations, link->declaration_count,
					sizeof(*link->declarations));
	link->declarations[link->declaration_count++] = declaration;
	if (!link->id_declaration && model_says_region_id(declaration))
		link->id_declaration = declaration;
}

/* Makes a VM a peer of a region, which becomes one of the VM's. */
static void add_party(struct builder *builder, struct shm_link *link, struct shm_dev *peer,
		      struct place place)
{
	struct wanted_region *wanted;
	struct device_list *devices;

	peer->link = link;
	link->peers =
		arena_grow(builder->arena, link->peers, link->peer_count, sizeof(*link->peers));
	link->peers[link->peer_count++] = peer;
	if (!peer->vm)
		return;
	wanted = arena_alloc(builder->scratch, sizeof(*wanted));
	wanted->peer = peer;
	wanted->place = place;
	devices = model_devices_of(builder, peer->vm);
	*devices->regions_end = wanted;
	devices->regions_end = &wanted->next;
}

static void read_region_id(struct shm_declaration *declaration, struct text text)
{
	uint64_t id = CFG_REGION_ID_NONE;

	declaration->region_id_text = text;
	declaration->has_region_id =
		!text.value || !*text.value ||
		number_parse(text.value, strlen(text.value), CFG_REGION_ID_MAX, &id);
	declaration->region_id = (uint16_t)id;
}

static void read_listed_size(struct shm_declaration *declaration, struct text text)
{
	const char *digits = text.value;
	uint64_t mib;

	declaration->size_text = text;
	declaration->size = DEFAULT_SIZE;
	declaration->has_size = true;
	if (!digits || !*digits)
		return;
	digits += *digits == '+'; /* xs:integer */
	declaration->has_size =
		number_parse_decimal(digits, strlen(digits), UINT64_MAX / MIB, &mib);
	declaration->size = declaration->has_size ? mib * MIB : 0;
}

static enum cfg_land listed_land(struct text provider)
{
	if (provider.value && strcmp(provider.value, "Device Model") == 0)
		return CFG_LAND_DM;
	return CFG_LAND_HV; /* the default; another text the schema has refused */
}

static void read_listed_party(struct builder *builder, struct shm_link *link,
			      const xmlNode *element)
{
	struct shm_dev *peer = arena_alloc(builder->arena, sizeof(*peer));

	peer->at = load_element_span(builder->doc, element);
	peer->vm_name = model_child_text(builder, element, "VM_NAME");
	if (!peer->vm_name.value)
		peer->vm_name = (struct text) { .value = "", .at = peer->at };
	peer->vm = model_find_vm(builder, peer->vm_name.value);
	add_party(builder, link, peer,
		  model_vbdf_place(model_child_text(builder, element, "VBDF")));
}

static struct text listed_name(const struct builder *builder, const xmlNode *element)
{
	struct text name = model_child_text(builder, element, "NAME");

	if (!name.value)
		name = model_attribute(builder, element, "name");
	if (!name.value)
		name = (struct text) { .value = "",
				       .at = load_element_span(builder->doc, element) };
	return name;
}

static void read_listed_region(struct builder *builder, const xmlNode *element)
{
	struct shm_declaration *declaration = arena_alloc(builder->arena, sizeof(*declaration));
	const xmlNode *list = load_child(element, "IVSHMEM_VMS");
	struct text name = listed_name(builder, element);
	struct text provider = model_child_text(builder, element, "PROVIDED_BY");
	const struct shm_link *same_name = string_map_find(builder->links, name.value);
	struct shm_link *link = new_link(builder, name);

	link->same_name = same_name;
	declaration->at = load_element_span(builder->doc, element);
	declaration->land = listed_land(provider);
	declaration->land_at = provider.value ? provider.at : declaration->at;
	read_listed_size(declaration, model_child_text(builder, element, "IVSHMEM_SIZE"));
	if (!declaration->size_text.value)
		declaration->size_text.at = declaration->at;
	read_region_id(declaration, model_child_text(builder, element, "IVSHMEM_REGION_ID"));
	add_declaration(builder, link, declaration);
	for (const xmlNode *vm = list ? load_child(list, "IVSHMEM_VM") : NULL; vm;
	     vm = load_next(vm))
		read_listed_party(builder, link, vm);
}

/* ACRN 2.x writes a region as text: the schema has refused it. */
static bool is_region_text(const struct builder *builder, const xmlNode *element)
{
	return *load_text(builder->scratch, element) && !load_child(element, "NAME");
}

/* White space around a field is no part of it. */
static void trim_field(const char *text, struct ivshmem_field *field)
{
	while (field->start < field->end && is_space(text[field->start]))
		field->start++;
	while (field->end > field->start && is_space(text[field->end - 1]))
		field->end--;
}

static bool parse_fields(const char *text, struct ivshmem_argument *fields)
{
	if (ivshmem_argument_parse(text, fields) != IVSHMEM_ARGUMENT_OK)
		return false;
	trim_field(text, &fields->name);
	trim_field(text, &fields->size);
	trim_field(text, &fields->region_id);
	return true;
}

/* One field of a shm_region text, which is cut there, with the place that it has in the file. */
static struct text field_text(const struct builder *builder, const xmlNode *element, char *text,
			      struct ivshmem_field field)
{
	text[field.end] = '\0';
	return (struct text) {
		.value = text + field.start,
		.at = load_text_range(builder->doc, element, field.start, field.end),
	};
}

static struct shm_declaration *read_declaration(struct builder *builder, const struct vm *vm,
						const xmlNode *element, char *text,
						const struct ivshmem_argument *fields)
{
	struct shm_declaration *declaration = arena_alloc(builder->arena, sizeof(*declaration));

	declaration->vm = vm;
	declaration->at = load_text_span(builder->doc, element);
	declaration->land = fields->land;
	declaration->land_at = declaration->at;
	declaration->size_text = field_text(builder, element, text, fields->size);
	declaration->has_size =
		ivshmem_argument_size(text, fields, &declaration->size, &declaration->is_bytes);
	read_region_id(declaration, fields->has_region_id
					    ? field_text(builder, element, text, fields->region_id)
					    : (struct text) { 0 });
	/* An empty third field is no number, where an empty element is a blank. */
	if (fields->has_region_id && !*declaration->region_id_text.value)
		declaration->has_region_id = false;
	return declaration;
}

static void note_bad_text(struct builder *builder, const struct vm *vm, struct text text)
{
	struct model *model = builder->model;
	struct shm_bad_text *bad = arena_grow(builder->arena, (void *)model->bad_texts,
					      model->bad_text_count, sizeof(*bad));

	bad[model->bad_text_count++] = (struct shm_bad_text) { vm, text };
	model->bad_texts = bad;
}

static void read_shm_region(struct builder *builder, const struct vm *vm, const xmlNode *element)
{
	char *text = load_text(builder->arena, element);
	struct ivshmem_argument fields;
	struct shm_declaration *declaration;
	struct shm_dev *peer;
	struct shm_link *link;
	struct text name;

	if (!*text)
		return; /* ACRN 2.x writes an empty element for no region */
	if (!parse_fields(text, &fields)) {
		note_bad_text(builder, vm, model_text(builder, element));
		return;
	}
	name = field_text(builder, element, text, fields.name);
	link = string_map_find(builder->links, name.value);
	if (!link)
		link = new_link(builder, name);
	declaration = read_declaration(builder, vm, element, text, &fields);
	add_declaration(builder, link, declaration);
	peer = arena_alloc(builder->arena, sizeof(*peer));
	peer->vm = vm;
	peer->vm_name = vm->name;
	peer->at = declaration->at;
	add_party(builder, link, peer, model_slot_place(model_attribute(builder, element, "slot")));
}

/* Finds the VMs that are a peer of one region twice; those of one name count as one. */
static void find_repetitions(const struct builder *builder)
{
	const struct model *model = builder->model;
	struct shm_dev **latest =
		arena_array(builder->scratch, model->vm_count, sizeof(*latest)); /* of each VM */

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->peer_count; j++) {
			struct shm_dev *peer = link->peers[j];
			const struct vm *vm = peer->vm;
			struct shm_dev **earlier;

			if (!vm)
				continue;
			earlier = &latest[(vm->same_name ? vm->same_name : vm) - model->vms];
			if (*earlier && (*earlier)->link == link)
				peer->same_vm = *earlier;
			else
				*earlier = peer;
		}
	}
}

void model_build_shmem(struct builder *builder, const xmlNode *root)
{
	const xmlNode *hv = load_child(root, "hv");
	const xmlNode *features = hv ? load_child(hv, "FEATURES") : NULL;
	const xmlNode *ivshmem = features ? load_child(features, "IVSHMEM") : NULL;

	for (const xmlNode *region = ivshmem ? load_child(ivshmem, "IVSHMEM_REGION") : NULL; region;
	     region = load_next(region))
		if (!is_region_text(builder, region))
			read_listed_region(builder, region);
	for (size_t i = 0; i < builder->model->vm_count; i++) {
		const xmlNode *list = load_child(builder->devices[i].element, "shm_regions");

		for (const xmlNode *region = list ? load_child(list, "shm_region") : NULL; region;
		     region = load_next(region))
			read_shm_region(builder, &builder->model->vms[i], region);
	}
	find_repetitions(builder);
}

bool model_says_region_id(const struct shm_declaration *declaration)
{
	const char *text = declaration->region_id_text.value;

	return declaration->has_region_id && text && *text;
}
