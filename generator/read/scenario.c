/* SPDX-License-Identifier: BSD-3-Clause
 * scenario.c: reads scenarios of ACRN 3.0 and later. With shmem.c, devices.c and format.c this is
 * the only code that knows their elements. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "read/read.h"
#include "schema/bdf.h"
#include "schema/number.h"

/* The memory of a VM without <memory>: the default of ACRN's schema. */
#define DEFAULT_MEMORY_MIB 1024u

const xmlNode *read_first(const xmlNode *parent, const char *list, const char *entry)
{
	const xmlNode *found = parent ? load_child(parent, list) : NULL;

	return found ? load_child(found, entry) : NULL;
}

struct text read_text(const struct reader *reader, const xmlNode *element)
{
	return (struct text) {
		.value = load_text(reader->arena, element),
		.at = load_text_span(reader->doc, element),
	};
}

struct text read_child(const struct reader *reader, const xmlNode *element, const char *child)
{
	const xmlNode *found = element ? load_child(element, child) : NULL;

	return found ? read_text(reader, found) : (struct text) { 0 };
}

struct text read_attribute(const struct reader *reader, const xmlNode *element, const char *name)
{
	return (struct text) {
		.value = load_attribute(reader->arena, element, name),
		.at = load_attribute_span(reader->doc, element, name),
	};
}

struct text read_name(const struct reader *reader, const xmlNode *element, const char *child,
		      struct span at)
{
	struct text name = read_child(reader, element, child);

	return name.value ? name : (struct text) { .value = "", .at = at };
}

bool read_is(struct text text, const char *value)
{
	return text.value && strcmp(text.value, value) == 0;
}

bool read_is_yes(const struct reader *reader, const xmlNode *element, const char *child)
{
	return read_is(read_child(reader, element, child), "y");
}

struct device_address read_vbdf(struct text text)
{
	struct device_address address = { .kind = ADDRESS_ANY, .text = text };
	size_t length;

	if (model_is_blank(text))
		return address;
	address.kind = bdf_parse(text.value, &address.vbdf, &length) && !text.value[length]
			       ? ADDRESS_FIXED
			       : ADDRESS_BAD_VBDF;
	return address;
}

struct device_address read_slot(struct text text)
{
	struct device_address address = { .is_slot_number = true, .text = text };
	uint64_t slot;

	if (!text.value)
		return address;
	address.kind = ADDRESS_BAD_SLOT;
	if (number_parse_decimal(text.value, strlen(text.value), CFG_SLOT_MAX, &slot)) {
		address.kind = ADDRESS_FIXED;
		address.vbdf = CFG_BDF(0, slot, 0);
	}
	return address;
}

static enum cfg_load_order load_order(struct text text)
{
	if (read_is(text, "PRE_LAUNCHED_VM"))
		return CFG_PRE_LAUNCHED;
	if (read_is(text, "SERVICE_VM"))
		return CFG_SERVICE_VM;
	return read_is(text, "POST_LAUNCHED_VM") ? CFG_POST_LAUNCHED : 0;
}

/* Every pcpu_id below cpu_affinity: ACRN 3.0 wraps each into a <pcpu>. The schema has reported
 * those that are not numbers. */
static void read_cpus(const struct reader *reader, const xmlNode *parent, struct cpu **cpus,
		      size_t *count)
{
	for (const xmlNode *node = parent ? parent->children : NULL; node; node = node->next) {
		struct text text;
		uint64_t id;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xmlStrEqual(node->name, BAD_CAST "pcpu_id")) {
			read_cpus(reader, node, cpus, count);
			continue;
		}
		text = read_text(reader, node);
		if (!number_parse_decimal(text.value, strlen(text.value), UINT32_MAX, &id))
			continue;
		*cpus = arena_grow(reader->arena, *cpus, *count, sizeof(**cpus));
		(*cpus)[(*count)++] = (struct cpu) { .id = (uint32_t)id, .at = text.at };
	}
}

/* A number of MiB below `element`; false without one. */
static bool read_mib(const struct reader *reader, const xmlNode *element, const char *child,
		     uint64_t *mib)
{
	struct text text = read_child(reader, element, child);

	return text.value && number_parse_decimal(text.value, strlen(text.value), UINT32_MAX, mib);
}

/* A pre-launched VM has parts of the board's memory, and <size> besides. */
static uint64_t memory_mib(const struct reader *reader, const xmlNode *element,
			   enum cfg_load_order order)
{
	const xmlNode *memory = load_child(element, "memory");
	const xmlNode *part =
		order == CFG_PRE_LAUNCHED ? read_first(element, "memory", "hpa_region") : NULL;
	uint64_t total = 0, mib;
	bool has_size = read_mib(reader, memory, "size", &total);

