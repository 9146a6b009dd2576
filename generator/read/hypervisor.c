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

	to->debug.at = to->at;
	if (!model_is_blank(build))
		to->debug = (struct flag) { !read_is(build, "release"), true, build.at };
	to->serial_console = read_child(reader, options, "SERIAL_CONSOLE");
	to->console_vm = read_decimal(reader, options, "CONSOLE_VM", to->console_vm);
}

static void read_features(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *features = read_section(hv, "FEATURES");
	const xmlNode *rdt = read_section(features, "RDT");
	const xmlNode *ssram = read_section(features, "SSRAM");

	to->scheduler = scheduler(read_child(reader, features, "SCHEDULER"));
	to->vuart_timer_cpu =
		read_decimal(reader, features, "VUART_TIMER_PCPU", to->vuart_timer_cpu);
	to->rdt = read_flag(reader, rdt, "RDT_ENABLED", to->rdt);
	to->cdp = read_flag(reader, rdt, "CDP_ENABLED", to->cdp);
	to->vcat = read_flag(reader, rdt, "VCAT_ENABLED", to->vcat);
	to->ssram = read_flag(reader, ssram, "SSRAM_ENABLED", to->ssram);
}

static void read_sizes(const struct reader *reader, const xmlNode *hv, struct hypervisor *to)
{
	const xmlNode *table = read_section(hv, "CAPACITIES");

	to->ram_start = read_hex(reader, read_section(hv, "MEMORY"), "HV_RAM_START", to->ram_start);
	to->max_vms = read_decimal(reader, table, "MAX_VM_NUM", to->max_vms);
	to->max_pci_buses = read_decimal(reader, table, "MAX_PCI_BUS_NUM", to->max_pci_buses);
	to->max_pci_devices = read_decimal(reader, table, "MAX_PCI_DEV_NUM", to->max_pci_devices);
	to->max_pt_irqs = read_decimal(reader, table, "MAX_PT_IRQ_ENTRIES", to->max_pt_irqs);
	to->max_ir_entries = read_decimal(reader, table, "MAX_IR_ENTRIES", to->max_ir_entries);
	to->max_msix_entries =
		read_decimal(reader, table, "MAX_MSIX_TABLE_NUM", to->max_msix_entries);
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
	struct number none = { 0 };

	policy.vm_name = read_name(reader, element, "VM", policy.at);
	policy.vcpu = read_decimal(reader, element, "VCPU", none);
	policy.type = cache_type(type);
	policy.type_at = type.value ? type.at : policy.at;
	policy.mask = read_hex(reader, element, "CLOS_MASK", none);
	return policy;
}

static struct cache_allocation read_cache(const struct reader *reader, const xmlNode *element)
{
	struct cache_allocation cache = { .at = load_element_span(reader->doc, element) };
	struct number none = { 0 };

	cache.id = read_hex(reader, element, "CACHE_ID", none);
	cache.level = read_decimal(reader, element, "CACHE_LEVEL", none);
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
	struct hypervisor hypervisor = hypervisor_defaults;

	hypervisor.at = load_element_span(reader->doc, hv);
	read_debug(reader, hv, &hypervisor);
	read_features(reader, hv, &hypervisor);
	read_sizes(reader, hv, &hypervisor);
	read_hidden_devices(reader, &hypervisor);
	read_caches(reader, hv, &hypervisor);
	return hypervisor;
}
