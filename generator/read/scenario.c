/* SPDX-License-Identifier: BSD-3-Clause
 * scenario.c: reads VMs; with model_shmem.c and model_devices.c the only code that knows XML names.
 */
#include "model/model.h"

#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/bdf.h"
#include "schema/name.h"
#include "schema/number.h"

/* What a VM without <memory> gets: the default of ACRN's schema. */
#define DEFAULT_MEMORY_MIB 1024u

const char *model_release_name(enum release release)
{
	static const char *const names[] = {
		[RELEASE_2_0] = "2.0",
		[RELEASE_2_7] = "2.7",
		[RELEASE_3_3] = "3.3",
		[RELEASE_MASTER] = "master",
	};

	return names[release];
}

bool model_is_blank(struct text text)
{
	return !text.value || !*text.value;
}

bool model_is_started_by_acrn_hv(const struct model *model, const struct vm *vm)
{
	if (model->target != TARGET_LAB || !model->has_hv_land)
		return false;
	return vm->load_order == CFG_PRE_LAUNCHED ||
	       (vm->load_order == CFG_SERVICE_VM && !model_is_blank(vm->kernel));
}

struct text model_text(const struct builder *builder, const xmlNode *element)
{
	return (struct text) {
		.value = load_text(builder->arena, element),
		.at = load_text_span(builder->doc, element),
	};
}

struct text model_child_text(const struct builder *builder, const xmlNode *element,
			     const char *child)
{
	const xmlNode *found = element ? load_child(element, child) : NULL;

	return found ? model_text(builder, found) : (struct text) { 0 };
}

struct text model_attribute(const struct builder *builder, const xmlNode *element, const char *name)
{
	return (struct text) {
		.value = load_attribute(builder->arena, element, name),
		.at = load_attribute_span(builder->doc, element, name),
	};
}

static bool is_text(struct text text, const char *value)
{
	return text.value && strcmp(text.value, value) == 0;
}

bool model_is_yes(const struct builder *builder, const xmlNode *element, const char *child)
{
	return is_text(model_child_text(builder, element, child), "y");
}

struct place model_vbdf_place(struct text text)
{
	struct place place = { .kind = PLACE_ANYWHERE, .text = text };
	size_t length;

	if (!text.value || !*text.value)
		return place;
	place.kind = bdf_parse(text.value, &place.vbdf, &length) && !text.value[length]
			     ? PLACE_FIXED
			     : PLACE_BAD_VBDF;
	return place;
}

struct place model_slot_place(struct text text)
{
	struct place place = { .kind = PLACE_ANYWHERE, .is_slot_number = true, .text = text };
	uint64_t slot;

	if (!text.value)
		return place;
	place.kind = PLACE_BAD_SLOT;
	if (number_parse_decimal(text.value, strlen(text.value), CFG_SLOT_MAX, &slot)) {
		place.kind = PLACE_FIXED;
		place.vbdf = CFG_BDF(0, slot, 0);
	}
	return place;
}

struct vm *model_find_vm(const struct builder *builder, const char *name)
{
	return string_map_find(builder->vms, name);
}

struct device_list *model_devices_of(const struct builder *builder, const struct vm *vm)
{
	return &builder->devices[vm - builder->model->vms];
}

static enum cfg_load_order load_order(struct text text)
{
	if (is_text(text, "PRE_LAUNCHED_VM"))
		return CFG_PRE_LAUNCHED;
	if (is_text(text, "SERVICE_VM"))
		return CFG_SERVICE_VM;
	return is_text(text, "POST_LAUNCHED_VM") ? CFG_POST_LAUNCHED : 0;
}

/* Every pcpu_id below cpu_affinity: ACRN 3.0 wraps each into a <pcpu>. What is no number the schema
 * has refused. */
