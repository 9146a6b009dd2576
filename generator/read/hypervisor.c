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

static void read_debug(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *options = read_section(hv, "DEBUG_OPTIONS");
	struct text build = read_child(reader, hv, "BUILD_TYPE");
	bool is_given = !model_is_blank(build);

	if (!is_given)
		build = (struct text) { SCENARIO_DEFAULT_Hypervisor_BUILD_TYPE, to->at };
	to->debug = (struct flag) { !read_is(build, "release"), is_given, build.at };
	to->serial_console = read_child(reader, options, "SERIAL_CONSOLE");
	to->console_vm = read_decimal(reader, options, WITH_DEFAULT(DebugOptions, CONSOLE_VM));
	to->memory_log_level =
		read_value(reader, options, WITH_DEFAULT(DebugOptions, MEM_LOGLEVEL));
	to->trace_hub_log_level =
		read_value(reader, options, WITH_DEFAULT(DebugOptions, NPK_LOGLEVEL));
	to->console_log_level =
		read_value(reader, options, WITH_DEFAULT(DebugOptions, CONSOLE_LOGLEVEL));
}

/* FEATURES has most of them. */
#define FEATURE(name) read_flag(reader, features, WITH_DEFAULT(Features, name))

static void read_switches(const struct reader *reader, const xmlNode *features,
			  struct hypervisor *to)
{
	to->relocation = FEATURE(RELOC_ENABLED);
	to->multiboot2 = FEATURE(MULTIBOOT2_ENABLED);
	to->service_vm_supervisor = FEATURE(SERVICE_VM_SUPERVISOR_ENABLED);
	to->split_lock_detection = FEATURE(SPLIT_LOCK_DETECTION_ENABLED);
	to->uncached_lock_detection = FEATURE(UC_LOCK_DETECTION_ENABLED);
	to->security_vm_fixup = FEATURE(SECURITY_VM_FIXUP);
	to->keeps_interrupts_disabled = FEATURE(KEEP_IRQ_DISABLED);
	to->hyperv = FEATURE(HYPERV_ENABLED);
	to->acpi_parsing = FEATURE(ACPI_PARSE_ENABLED);
	to->l1d_flush = FEATURE(L1D_VMENTRY_ENABLED);
	to->machine_check_workaround = FEATURE(MCE_ON_PSC_ENABLED);
}

static void read_features(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *features = read_section(hv, "FEATURES");
	const xmlNode *rdt = read_section(features, "RDT");
	const xmlNode *ssram = read_section(features, "SSRAM");

	read_switches(reader, features, to);
	to->scheduler = scheduler(read_value(reader, features, WITH_DEFAULT(Features, SCHEDULER)));
	to->vuart_input_size =
		read_value(reader, features, WITH_DEFAULT(Features, VUART_RX_BUF_SIZE));
	to->vuart_output_size =
		read_value(reader, features, WITH_DEFAULT(Features, VUART_TX_BUF_SIZE));
	to->vuart_timer_cpu =
		read_decimal(reader, features, WITH_DEFAULT(Features, VUART_TIMER_PCPU));
	to->rdt = read_flag(reader, rdt, WITH_DEFAULT(Rdt, RDT_ENABLED));
	to->cdp = read_flag(reader, rdt, WITH_DEFAULT(Rdt, CDP_ENABLED));
	to->vcat = read_flag(reader, rdt, WITH_DEFAULT(Rdt, VCAT_ENABLED));
	to->ssram = read_flag(reader, ssram, WITH_DEFAULT(Ssram, SSRAM_ENABLED));
}

static void read_memory(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *memory = read_section(hv, "MEMORY");

	to->ram_start = read_hex(reader, memory, "HV_RAM_START", NULL);
	to->stack_size = read_value(reader, memory, WITH_DEFAULT(HypervisorMemory, STACK_SIZE));
}

#define CAPACITY(name) read_decimal(reader, table, WITH_DEFAULT(Capacities, name))
#define OLD_CAPACITY(name) \
	read_decimal(reader, table, WITH_DEFAULT_UNTIL(reader->context->release, Capacities, name))

static void read_sizes(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *table = read_section(hv, "CAPACITIES");

	to->max_vms = CAPACITY(MAX_VM_NUM);
	to->max_pci_buses = CAPACITY(MAX_PCI_BUS_NUM);
	to->max_pci_devices = CAPACITY(MAX_PCI_DEV_NUM);
	to->max_ioapics = OLD_CAPACITY(MAX_IOAPIC_NUM);
	to->max_ioapic_lines = OLD_CAPACITY(MAX_IOAPIC_LINES);
	to->max_pt_irqs = CAPACITY(MAX_PT_IRQ_ENTRIES);
	to->max_ir_entries = CAPACITY(MAX_IR_ENTRIES);
	to->max_msix_entries = CAPACITY(MAX_MSIX_TABLE_NUM);
	to->max_emulated_mmio = CAPACITY(MAX_EMULATED_MMIO);
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

static struct cache_policy read_policy(const struct reader *reader, const xmlNode *element)
{
	struct cache_policy policy = { .at = load_element_span(reader->doc, element) };
	struct text type = read_child(reader, element, "TYPE");

	policy.vm_name = read_name(reader, element, "VM", policy.at);
	policy.vcpu = read_decimal(reader, element, "VCPU", NULL);
	policy.type = cache_type(type);
	policy.type_at = type.value ? type.at : policy.at;
	policy.mask = read_hex(reader, element, "CLOS_MASK", NULL);
	return policy;
}

static struct cache_allocation read_cache(const struct reader *reader, const xmlNode *element)
{
	struct cache_allocation cache = { .at = load_element_span(reader->doc, element) };

	cache.id = read_hex(reader, element, "CACHE_ID", NULL);
	cache.level = read_decimal(reader, element, "CACHE_LEVEL", NULL);
	for (const xmlNode *node = load_child(element, "POLICY"); node; node = load_next(node)) {
		cache.policies = arena_grow(reader->arena, cache.policies, cache.policy_count,
					    sizeof(*cache.policies));
		cache.policies[cache.policy_count++] = read_policy(reader, node);
	}
	return cache;
}

static void read_caches(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *caches = read_section(hv, "CACHE_REGION");

	to->caches_at = load_element_span(reader->doc, caches);
	for (const xmlNode *node = load_child(caches, "CACHE_ALLOCATION"); node;
	     node = load_next(node)) {
		to->caches =
			arena_grow(reader->arena, to->caches, to->cache_count, sizeof(*to->caches));
		to->caches[to->cache_count++] = read_cache(reader, node);
	}
}

struct hypervisor read_hypervisor(const struct reader *reader, const xmlNode *root)
{
	const xmlNode *hv = read_section(root, "hv");
	struct hypervisor hypervisor = { .at = load_element_span(reader->doc, hv) };

	read_debug(reader, hv, &hypervisor);
	read_features(reader, hv, &hypervisor);
	read_memory(reader, hv, &hypervisor);
	read_sizes(reader, hv, &hypervisor);
	read_hidden_devices(reader, &hypervisor);
	read_caches(reader, hv, &hypervisor);
	return hypervisor;
}
