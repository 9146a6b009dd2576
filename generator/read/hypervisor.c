/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: reads the section <hv>, apart from regions and vUARTs. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/bdf.h"

static enum scheduler scheduler(struct text text)
{
	if (read_is(text, "SCHED_NOOP"))
		return SCHEDULER_NOOP;
	if (read_is(text, "SCHED_IORR"))
		return SCHEDULER_IORR;
	return read_is(text, "SCHED_PRIO") ? SCHEDULER_PRIO : SCHEDULER_BVT;
}

static void read_debug(const struct section *hv, struct hypervisor *to)
{
	struct section options = read_section(hv, "DEBUG_OPTIONS");
	struct text build = read_child(hv->reader, hv->element, "BUILD_TYPE");
	bool is_given = !model_is_blank(build);

	if (!is_given)
		build = (struct text) { SCENARIO_DEFAULT_Hypervisor_BUILD_TYPE, to->at };
	to->debug = (struct flag) { !read_is(build, "release"), is_given, build.at };
	to->serial_console = read_child(hv->reader, options.element, "SERIAL_CONSOLE");
	to->console_vm = read_decimal(&options, WITH_DEFAULT(DebugOptions, CONSOLE_VM));
	to->memory_log_level = read_value(&options, WITH_DEFAULT(DebugOptions, MEM_LOGLEVEL));
	to->trace_hub_log_level = read_value(&options, WITH_DEFAULT(DebugOptions, NPK_LOGLEVEL));
	to->console_log_level = read_value(&options, WITH_DEFAULT(DebugOptions, CONSOLE_LOGLEVEL));
}

#define FEATURE(name) WITH_DEFAULT(Features, name)

static void read_switches(const struct section *features, struct hypervisor *to)
{
	to->relocation = read_flag(features, FEATURE(RELOC_ENABLED));
	to->multiboot2 = read_flag(features, FEATURE(MULTIBOOT2_ENABLED));
	to->service_vm_supervisor = read_flag(features, FEATURE(SERVICE_VM_SUPERVISOR_ENABLED));
	to->split_lock_detection = read_flag(features, FEATURE(SPLIT_LOCK_DETECTION_ENABLED));
	to->uncached_lock_detection = read_flag(features, FEATURE(UC_LOCK_DETECTION_ENABLED));
	to->security_vm_fixup = read_flag(features, FEATURE(SECURITY_VM_FIXUP));
	to->keeps_interrupts_disabled = read_flag(features, FEATURE(KEEP_IRQ_DISABLED));
	to->hyperv = read_flag(features, FEATURE(HYPERV_ENABLED));
	to->acpi_parsing = read_flag(features, FEATURE(ACPI_PARSE_ENABLED));
	to->l1d_flush = read_flag(features, FEATURE(L1D_VMENTRY_ENABLED));
	to->machine_check_workaround = read_flag(features, FEATURE(MCE_ON_PSC_ENABLED));
}

static void read_features(const struct section *hv, struct hypervisor *to)
{
	struct section features = read_section(hv, "FEATURES");
	struct section rdt = read_section(&features, "RDT");
	struct section ssram = read_section(&features, "SSRAM");

	read_switches(&features, to);
	to->scheduler = scheduler(read_value(&features, FEATURE(SCHEDULER)));
	to->vuart_input_size = read_value(&features, FEATURE(VUART_RX_BUF_SIZE));
	to->vuart_output_size = read_value(&features, FEATURE(VUART_TX_BUF_SIZE));
	to->vuart_timer_cpu = read_decimal(&features, FEATURE(VUART_TIMER_PCPU));
	to->rdt = read_flag(&rdt, WITH_DEFAULT(Rdt, RDT_ENABLED));
	to->cdp = read_flag(&rdt, WITH_DEFAULT(Rdt, CDP_ENABLED));
	to->vcat = read_flag(&rdt, WITH_DEFAULT(Rdt, VCAT_ENABLED));
	to->ssram = read_flag(&ssram, WITH_DEFAULT(Ssram, SSRAM_ENABLED));
}

static void read_memory(const struct section *hv, struct hypervisor *to)
{
	struct section memory = read_section(hv, "MEMORY");

	to->ram_start = read_hex(&memory, "HV_RAM_START", NULL);
	to->stack_size = read_value(&memory, WITH_DEFAULT(HypervisorMemory, STACK_SIZE));
}

#define CAPACITY(name) WITH_DEFAULT(Capacities, name)