static void read_cpus(const struct builder *builder, const xmlNode *parent, struct cpu **cpus,
		      size_t *count)
{
	for (const xmlNode *node = parent ? parent->children : NULL; node; node = node->next) {
		struct text text;
		uint64_t id;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xmlStrEqual(node->name, BAD_CAST "pcpu_id")) {
			read_cpus(builder, node, cpus, count);
			continue;
		}
		text = model_text(builder, node);
		if (!number_parse_decimal(text.value, strlen(text.value), UINT32_MAX, &id))
			continue;
		*cpus = arena_grow(builder->arena, *cpus, *count, sizeof(**cpus));
		(*cpus)[(*count)++] = (struct cpu) { .id = (uint32_t)id, .at = text.at };
	}
}

/* A number of MiB below `element`; false without one. */
static bool read_mib(const struct builder *builder, const xmlNode *element, const char *child,
		     uint64_t *mib)
{
	struct text text = model_child_text(builder, element, child);

	return text.value && number_parse_decimal(text.value, strlen(text.value), UINT32_MAX, mib);
}

/* A pre-launched VM has pieces of the board's memory, and what <size> asks for besides. */
static uint64_t memory_mib(const struct builder *builder, const xmlNode *element,
			   const struct vm *vm)
{
	const xmlNode *memory = load_child(element, "memory");
	const xmlNode *piece = memory && vm->load_order == CFG_PRE_LAUNCHED
				       ? load_child(memory, "hpa_region")
				       : NULL;
	uint64_t total = 0, mib;
	bool is_said = read_mib(builder, memory, "size", &total);

	for (; piece; piece = load_next(piece)) {
		if (!read_mib(builder, piece, "size_hpa", &mib))
			continue;
		total += mib;
		is_said = true;
	}
	return is_said ? total : DEFAULT_MEMORY_MIB;
}

static void read_identity(const struct builder *builder, const xmlNode *element, struct vm *vm)
{
	uint64_t id;

	vm->at = load_element_span(builder->doc, element);
	vm->id_text = model_attribute(builder, element, "id");
	if (vm->id_text.value &&
	    number_parse_decimal(vm->id_text.value, strlen(vm->id_text.value), UINT16_MAX, &id)) {
		vm->has_id = true;
		vm->id = (uint16_t)id;
	}
	vm->name = model_child_text(builder, element, "name");
	if (!vm->name.value)
		vm->name = (struct text) { .value = "", .at = vm->at };
	vm->is_name_valid = vm_name_is_valid(vm->name.value);
	vm->load_order_text = model_child_text(builder, element, "load_order");
	if (!vm->load_order_text.value)
		vm->load_order_text.at = vm->at;
	vm->load_order = load_order(vm->load_order_text);
}

/* A kernel command line may be written on many lines; the kernel gets one. */
static struct text folded(const struct builder *builder, struct text text)
{
	char *line;
	size_t length = 0;

	if (!text.value)
		return text;
	line = arena_alloc(builder->arena, strlen(text.value) + 1);
	for (const char *at = text.value; *at; at++) {
		bool is_blank = strchr(" \t\n", *at);

		if (!is_blank || line[length - 1] != ' ')
			line[length++] = is_blank ? ' ' : *at;
	}
	text.value = line;
	return text;
}

static void read_boot(const struct builder *builder, const xmlNode *element, struct vm *vm)
{
	const xmlNode *boot = load_child(element, "boot");

	vm->ovmf_text = model_child_text(builder, element, "vbootloader");
	vm->has_ovmf = is_text(vm->ovmf_text, "y");
	vm->kernel = model_child_text(builder, boot, "kernel");
	vm->ramdisk = model_child_text(builder, boot, "ramdisk");
	vm->cmdline = folded(builder, model_child_text(builder, boot, "cmdline"));
}

static void read_parameters(const struct builder *builder, const xmlNode *element, struct vm *vm)
{
	const xmlNode *parameters = load_child(element, "customized_parameters");

	if (!parameters)
		return;
	vm->parameters_text = model_text(builder, parameters);
	vm->parameters = argv_split(builder->arena, vm->parameters_text.value);
	vm->parameters_error = load_text_range(builder->doc, parameters, vm->parameters.error_at,
					       vm->parameters.error_at + 1);
}

