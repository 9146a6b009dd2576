/* SPDX-License-Identifier: BSD-3-Clause
 * scenario.c: reads scenarios of ACRN 3.0 and later: their VMs, and with the other files of this
 * folder everything else. This is the only code that knows their elements. */
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

const xmlNode *read_section(const xmlNode *parent, const char *name)
{
	const xmlNode *found = load_child(parent, name);

	return found ? found : parent;
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

struct text read_part(const struct reader *reader, struct text text, size_t start, size_t end)
{
	struct span at = text.at;

	if (at.end - at.start == strlen(text.value))
		at = source_span(at.source, at.start + start, at.start + end);
	return (struct text) { arena_copy(reader->arena, text.value + start, end - start), at };
}

bool read_is(struct text text, const char *value)
{
	return text.value && strcmp(text.value, value) == 0;
}

struct flag read_flag(const struct reader *reader, const xmlNode *element, const char *child,
		      struct flag missing)
{
	struct text text = read_child(reader, element, child);

	if (read_is(text, "y") || read_is(text, "n"))
		return (struct flag) { *text.value == 'y', true, text.at };
	missing.at = load_element_span(reader->doc, element);
	return missing;
}

static bool parse_hex(const char *text, uint64_t *value)
{
	bool has_prefix = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');

	return (has_prefix || strcmp(text, "0") == 0) &&
	       number_parse(text, strlen(text), UINT64_MAX, value);
}

static bool parse_decimal(const char *text, uint64_t *value)
{
	return number_parse_decimal(text, strlen(text), UINT64_MAX, value);
}

static struct number read_number(const struct reader *reader, const xmlNode *element,
				 const char *child, struct number missing,
				 bool (*parse)(const char *text, uint64_t *value))
{
	struct text text = read_child(reader, element, child);
	struct number number = { .is_given = true, .at = text.at };

	if (!model_is_blank(text) && parse(text.value, &number.value))
		return number;
	missing.is_invalid = !model_is_blank(text);
	missing.at = load_element_span(reader->doc, element);
	return missing;
}

struct number read_decimal(const struct reader *reader, const xmlNode *element, const char *child,
			   struct number missing)
{
	return read_number(reader, element, child, missing, parse_decimal);
}

struct number read_hex(const struct reader *reader, const xmlNode *element, const char *child,
		       struct number missing)
{
	return read_number(reader, element, child, missing, parse_hex);
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
static void read_cpus_below(const struct reader *reader, const xmlNode *parent, struct cpu **cpus,
			    struct vm *vm)
{
	bool is_real_time = parent && read_is(read_child(reader, parent, "real_time_vcpu"), "y");

	for (const xmlNode *node = parent ? parent->children : NULL; node; node = node->next) {
		struct text text;
		uint64_t id;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xmlStrEqual(node->name, BAD_CAST "pcpu_id")) {
			read_cpus_below(reader, node, cpus, vm);
			continue;
		}
		text = read_text(reader, node);
		if (!number_parse_decimal(text.value, strlen(text.value), UINT32_MAX, &id)) {
			vm->has_invalid_cpu = true;
			continue;
		}
		*cpus = arena_grow(reader->arena, *cpus, vm->cpu_count, sizeof(**cpus));
		(*cpus)[vm->cpu_count++] = (struct cpu) { (uint32_t)id, is_real_time, text.at };
	}
}

static void read_cpus(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	const xmlNode *affinity = load_child(element, "cpu_affinity");
	struct cpu *cpus = NULL;

	vm->cpus_at = affinity ? load_element_span(reader->doc, affinity) : vm->at;
	read_cpus_below(reader, affinity, &cpus, vm);
	vm->cpus = cpus;
}

static void read_memory_parts(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	struct host_memory *parts = NULL;

	for (const xmlNode *node = read_first(element, "memory", "hpa_region"); node;
	     node = load_next(node)) {
		struct number none = { 0 };

		parts = arena_grow(reader->arena, parts, vm->memory_part_count, sizeof(*parts));
		parts[vm->memory_part_count++] = (struct host_memory) {
			.at = load_element_span(reader->doc, node),
			.start = read_hex(reader, node, "start_hpa", none),
			.mib = read_decimal(reader, node, "size_hpa", none),
		};
	}
	vm->memory_parts = parts;
}

/* A pre-launched VM has parts of the board's memory, and <size> besides. */
static void read_memory(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	const xmlNode *memory = read_section(element, "memory");
	bool has_size;

	vm->memory_size = read_decimal(reader, memory, "size", (struct number) { 0 });
	vm->memory_mib = vm->memory_size.value;
	has_size = vm->memory_size.is_given;
	if (vm->load_order == CFG_PRE_LAUNCHED)
		read_memory_parts(reader, element, vm);
	for (size_t i = 0; i < vm->memory_part_count; i++) {
		vm->memory_mib += vm->memory_parts[i].mib.value;
		has_size |= vm->memory_parts[i].mib.is_given;
	}
	if (!has_size)
		vm->memory_mib = DEFAULT_MEMORY_MIB;
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
	if (vm->load_order == CFG_POST_LAUNCHED)
		read_arguments(reader, parameters, vm);
}

static enum vm_type vm_type(struct text text)
{
	if (read_is(text, "RTVM"))
		return VM_REAL_TIME;
	if (read_is(text, "TEE_VM"))
		return VM_TEE;
	return read_is(text, "REE_VM") ? VM_REE : VM_STANDARD;
}

static void read_resources(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	const xmlNode *mmio = read_section(element, "mmio_resources");
	const xmlNode *epc = read_section(element, "epc_section");
	struct flag no = { 0 };
	struct number none = { 0 };

	vm->tpm2 = read_flag(reader, mmio, "TPM2", no);
	vm->p2sb = read_flag(reader, mmio, "p2sb", no);
	vm->epc_start = read_hex(reader, epc, "base", none);
	vm->epc_size = read_hex(reader, epc, "size", none);
	vm->pt_intx = read_pt_intx(reader, element);
}

static struct vm read_vm(const struct reader *reader, const xmlNode *element)
{
	struct text type = read_child(reader, element, "vm_type");
	struct flag no = { 0 };
	struct number no_companion = { .value = VM_NO_COMPANION };
	struct vm vm = {
		.type = vm_type(type),
		.is_windows = read_is(read_child(reader, element, "os_type"), "Windows OS"),
		.com1 = read_flag(reader, element, "vuart0", no),
		.console_vuart = read_child(reader, element, "console_vuart"),
		.own_pcpu = read_flag(reader, element, "own_pcpu", no),
		.lapic_passthrough = read_flag(reader, element, "lapic_passthrough", no),
		.nested_virtualization =
			read_flag(reader, element, "nested_virtualization_support", no),
		.vcat = read_flag(reader, element, "virtual_cat_support", no),
		.has_secure_world =
			read_is(read_child(reader, element, "secure_world_support"), "y"),
		.companion_id = read_decimal(reader, element, "companion_vmid", no_companion),
	};

	read_identity(reader, element, &vm);
	vm.type_at = type.value ? type.at : vm.at;
	read_cpus(reader, element, &vm);
	read_memory(reader, element, &vm);
	read_resources(reader, element, &vm);
	read_boot(reader, element, &vm);
	read_parameters(reader, element, &vm);
	return vm;
}

static const struct model *read_all(struct reader *reader, const xmlNode *root,
				    const struct model *base)
{
	size_t count = 0;

	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm))
		count++;
	reader->builder = model_new(reader->arena, base, count);
	reader->vms = arena_array(reader->scratch, count, sizeof(*reader->vms));
	for (const xmlNode *vm = load_child(root, "vm"); vm; vm = load_next(vm)) {
		struct vm read = read_vm(reader, vm);

		reader->vms[reader->vm_count++] =
			(struct read_vm) { vm, model_add_vm(reader->builder, &read) };
	}
	read_misplaced(reader);
	read_regions(reader);
	read_vuarts(reader);
	read_devices(reader);
	return model_finish(reader->builder);
}

const struct model *read_scenario(struct arena *arena, const struct doc *doc,
				  const struct model_context *context)
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
		.board = context->board,
		.release = context->release,
		.target = context->target,
		.with_hypervisor = context->with_hypervisor,
	};

	if (context->with_hypervisor)
		base.name = read_scenario_name(arena, doc->source);
	base.hypervisor = read_hypervisor(&reader, root);
	return read_all(&reader, root, &base);
}