static void read_sizes(const struct section *hv, struct hypervisor *to)
{
	struct section table = read_section(hv, "CAPACITIES");
	enum release release = hv->reader->context->release;

	to->max_vms = read_decimal(&table, CAPACITY(MAX_VM_NUM));
	to->max_pci_buses = read_decimal(&table, CAPACITY(MAX_PCI_BUS_NUM));
	to->max_pci_devices = read_decimal(&table, CAPACITY(MAX_PCI_DEV_NUM));
	to->max_ioapics = read_decimal(&table, "MAX_IOAPIC_NUM",
				       DEFAULT_UNTIL(release, Capacities_MAX_IOAPIC_NUM));
	to->max_ioapic_lines = read_decimal(&table, "MAX_IOAPIC_LINES",
					    DEFAULT_UNTIL(release, Capacities_MAX_IOAPIC_LINES));
	to->max_pt_irqs = read_decimal(&table, CAPACITY(MAX_PT_IRQ_ENTRIES));
	to->max_ir_entries = read_decimal(&table, CAPACITY(MAX_IR_ENTRIES));
	to->max_msix_entries = read_decimal(&table, CAPACITY(MAX_MSIX_TABLE_NUM));
	to->max_emulated_mmio = read_decimal(&table, CAPACITY(MAX_EMULATED_MMIO));
}

static void read_hidden_devices(const struct reader *reader, struct hypervisor *to)
{
	struct hidden_device *devices = NULL;

	for (const xmlNode *node = read_first(reader->hv, "HIDDEN_PDEV_REGION", "HIDDEN_PDEV");
	     node; node = load_next(node)) {
		struct hidden_device device = { .text = read_text(reader, node) };
		size_t length;

		if (!*device.text.value)
			continue;
		device.has_bdf = bdf_parse(device.text.value, &device.bdf, &length) &&
				 !device.text.value[length];
		devices = arena_grow(reader->arena, devices, to->hidden_device_count,
				     sizeof(*devices));
		devices[to->hidden_device_count++] = device;
	}
	to->hidden_devices = devices;
}

static enum cache_type cache_type(struct text text)
{
	if (read_is(text, "Code"))
		return CACHE_CODE;
	return read_is(text, "Data") ? CACHE_DATA : CACHE_UNIFIED;
}

static struct cache_policy read_policy(const struct section *section)
{
	struct text type = read_value(section, "TYPE", NULL);

	return (struct cache_policy) {
		.at = section->at,
		.vm_name = read_name(section->reader, section->element, "VM", section->at),
		.vcpu = read_decimal(section, "VCPU", NULL),
		.type = cache_type(type),
		.type_at = type.at,
		.mask = read_hex(section, "CLOS_MASK", NULL),
	};
}

static struct cache_allocation read_cache(const struct section *section)
{
	const struct reader *reader = section->reader;
	struct cache_allocation cache = {
		.at = section->at,
		.id = read_hex(section, "CACHE_ID", NULL),
		.level = read_decimal(section, "CACHE_LEVEL", NULL),
	};

	for (const xmlNode *node = load_child(section->element, "POLICY"); node;
	     node = load_next(node)) {
		struct section policy = read_element(reader, node);

		cache.policies = arena_grow(reader->arena, cache.policies, cache.policy_count,
					    sizeof(*cache.policies));
		cache.policies[cache.policy_count++] = read_policy(&policy);
	}
	return cache;
}

static void read_caches(const struct section *hv, struct hypervisor *to)
{
	const struct reader *reader = hv->reader;
	struct section caches = read_section(hv, "CACHE_REGION");

	to->caches_at = caches.at;
	for (const xmlNode *node = load_child(caches.element, "CACHE_ALLOCATION"); node;
	     node = load_next(node)) {
		struct section cache = read_element(reader, node);

		to->caches =
			arena_grow(reader->arena, to->caches, to->cache_count, sizeof(*to->caches));
		to->caches[to->cache_count++] = read_cache(&cache);
	}
}

struct hypervisor read_hypervisor(const struct reader *reader, const xmlNode *root)
{
	struct section scenario = read_element(reader, root);
	struct section hv = read_section(&scenario, "hv");
	struct hypervisor hypervisor = { .at = hv.at };

	read_debug(&hv, &hypervisor);
	read_features(&hv, &hypervisor);
	read_memory(&hv, &hypervisor);
	read_sizes(&hv, &hypervisor);
	read_hidden_devices(reader, &hypervisor);
	read_caches(&hv, &hypervisor);
	return hypervisor;
}