static void read_vm(const struct builder *builder, const xmlNode *element, bool has_ssram,
		    struct vm *vm)
{
	struct cpu *cpus = NULL;

	read_identity(builder, element, vm);
	vm->is_windows = is_text(model_child_text(builder, element, "os_type"), "Windows OS");
	vm->is_rtvm = is_text(model_child_text(builder, element, "vm_type"), "RTVM");
	vm->has_com1 = model_is_yes(builder, element, "vuart0");
	vm->has_lapic_pt = model_is_yes(builder, element, "lapic_passthrough");
	vm->owns_cpus = model_is_yes(builder, element, "own_pcpu");
	vm->has_ssram = has_ssram;
	read_cpus(builder, load_child(element, "cpu_affinity"), &cpus, &vm->cpu_count);
	vm->cpus = cpus;
	vm->memory_mib = memory_mib(builder, element, vm);
	read_boot(builder, element, vm);
	read_parameters(builder, element, vm);
}

static size_t largest_id(const struct model *model)
{
	size_t largest = 0;

	for (size_t i = 0; i < model->vm_count; i++)
		if (model->vms[i].id > largest)
			largest = model->vms[i].id;
	return largest;
}

/* Links VMs of the same name or ID, and makes names known. */
static void index_vms(struct builder *builder)
{
	const struct vm **by_id =
		arena_array(builder->scratch, largest_id(builder->model) + 1, sizeof(*by_id));

	for (size_t i = 0; i < builder->model->vm_count; i++) {
		struct vm *vm = &builder->model->vms[i];

		vm->same_name = model_find_vm(builder, vm->name.value);
		if (!vm->same_name)
			string_map_put(builder->vms, vm->name.value, vm);
		if (!vm->has_id)
			continue;
		vm->same_id = by_id[vm->id];
		if (!vm->same_id)
			by_id[vm->id] = vm;
	}
}

static void build_vms(struct builder *builder, const xmlNode *root)
{
	const xmlNode *hv = load_child(root, "hv");
	const xmlNode *features = hv ? load_child(hv, "FEATURES") : NULL;
	const xmlNode *ssram = features ? load_child(features, "SSRAM") : NULL;
	bool has_ssram = model_is_yes(builder, ssram, "SSRAM_ENABLED");
	struct model *model = builder->model;
	size_t count = 0;

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		count++;
	model->has_noop_scheduler =
		is_text(model_child_text(builder, features, "SCHEDULER"), "SCHED_NOOP");
	model->vms = arena_array(builder->arena, count, sizeof(*model->vms));
	builder->devices = arena_array(builder->scratch, count, sizeof(*builder->devices));
	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm)) {
		struct device_list *devices = &builder->devices[model->vm_count];

		devices->element = vm;
		devices->regions_end = &devices->regions;
		read_vm(builder, vm, has_ssram, &model->vms[model->vm_count++]);
	}
}

static bool has_hv_land(const struct model *model)
{
	for (size_t i = 0; i < model->link_count; i++)
		if (model->links[i]->declarations[0]->land == CFG_LAND_HV)
			return true;
	return false;
}

const struct model *model_build(struct arena *arena, const struct doc *doc,
				const struct board *board, enum release release, enum target target)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct model *model = arena_alloc(arena, sizeof(*model));
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct builder builder = { .arena = arena, .scratch = scratch, .doc = doc, .model = model };

	model->source = doc->source;
	model->board = board;
	model->release = release;
	model->target = target;
	build_vms(&builder, root);
	builder.vms = string_map_new(scratch, model->vm_count);
	/* A region has two peers, each of which takes some 64 bytes to write down. */
	builder.links = string_map_new(scratch, doc->source->size / 128);
	index_vms(&builder);
	model_build_shmem(&builder, root);
	string_map_free(builder.links); /* devices can use its memory */
	model->has_hv_land = has_hv_land(model);
	model_build_devices(&builder, root);
	return model;
}