	for (; part; part = load_next(part)) {
		if (!read_mib(reader, part, "size_hpa", &mib))
			continue;
		total += mib;
		has_size = true;
	}
	return has_size ? total : DEFAULT_MEMORY_MIB;
}

static void read_identity(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	uint64_t id;

	vm->at = load_element_span(reader->doc, element);
	vm->id_text = read_attribute(reader, element, "id");
	if (vm->id_text.value &&
	    number_parse_decimal(vm->id_text.value, strlen(vm->id_text.value), UINT16_MAX, &id)) {
		vm->has_id = true;
		vm->id = (uint16_t)id;
	}
	vm->name = read_name(reader, element, "name", vm->at);
	vm->load_order_text = read_child(reader, element, "load_order");
	if (!vm->load_order_text.value)
		vm->load_order_text.at = vm->at;
	vm->load_order = load_order(vm->load_order_text);
}

/* A kernel command line may be written on many lines; the kernel gets one. */
static struct text folded(const struct reader *reader, struct text text)
{
	char *line;
	size_t length = 0;

	if (!text.value)
		return text;
	line = arena_alloc(reader->arena, strlen(text.value) + 1);
	for (const char *at = text.value; *at; at++) {
		bool is_blank = strchr(" \t\n", *at);

		if (!is_blank || line[length - 1] != ' ')
			line[length++] = is_blank ? ' ' : *at;
	}
	text.value = line;
	return text;
}

static void read_boot(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	const xmlNode *boot = load_child(element, "boot");

	vm->ovmf_text = read_child(reader, element, "vbootloader");
	vm->has_ovmf = read_is(vm->ovmf_text, "y");
	vm->kernel = read_child(reader, boot, "kernel");
	vm->ramdisk = read_child(reader, boot, "ramdisk");
	vm->cmdline = folded(reader, read_child(reader, boot, "cmdline"));
}

static void read_parameters(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	const xmlNode *parameters = load_child(element, "customized_parameters");

	if (!parameters)
		return;
	vm->parameters_text = read_text(reader, parameters);
	vm->parameters = argv_split(reader->arena, vm->parameters_text.value);
	vm->parameters_error = load_text_range(reader->doc, parameters, vm->parameters.error_at,
					       vm->parameters.error_at + 1);
}

static struct vm read_vm(const struct reader *reader, const xmlNode *element, bool has_ssram)
{
	struct vm vm = {
		.is_windows = read_is(read_child(reader, element, "os_type"), "Windows OS"),
		.is_rtvm = read_is(read_child(reader, element, "vm_type"), "RTVM"),
		.has_com1 = read_is_yes(reader, element, "vuart0"),
		.has_lapic_pt = read_is_yes(reader, element, "lapic_passthrough"),
		.owns_cpus = read_is_yes(reader, element, "own_pcpu"),
		.has_ssram = has_ssram,
	};
	struct cpu *cpus = NULL;

	read_identity(reader, element, &vm);
	read_cpus(reader, load_child(element, "cpu_affinity"), &cpus, &vm.cpu_count);
	vm.cpus = cpus;
	vm.memory_mib = memory_mib(reader, element, vm.load_order);
	read_boot(reader, element, &vm);
	read_parameters(reader, element, &vm);
	return vm;
}

static const struct model *read_all(struct reader *reader, const xmlNode *root,
				    const struct model *base)
{
	const xmlNode *ssram = reader->features ? load_child(reader->features, "SSRAM") : NULL;
	bool has_ssram = read_is_yes(reader, ssram, "SSRAM_ENABLED");
	size_t count = 0;

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		count++;
	reader->builder = model_new(reader->arena, base, count);
	reader->vms = arena_array(reader->scratch, count, sizeof(*reader->vms));
	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm)) {
		struct vm read = read_vm(reader, vm, has_ssram);

		reader->vms[reader->vm_count++] =
			(struct read_vm) { vm, model_add_vm(reader->builder, &read) };
	}
	read_regions(reader);
	read_devices(reader);
	return model_finish(reader->builder);
}

const struct model *read_scenario(struct arena *arena, const struct doc *doc,
				  const struct board *board, enum release release,
				  enum target target)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const xmlNode *hv = load_child(root, "hv");
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct reader reader = {
		.arena = arena,
		.scratch = scratch,
		.doc = doc,
		.hv = hv,
		.features = hv ? load_child(hv, "FEATURES") : NULL,
	};
	struct model base = {
		.source = doc->source,
		.board = board,
		.release = release,
		.target = target,
	};

	base.has_noop_scheduler =
		read_is(read_child(&reader, reader.features, "SCHEDULER"), "SCHED_NOOP");
	return read_all(&reader, root, &base);
}
