/* SPDX-License-Identifier: BSD-3-Clause
 * vm.c: reads a VM, apart from its devices. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/number.h"

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
static void read_cpus_below(const struct section *parent, struct cpu **cpus, struct vm *vm)
{
	const struct reader *reader = parent->reader;
	bool is_real_time = read_flag(parent, WITH_DEFAULT(Pcpu, real_time_vcpu)).is_set;

	for (const xmlNode *node = parent->element->children; node; node = node->next) {
		struct text text;
		uint64_t id;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (!xmlStrEqual(node->name, BAD_CAST "pcpu_id")) {
			struct section pcpu = read_element(reader, node);

			read_cpus_below(&pcpu, cpus, vm);
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

static void read_cpus(const struct section *from, struct vm *vm)
{
	struct section affinity = read_section(from, "cpu_affinity");
	struct cpu *cpus = NULL;

	vm->cpus_at = affinity.at;
	if (affinity.element != from->element)
		read_cpus_below(&affinity, &cpus, vm);
	vm->cpus = cpus;
}

static void read_memory_parts(const struct section *from, struct vm *vm)
{
	const struct reader *reader = from->reader;
	struct host_memory *parts = NULL;

	for (const xmlNode *node = read_first(from->element, "memory", "hpa_region"); node;
	     node = load_next(node)) {
		struct section part = read_element(reader, node);

		parts = arena_grow(reader->arena, parts, vm->memory_part_count, sizeof(*parts));
		parts[vm->memory_part_count++] = (struct host_memory) {
			.at = part.at,
			.start = read_hex(&part, "start_hpa", NULL),
			.mib = read_decimal(&part, "size_hpa", NULL),
		};
	}
	vm->memory_parts = parts;
}

/* Only where there is a <size> it has a default. */
static struct number read_size(const struct section *from)
{
	struct section memory = read_section(from, "memory");
	bool is_there = load_child(memory.element, "size");
	struct number size =
		read_decimal(&memory, "size", is_there ? SCENARIO_DEFAULT_Memory_size : NULL);

	size.is_given |= is_there && !size.is_invalid;
	return size;
}

/* A pre-launched VM has parts of the board's memory, and <size> besides. */
static void read_memory(const struct section *from, struct vm *vm)
{
	bool has_size;

	vm->has_memory = load_child(from->element, "memory");
	vm->memory_size = read_size(from);
	has_size = vm->memory_size.is_given;
	vm->memory_mib = has_size ? vm->memory_size.value : 0;
	if (vm->load_order == CFG_PRE_LAUNCHED)
		read_memory_parts(from, vm);
	for (size_t i = 0; i < vm->memory_part_count; i++) {
		vm->memory_mib += vm->memory_parts[i].mib.value;
		has_size |= vm->memory_parts[i].mib.is_given;
	}
	if (!has_size)
		vm->memory_mib = read_default_number(SCENARIO_DEFAULT_Memory_size);
}

