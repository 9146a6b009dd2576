/* SPDX-License-Identifier: BSD-3-Clause
 * model_shmem.c: reads regions, from ACRN's IVSHMEM_REGION lists and from the VMs' shm_region
 * texts, and brings together what has the same name. */
#include <string.h>

#include "arena.h"
#include "load.h"
#include "model_internal.h"
#include "number.h"
#include "shm_text.h"

#define MIB (UINT64_C(1) << 20)

/* The default of IVSHMEM_SIZE in ACRN's schema. */
#define DEFAULT_SIZE (2 * MIB)

static struct shm_link *new_link(struct builder *builder, struct text name)
{
	struct model *model = builder->model;
	struct shm_link *link = arena_alloc(builder->arena, sizeof(*link));

	link->name = name;
	link->index = model->link_count;
	link->is_name_valid = model_is_region_name(name.value);
	model->links =
		arena_grow(builder->arena, model->links, model->link_count, sizeof(*model->links));
	model->links[model->link_count++] = link;
	if (!names_find(builder->links, name.value))
		names_put(builder->links, name.value, link);
	return link;
}

static void add_claim(struct builder *builder, struct shm_link *link, struct shm_claim *claim)
{
	claim->link = link;
	link->claims =
		arena_grow(builder->arena, link->claims, link->claim_count, sizeof(*link->claims));
	link->claims[link->claim_count++] = claim;
	if (!link->id_claim && model_says_region_id(claim))
		link->id_claim = claim;
}

/* Makes a VM a party of a region, which becomes one of the VM's. */
static void add_party(struct builder *builder, struct shm_link *link, struct shm_dev *party,
		      struct place place)
{
	struct wanted_region *wanted;
	struct device_list *devices;

	party->link = link;
	link->parties = arena_grow(builder->arena, link->parties, link->party_count,
				   sizeof(*link->parties));
	link->parties[link->party_count++] = party;
	if (!party->vm)
		return;
	wanted = arena_alloc(builder->scratch, sizeof(*wanted));
	wanted->party = party;
	wanted->place = place;
	devices = model_devices_of(builder, party->vm);
	*devices->regions_end = wanted;
	devices->regions_end = &wanted->next;
}

static void read_region_id(struct shm_claim *claim, struct text text)
{
	uint64_t id = CFG_REGION_ID_NONE;

	claim->region_id_text = text;
	claim->has_region_id = !text.value || !*text.value ||
			       number_parse(text.value, strlen(text.value), CFG_REGION_ID_MAX, &id);
	claim->region_id = (uint16_t)id;
}

static void read_listed_size(struct shm_claim *claim, struct text text)
{
	const char *digits = text.value;
	uint64_t mib;

	claim->size_text = text;
	claim->size = DEFAULT_SIZE;
	claim->has_size = true;
	if (!digits || !*digits)
		return;
	digits += *digits == '+'; /* xs:integer */
	claim->has_size = number_parse_decimal(digits, strlen(digits), UINT64_MAX / MIB, &mib);
	claim->size = claim->has_size ? mib * MIB : 0;
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
	struct shm_dev *party = arena_alloc(builder->arena, sizeof(*party));

	party->at = load_element_span(builder->doc, element);
	party->vm_name = model_child_text(builder, element, "VM_NAME");
	if (!party->vm_name.value)
		party->vm_name = (struct text) { .value = "", .at = party->at };
	party->vm = model_find_vm(builder, party->vm_name.value);
	add_party(builder, link, party,
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
	struct shm_claim *claim = arena_alloc(builder->arena, sizeof(*claim));
	const xmlNode *list = load_child(element, "IVSHMEM_VMS");
	struct text name = listed_name(builder, element);
	struct text provider = model_child_text(builder, element, "PROVIDED_BY");
	const struct shm_link *same_name = names_find(builder->links, name.value);
	struct shm_link *link = new_link(builder, name);

	link->same_name = same_name;
	claim->at = load_element_span(builder->doc, element);
	claim->land = listed_land(provider);
	claim->land_at = provider.value ? provider.at : claim->at;
	read_listed_size(claim, model_child_text(builder, element, "IVSHMEM_SIZE"));
	if (!claim->size_text.value)
		claim->size_text.at = claim->at;
	read_region_id(claim, model_child_text(builder, element, "IVSHMEM_REGION_ID"));
	add_claim(builder, link, claim);
	for (const xmlNode *vm = list ? load_child(list, "IVSHMEM_VM") : NULL; vm;
	     vm = load_next(vm))
		read_listed_party(builder, link, vm);
}

/* ACRN 2.x writes a region as text: the schema has refused it. */
static bool is_region_text(const struct builder *builder, const xmlNode *element)
{
	return *load_text(builder->scratch, element) && !load_child(element, "NAME");
}

/* One field of a shm_region text, which is cut there, with the place that it has in the file. */
static struct text field_text(const struct builder *builder, const xmlNode *element, char *text,
			      struct shm_field field)
{
	text[field.end] = '\0';
	return (struct text) {
		.value = text + field.start,
		.at = load_text_range(builder->doc, element, field.start, field.end),
	};
}

static struct shm_claim *read_claim(struct builder *builder, const struct vm *vm,
				    const xmlNode *element, char *text, struct shm_text *fields)
{
	struct shm_claim *claim = arena_alloc(builder->arena, sizeof(*claim));

	claim->vm = vm;
	claim->at = load_text_span(builder->doc, element);
	claim->land = fields->land;
	claim->land_at = claim->at;
	claim->size_text = field_text(builder, element, text, fields->size);
	claim->has_size = shm_text_size(text, fields, &claim->size);
	claim->is_bytes = fields->is_bytes;
	read_region_id(claim, fields->has_region_id
				      ? field_text(builder, element, text, fields->region_id)
				      : (struct text) { 0 });
	/* An empty third field is no number, where an empty element is a blank. */
	if (fields->has_region_id && !*claim->region_id_text.value)
		claim->has_region_id = false;
	return claim;
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
	struct shm_text fields;
	struct shm_claim *claim;
	struct shm_dev *party;
	struct shm_link *link;
	struct text name;

	if (!*text)
		return; /* ACRN 2.x writes an empty element for no region */
	if (!shm_text_parse(text, &fields)) {
		note_bad_text(builder, vm, model_text(builder, element));
		return;
	}
	name = field_text(builder, element, text, fields.name);
	link = names_find(builder->links, name.value);
	if (!link)
		link = new_link(builder, name);
	claim = read_claim(builder, vm, element, text, &fields);
	add_claim(builder, link, claim);
	party = arena_alloc(builder->arena, sizeof(*party));
	party->vm = vm;
	party->vm_name = vm->name;
	party->at = claim->at;
	add_party(builder, link, party,
		  model_slot_place(model_attribute(builder, element, "slot")));
}

/* Finds the VMs that are a party of one region twice; those of one name count as one. */
static void find_repetitions(const struct builder *builder)
{
	const struct model *model = builder->model;
	struct shm_dev **latest =
		arena_array(builder->scratch, model->vm_count, sizeof(*latest)); /* of each VM */

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->party_count; j++) {
			struct shm_dev *party = link->parties[j];
			const struct vm *vm = party->vm;
			struct shm_dev **earlier;

			if (!vm)
				continue;
			earlier = &latest[(vm->same_name ? vm->same_name : vm) - model->vms];
			if (*earlier && (*earlier)->link == link)
				party->same_vm = *earlier;
			else
				*earlier = party;
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

bool model_says_region_id(const struct shm_claim *claim)
{
	const char *text = claim->region_id_text.value;

	return claim->has_region_id && text && *text;
}
