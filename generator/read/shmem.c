/* SPDX-License-Identifier: BSD-3-Clause
 * shmem.c: reads regions, from ACRN's IVSHMEM_REGION lists and from the VMs' shm_region texts. */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/ivshmem_argument.h"
#include "schema/number.h"

#define MIB (UINT64_C(1) << 20)

static void read_listed_size(struct shm_declaration *declaration, struct text text)
{
	const char *digits = text.value;
	uint64_t mib;

	declaration->size_text = text;
	declaration->size = read_default_number(SCENARIO_DEFAULT_IvshmemRegion_IVSHMEM_SIZE) * MIB;
	declaration->has_size = true;
	if (!digits)
		declaration->size_text.at = declaration->at;
	if (model_is_blank(text))
		return;
	digits += *digits == '+'; /* xs:integer */
	declaration->has_size =
		number_parse_decimal(digits, strlen(digits), UINT64_MAX / MIB, &mib);
	declaration->size = declaration->has_size ? mib * MIB : 0;
}

static void read_listed_peer(const struct reader *reader, const xmlNode *element,
			     struct shm_region *region)
{
	struct shm_peer peer = { .at = load_element_span(reader->doc, element) };

	peer.vm_name = read_name(reader, element, "VM_NAME", peer.at);
	model_add_peer(reader->builder, region, &peer,
		       read_vbdf(read_child(reader, element, "VBDF")));
}

/* A region with all its peers; ACRN 3.0 and 3.1 have the name as an attribute. */
static void read_listed_region(const struct reader *reader, const xmlNode *element)
{
	struct section from = read_element(reader, element);
	struct text provider = read_value(&from, WITH_DEFAULT(IvshmemRegion, PROVIDED_BY));
	struct text name = read_child(reader, element, "NAME");
	struct shm_declaration declaration = { .at = from.at, .land_at = provider.at };
	struct shm_region *region;

	if (!name.value)
		name = read_attribute(reader, element, "name");
	if (!name.value)
		name = (struct text) { .value = "", .at = declaration.at };
	declaration.name_at = name.at;
	region = model_add_region(reader->builder, name);
	/* The schema allows no third value. */
	declaration.land = read_is(provider, "Device Model") ? CFG_LAND_DM : CFG_LAND_HV;
	read_listed_size(&declaration, read_child(reader, element, "IVSHMEM_SIZE"));
	read_region_id(&declaration, read_child(reader, element, "IVSHMEM_REGION_ID"));
	model_add_declaration(reader->builder, region, &declaration);
	for (const xmlNode *vm = read_first(element, "IVSHMEM_VMS", "IVSHMEM_VM"); vm;
	     vm = load_next(vm))
		read_listed_peer(reader, vm, region);
}

/* White space around a field does not belong to it. */
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

/* A text by which a VM declares a region. */
struct region_text {
	const struct read_vm *vm;
	char *value;
	struct span at;
	bool is_verbatim;	/* the file has the same bytes there */
	const xmlNode *element; /* the element whose text it is; NULL for a part of one */
	struct device_address address;
};

/* Where one field of the text is; where a part has another form in the file, that is the part. */
static struct span field_span(const struct reader *reader, const struct region_text *from,
			      struct ivshmem_field field)
{
	if (from->element)
		return load_text_range(reader->doc, from->element, field.start, field.end);
	if (!from->is_verbatim)
		return from->at;
	return source_span(from->at.source, from->at.start + field.start,
			   from->at.start + field.end);
}

/* One field of the text, which is cut there, with its span. */
static struct text field_text(const struct reader *reader, const struct region_text *from,
			      struct ivshmem_field field)
{
	from->value[field.end] = '\0';
	return (struct text) { from->value + field.start, field_span(reader, from, field) };
}

/* Declares a region by the fields of a text, and makes the VM its peer. */
static void read_fields(const struct reader *reader, const struct region_text *from,
			const struct ivshmem_argument *fields)
{
	struct own_region own = {
		.vm = from->vm->vm,
		.at = from->at,
		.land = fields->land,
		.has_id_field = fields->has_region_id,
		.address = from->address,
	};

	own.name = field_text(reader, from, fields->name);
	own.size = field_text(reader, from, fields->size);
	own.has_size = ivshmem_argument_size(from->value, fields, &own.bytes, &own.is_bytes);
	if (fields->has_region_id)
		own.id = field_text(reader, from, fields->region_id);
	read_own_region(reader->builder, &own);
}

static void read_region_text(const struct reader *reader, const struct region_text *from)
{
	struct ivshmem_argument fields;

	if (parse_fields(from->value, &fields))
		read_fields(reader, from, &fields);
	else
		model_add_bad_text(reader->builder, from->vm->vm,
				   (struct text) { from->value, from->at });
}

void read_argument_region(const struct reader *reader, const struct read_vm *vm, struct text text,
			  struct device_address address)
{
	size_t length = strlen(text.value);
	struct region_text from = {
		.vm = vm,
		.value = arena_copy(reader->arena, text.value, length),
		.at = text.at,
		.is_verbatim = text.at.end - text.at.start == length,
		.address = address,
	};

	read_region_text(reader, &from);
}

/* ACRN 2.x writes an empty element for no region. */
static void read_shm_region(const struct reader *reader, const struct read_vm *vm,
			    const xmlNode *element)
{
	struct region_text from = {
		.vm = vm,
		.value = load_text(reader->arena, element),
		.element = element,
	};

	if (!*from.value)
		return;
	from.at = load_text_span(reader->doc, element);
	from.address = read_slot(read_attribute(reader, element, "slot"));
	read_region_text(reader, &from);
}

void read_regions(const struct reader *reader)
{
	for (const xmlNode *region = read_first(reader->features, "IVSHMEM", "IVSHMEM_REGION");
	     region; region = load_next(region))
		/* ACRN 2.x writes a region as text, which the schema has reported. */
		if (!*load_text(reader->scratch, region) || load_child(region, "NAME"))
			read_listed_region(reader, region);
	for (size_t i = 0; i < reader->vm_count; i++)
		for (const xmlNode *region =
			     read_first(reader->vms[i].element, "shm_regions", "shm_region");
		     region; region = load_next(region))
			read_shm_region(reader, &reader->vms[i], region);
}