static void read_identity(const struct reader *reader, const xmlNode *element, struct vm *vm)
{
	uint64_t id;

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

static void read_resources(const struct section *from, struct vm *vm)
{
	struct section mmio = read_section(from, "mmio_resources");
	struct section epc = read_section(from, "epc_section");

	vm->tpm2 = read_flag(&mmio, WITH_DEFAULT(MmioResources, TPM2));
	vm->p2sb = read_flag(&mmio, WITH_DEFAULT(MmioResources, p2sb));
	vm->epc_start = read_hex(&epc, WITH_DEFAULT(EpcSection, base));
	vm->epc_size = read_hex(&epc, WITH_DEFAULT(EpcSection, size));
	vm->pt_intx = read_pt_intx(from->reader, from->element);
}

static struct scheduling read_scheduling(const struct section *from)
{
	return (struct scheduling) {
		.priority = read_value(from, WITH_DEFAULT(Vm, priority)),
		.bvt_weight = read_value(from, WITH_DEFAULT(Vm, bvt_weight)),
		.bvt_warp_value = read_value(from, WITH_DEFAULT(Vm, bvt_warp_value)),
		.bvt_warp_limit = read_value(from, WITH_DEFAULT(Vm, bvt_warp_limit)),
		.bvt_unwarp_period = read_value(from, WITH_DEFAULT(Vm, bvt_unwarp_period)),
	};
}

/* White space alone is how a scenario says that the kernel gets no arguments, for an empty element
 * is the default. */
static struct text read_kernel_arguments(const struct section *os, const char *missing)
{
	const xmlNode *element = load_child(os->element, "bootargs");
	bool has_text = element && load_has_text(os->reader->doc, element);

	return read_value(os, "bootargs", has_text ? "" : missing);
}

static struct boot_image read_image(const struct section *from, enum cfg_load_order order)
{
	struct section os = read_section(from, "os_config");
	bool has_image = order == CFG_PRE_LAUNCHED || order == CFG_SERVICE_VM;
	const char *type = has_image ? SCENARIO_DEFAULT_OsConfig_kern_type : NULL;
	const char *module = has_image ? SCENARIO_DEFAULT_OsConfig_kern_mod : NULL;
	const char *arguments = has_image ? SCENARIO_DEFAULT_OsConfig_bootargs : NULL;

	return (struct boot_image) {
		.kernel_type = read_value(&os, "kern_type", type),
		.kernel_module = read_value(&os, "kern_mod", module),
		.ramdisk_module = read_value(&os, "ramdisk_mod", NULL),
		.load_address = read_value(&os, "kern_load_addr", NULL),
		.entry_address = read_value(&os, "kern_entry_addr", NULL),
		.arguments = read_kernel_arguments(&os, arguments),
	};
}

/* The settings of a VM that have an element each. */
static void read_settings(const struct section *from, struct vm *vm)
{
	bool has_ptm = load_child(from->element, "PTM");

	vm->own_pcpu = read_flag(from, WITH_DEFAULT(Vm, own_pcpu));
	vm->lapic_passthrough = read_flag(from, WITH_DEFAULT(Vm, lapic_passthrough));
	vm->nested_virtualization =
		read_flag(from, WITH_DEFAULT(Vm, nested_virtualization_support));
	vm->vcat = read_flag(from, WITH_DEFAULT(Vm, virtual_cat_support));
	vm->vcat_classes = read_decimal(from, WITH_DEFAULT(Vm, virtual_cat_number));
	vm->io_completion_polling = read_flag(from, WITH_DEFAULT(Vm, io_completion_polling));
	vm->thermal_monitor = read_flag(from, WITH_DEFAULT(Vm, virtual_thermal_monitor));
	vm->hides_mtrr = read_flag(from, WITH_DEFAULT(Vm, hide_mtrr_support));
	vm->is_security_vm = read_flag(from, WITH_DEFAULT(Vm, security_vm));
	vm->is_stateless = read_flag(from, WITH_DEFAULT(Vm, stateless));
	vm->has_secure_world = read_flag(from, WITH_DEFAULT(Vm, secure_world_support)).is_set;
	vm->companion_id = read_decimal(from, WITH_DEFAULT(Vm, companion_vmid));
	vm->ptm = read_flag(from, "PTM", has_ptm ? SCENARIO_DEFAULT_Vm_PTM : "n");
	vm->scheduling = read_scheduling(from);
}

struct vm read_vm(const struct reader *reader, const xmlNode *element)
{
	struct section from = read_element(reader, element);
	struct text type = read_value(&from, WITH_DEFAULT(Vm, vm_type));
	struct text os = read_value(&from, WITH_DEFAULT(Vm, os_type));
	struct vm vm = {
		.at = from.at,
		.type = vm_type(type),
		.type_at = type.at,
		.is_windows = read_is(os, "Windows OS"),
		.com1 = read_flag(&from, WITH_DEFAULT(Vm, vuart0)),
		.console_vuart = read_value(&from, WITH_DEFAULT(Vm, console_vuart)),
	};

	read_identity(reader, element, &vm);
	read_settings(&from, &vm);
	read_cpus(&from, &vm);
	read_memory(&from, &vm);
	read_resources(&from, &vm);
	vm.image = read_image(&from, vm.load_order);
	read_boot(reader, element, &vm);
	read_parameters(reader, element, &vm);
	return vm;
}
