/* SPDX-License-Identifier: BSD-3-Clause
 * random_scenario.h: makes up scenarios for a board: from one number always the same one. Most of
 * them are right; what some of them have wrong is for rules to find.
 */
#ifndef RANDOM_SCENARIO_H
#define RANDOM_SCENARIO_H

#include <stdio.h>

#include <libxml/tree.h>

#include "board_facts.h"

#define RANDOM_VMS_MAX 8

enum random_kind { RANDOM_PRE, RANDOM_SERVICE, RANDOM_POST };

struct random_vm {
	char name[16];
	enum random_kind kind;
	bool is_rt;
	const char *console;
	unsigned cpus[16]; /* as indices of the board's */
	unsigned cpu_count;
	unsigned slots; /* a bit for each device number of bus 0 that was written down */
	unsigned ports; /* how many of those from 0x9000 on were */
	unsigned coms;	/* a bit for each COM port that it has */
	xmlNode *node;
};

/* A scenario in the making. */
struct random_scenario {
	uint64_t state;
	bool is_wrong; /* now and then something that is not allowed */
	const struct board_facts *facts;
	struct random_vm vms[RANDOM_VMS_MAX];
	unsigned vm_count;
	unsigned ram_blocks; /* how many blocks of RAM are given away */
	bool *taken;	     /* devices of the board, by index */
	bool has_rdt, has_cdp, has_vcat;
	xmlNode *hv;
};

/* The next number below `limit`: splitmix64. */
static inline unsigned random_below(struct random_scenario *random, unsigned limit)
{
	uint64_t z = (random->state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return limit ? (unsigned)((z ^ (z >> 31)) % limit) : 0;
}

static inline bool random_one_in(struct random_scenario *random, unsigned chances)
{
	return random_below(random, chances) == 0;
}

/* In scenarios that may be wrong only. */
static inline bool random_fault(struct random_scenario *random, unsigned chances)
{
	return random->is_wrong && random_one_in(random, chances);
}

#define RANDOM_OF(random, ...)                               \
	((const char *const[]) { __VA_ARGS__ }[random_below( \
		random, sizeof((const char *const[]) { __VA_ARGS__ }) / sizeof(const char *))])

/* An element with text, which now and then has white space around it. */
static inline xmlNode *random_text(struct random_scenario *random, xmlNode *parent,
				   const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
static inline xmlNode *random_text(struct random_scenario *random, xmlNode *parent,
				   const char *name, const char *format, ...)
{
	char value[512], text[600];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	snprintf(text, sizeof(text), "%s%s%s", random_one_in(random, 12) ? "\n    " : "", value,
		 random_one_in(random, 12) ? " " : "");
	return xmlNewTextChild(parent, NULL, (const xmlChar *)name, (const xmlChar *)text);
}

static inline xmlNode *random_element(xmlNode *parent, const char *name)
{
	return xmlNewChild(parent, NULL, (const xmlChar *)name, NULL);
}

/* y, n, nothing at all, or an empty element. */
static inline void random_flag(struct random_scenario *random, xmlNode *parent, const char *name)
{
	if (random_one_in(random, 3))
		random_text(random, parent, name, "%s",
			    RANDOM_OF(random, "y", "y", "n", "n", "n", ""));
}

/* Elements in any order. */
static inline void random_shuffle(struct random_scenario *random, xmlNode *parent)
{
	unsigned count = (unsigned)xmlChildElementCount(parent);

	for (unsigned i = 0; i < count; i++) {
		xmlNode *node = xmlFirstElementChild(parent);

		for (unsigned skip = random_below(random, count - i); skip; skip--)
			node = xmlNextElementSibling(node);
		xmlUnlinkNode(node);
		xmlAddChild(parent, node);
	}
}

static inline void random_console(struct random_scenario *random, struct random_vm *vm)
{
	static const char *const consoles[] = {
		"COM Port 1", "COM Port 2", "COM Port 3", "COM Port 4", "None", "PCI", ""
	};
	unsigned console = random_below(random, 7);

	vm->console = consoles[console];
	vm->coms = 1u << console & 0xf;
}

/* Which VMs there are: pre-launched, Service VM, post-launched; at most one kind of RTVM. */
static inline void random_choose_vms(struct random_scenario *random)
{
	unsigned cpus = (unsigned)random->facts->cpu_count;
	unsigned pre = random_below(random, cpus > 6 ? 4 : 3), post;
	bool has_service = !pre || !random_one_in(random, 6), has_rt = false;

	post = has_service ? random_below(random, 4) : 0;
	for (unsigned i = 0; i < pre + has_service + post; i++) {
		struct random_vm *vm = &random->vms[random->vm_count++];

		vm->kind = i < pre		   ? RANDOM_PRE
			   : i < pre + has_service ? RANDOM_SERVICE
						   : RANDOM_POST;
		snprintf(vm->name, sizeof(vm->name), "%s%u",
			 RANDOM_OF(random, "VM", "vm-", "A_long_name__", "9_"), i);
		random_console(random, vm);
		vm->is_rt = vm->kind != RANDOM_SERVICE && !has_rt && cpus > 2 &&
			    random_one_in(random, 4);
		has_rt |= vm->is_rt;
	}
}

/* Leaves a VM the CPUs that are of the same kind as its first one. */
static inline void random_one_kind(struct random_scenario *random, struct random_vm *vm)
{
	const struct fact_cpu *cpus = random->facts->cpus;
	unsigned count = 0;

	for (unsigned i = 0; i < vm->cpu_count; i++)
		if (cpus[vm->cpus[i]].is_atom == cpus[vm->cpus[0]].is_atom)
			vm->cpus[count++] = vm->cpus[i];
	if (!random_fault(random, 8))
		vm->cpu_count = count;
}

/* Which CPUs VMs have: 0 is for those that share theirs. */
static inline void random_choose_cpus(struct random_scenario *random)
{
	unsigned next = (unsigned)random->facts->cpu_count, shared;

	for (unsigned i = 0; i < random->vm_count; i++) {
		struct random_vm *vm = &random->vms[i];

		for (unsigned n = vm->is_rt ? 1 + random_below(random, 2) : 0; n && next > 1; n--)
			vm->cpus[vm->cpu_count++] = --next;
	}
	/* Pre-launched VMs leave CPU 0 to the Service VM, which has what they leave. */
	shared = next > 1 ? 1 + random_below(random, next - 1) : 0;
	for (unsigned i = 0; i < random->vm_count; i++) {
		struct random_vm *vm = &random->vms[i];
		bool is_pre = vm->kind == RANDOM_PRE && shared;
		unsigned first = is_pre ? shared : 0, count = is_pre ? next - shared : next;

		if (vm->cpu_count || (vm->kind == RANDOM_SERVICE && !random_one_in(random, 4)))
			continue;
		for (unsigned cpu = first; cpu < first + count && vm->cpu_count < 16; cpu++)
			if (random_one_in(random, 2))
				vm->cpus[vm->cpu_count++] = cpu;
		if (!vm->cpu_count)
			vm->cpus[vm->cpu_count++] = first + random_below(random, count);
	}
	for (unsigned i = 0; i < random->vm_count; i++)
		random_one_kind(random, &random->vms[i]);
}

static inline void random_affinity(struct random_scenario *random, struct random_vm *vm)
{
	xmlNode *affinity;

	if (!vm->cpu_count)
		return;
	affinity = random_element(vm->node, "cpu_affinity");
	for (unsigned i = 0; i < vm->cpu_count; i++) {
		xmlNode *pcpu = random_element(affinity, "pcpu");
		unsigned cpu = random->facts->cpus[vm->cpus[i]].id;

		random_text(random, pcpu, "pcpu_id", "%u",
			    random_fault(random, 20) ? cpu + 90 : cpu);
		random_flag(random, pcpu, "real_time_vcpu");
	}
	random_shuffle(random, affinity);
}

/* A range of RAM that no other VM has, in blocks of 64 MiB; false where there is none left. */
static inline bool random_ram(struct random_scenario *random, uint64_t *start)
{
	const uint64_t block = UINT64_C(64) << 20;
	unsigned skipped = 0;

	for (size_t i = random->facts->ram_count; i-- > 0;) {
		struct fact_range range = random->facts->ram[i];

		if (range.start < UINT64_C(0x40000000))
			continue;
		for (*start = (range.start + block - 1) & ~(block - 1); *start + block <= range.end;
		     *start += block)
			if (skipped++ == random->ram_blocks) {
				random->ram_blocks += 1 + random_below(random, 3);
				return true;
			}
	}
	return false;
}

static inline void random_memory(struct random_scenario *random, struct random_vm *vm)
{
	xmlNode *memory = random_element(vm->node, "memory");
	unsigned regions = vm->kind == RANDOM_PRE ? random_below(random, 3) : 0;
	uint64_t start;

	if (!regions || random_one_in(random, 4))
		random_text(random, memory, "size", "%u", 16 * (1 + random_below(random, 32)));
	while (regions-- && random_ram(random, &start)) {
		xmlNode *region = random_element(memory, "hpa_region");

		if (random_fault(random, 10))
			start += UINT64_C(0x10000000);
		random_text(random, region, "start_hpa",
			    RANDOM_OF(random, "0x%lx", "0x%lX", "0X0%lX"), (unsigned long)start);
		random_text(random, region, "size_hpa", "%u", 1 + random_below(random, 64));
		random_shuffle(random, region);
	}
	random_shuffle(random, memory);
}

/* Passthrough: no bridges, no host bridge, each device once. */
static inline void random_devices(struct random_scenario *random, struct random_vm *vm)
{
	const struct board_facts *facts = random->facts;
	xmlNode *devices = random_element(vm->node, "pci_devs");
	unsigned wanted = random_below(random, 5);

	for (unsigned i = 0; i < 40 && wanted && facts->device_count; i++) {
		unsigned at = random_below(random, (unsigned)facts->device_count);
		const struct fact_device *device = &facts->devices[at];

		if (device->bdf >> 8 == 0xff || device->is_bridge || device->class >> 16 == 6 ||
		    !device->class || (random->taken[at] && !random_fault(random, 4)) ||
		    (device->has_line && !device->has_msi && !random_fault(random, 4)))
			continue;
		random->taken[at] = true;
		wanted--;
		random_text(random, devices, "pci_dev",
			    random_one_in(random, 3) ? "%02X:%02X.%X%s" : "%02x:%02x.%x%s",
			    device->bdf >> 8, device->bdf >> 3 & 31, device->bdf & 7,
			    RANDOM_OF(random, "", " Some device", " A <device> & its \"name\""));
	}
}

/* Lines of the board that no device of the board has. */
static inline void random_lines(struct random_scenario *random, struct random_vm *vm,
				unsigned index)
{
	char text[128] = "";

	for (unsigned i = 0; i < 1 + random_below(random, 3); i++)
		sprintf(text + strlen(text), "%s(%u, %u)", i && random_fault(random, 3) ? " " : "",
			80 + 4 * index + i, 24 + i);
	random_text(random, vm->node, "pt_intx", "%s", text);
}

static inline void random_guest(struct random_scenario *random, struct random_vm *vm)
{
	xmlNode *os;

	if (vm->kind == RANDOM_POST) {
		random_text(random, vm->node, "os_type", "%s",
			    RANDOM_OF(random, "Windows OS", "Non-Windows OS", ""));
		random_flag(random, vm->node, "vbootloader");
		random_flag(random, vm->node, "PTM");
		random_flag(random, vm->node, "secure_world_support");
		return;
	}
	os = random_element(vm->node, "os_config");
	random_text(random, os, "kern_type", "%s",
		    RANDOM_OF(random, "KERNEL_BZIMAGE", "KERNEL_RAWIMAGE", "KERNEL_ELF"));
	random_text(random, os, "kern_mod", "bzImage_%s", vm->name);
	random_text(random, os, "ramdisk_mod", "%s", RANDOM_OF(random, "", "initrd"));
	if (random_one_in(random, 2))
		random_text(random, os, "bootargs", "%s",
			    RANDOM_OF(random, "root=/dev/sda3 rw  quiet", "",
				      "rw root=a root=b \"x\"", "console=ttyS0,115200\n\tnohpet"));
	if (random_one_in(random, 4)) {
		random_text(random, os, "kern_load_addr", "0x1000000");
		random_text(random, os, "kern_entry_addr", "%s",
			    RANDOM_OF(random, "0x1000000", "0X100F"));
	}
	random_shuffle(random, os);
}

/* What a VM may have of the board beside PCI devices. */
static inline void random_resources(struct random_scenario *random, struct random_vm *vm,
				    unsigned index)
{
	xmlNode *resources;

	if (vm->kind != RANDOM_PRE)
		return;
	if (!vm->is_rt && random_one_in(random, 4))
		random_lines(random, vm, index);
	if (index || random_one_in(random, 2))
		return;
	resources = random_element(vm->node, "mmio_resources");
	if (random->facts->has_tpm && random_one_in(random, 2))
		random_text(random, resources, "TPM2", "y");
	else
		random_flag(random, resources, "p2sb");
}

static inline void random_vm(struct random_scenario *random, xmlNode *root, unsigned index)
{
	static const char *const orders[] = { "PRE_LAUNCHED_VM", "SERVICE_VM", "POST_LAUNCHED_VM" };
	struct random_vm *vm = &random->vms[index];
	char id[8];

	vm->node = random_element(root, "vm");
	sprintf(id, "%u", index);
	xmlSetProp(vm->node, (const xmlChar *)"id", (const xmlChar *)id);
	random_text(random, vm->node, "name", "%s", vm->name);
	random_text(random, vm->node, "load_order", "%s", orders[vm->kind]);
	random_text(random, vm->node, "vm_type", "%s", vm->is_rt ? "RTVM" : "STANDARD_VM");
	random_text(random, vm->node, "console_vuart", "%s", vm->console);
	if (vm->is_rt || (vm->kind == RANDOM_PRE && random_fault(random, 4)))
		random_text(random, vm->node, "lapic_passthrough", "y");
	if (vm->is_rt)
		random_flag(random, vm->node, "own_pcpu");
	if (random->has_vcat && vm->kind != RANDOM_SERVICE && random_one_in(random, 3)) {
		random_text(random, vm->node, "virtual_cat_support", "y");
		random_text(random, vm->node, "virtual_cat_number", "%u",
			    1 + random_below(random, 4));
	}
	random_flag(random, vm->node, "nested_virtualization_support");
	random_flag(random, vm->node, "hide_mtrr_support");
	random_flag(random, vm->node, "virtual_thermal_monitor");
	if (random_one_in(random, 3))
		random_text(random, vm->node, "priority", "%s",
			    RANDOM_OF(random, "PRIO_LOW", "PRIO_HIGH"));
	if (random_one_in(random, 3))
		random_text(random, vm->node, "bvt_weight", "%u", 1 + random_below(random, 128));
	random_affinity(random, vm);
	if (vm->kind != RANDOM_SERVICE)
		random_memory(random, vm);
	if (vm->kind != RANDOM_SERVICE && !random_one_in(random, 3))
		random_devices(random, vm);
	random_guest(random, vm);
	random_resources(random, vm, index);
	random_shuffle(random, vm->node);
}

/* Writes a vBDF down in most cases: one that is the VM's own. */
static inline void random_vbdf(struct random_scenario *random, xmlNode *node, const char *name,
			       struct random_vm *vm, unsigned first)
{
	const struct board_facts *facts = random->facts;
	unsigned device = first + random_below(random, 8);
	bool is_used = vm->slots & 1u << device;

	for (size_t i = 0; i < facts->device_count; i++)
		is_used |= vm->kind == RANDOM_SERVICE && facts->devices[i].bdf >> 3 == device;
	if (random_one_in(random, 3) || (is_used && !random_fault(random, 3)))
		return;
	vm->slots |= 1u << device;
	random_text(random, node, name, random_one_in(random, 3) ? "00:%02X.0" : "00:%02x.0",
		    device);
}

static inline struct random_vm *random_peer(struct random_scenario *random, unsigned begin)
{
	return &random->vms[(begin + 1 + random_below(random, random->vm_count - 1)) %
			    random->vm_count];
}

/* A COM port that the VM has not; in most cases. */
static inline void random_com(struct random_scenario *random, xmlNode *endpoint,
			      struct random_vm *vm)
{
	static const char *const ports[] = { "0x3F8", "0x2F8", "0x3E8", "0x2E8" };
	unsigned com = random_below(random, 4);

	if (vm->coms & 1u << com && !random_fault(random, 3))
		return;
	vm->coms |= 1u << com;
	random_text(random, endpoint, "io_port", "%s", ports[com]);
}

static inline void random_connection(struct random_scenario *random, xmlNode *parent,
				     unsigned index)
{
	unsigned begin = random_below(random, random->vm_count);
	struct random_vm *ends[] = { &random->vms[begin], random_peer(random, begin) };
	xmlNode *node = random_element(parent, "vuart_connection");
	bool is_legacy = random_one_in(random, 2);

	random_text(random, node, "name", "connection %u", random_fault(random, 8) ? 0 : index);
	if (is_legacy || !random_one_in(random, 4))
		random_text(random, node, "type", "%s", is_legacy ? "legacy" : "pci");
	for (unsigned i = 0; i < 2; i++) {
		xmlNode *endpoint = random_element(node, "endpoint");

		random_text(random, endpoint, "vm_name", "%s", ends[i]->name);
		if (is_legacy && !random_one_in(random, 3))
			random_text(random, endpoint, "io_port",
				    random_one_in(random, 2) ? "0x%X" : "0X%x",
				    0x9000 + 8 * ends[i]->ports++);
		else if (is_legacy && random_one_in(random, 3))
			random_com(random, endpoint, ends[i]);
		else if (!is_legacy)
			random_vbdf(random, endpoint, "vbdf", ends[i], 16);
		random_shuffle(random, endpoint);
	}
	random_shuffle(random, node);
}

/* A region of either land, of at least two VMs that may share it. */
static inline void random_region(struct random_scenario *random, xmlNode *parent, unsigned index)
{
	xmlNode *node = random_element(parent, "IVSHMEM_REGION"), *vms, *vm;
	unsigned posts = 0, peers = 0;
	bool is_dm;

	for (unsigned i = 0; i < random->vm_count; i++)
		posts += random->vms[i].kind == RANDOM_POST;
	is_dm = posts > 1 && random_one_in(random, 3);
	random_text(random, node, "NAME", "%s%u", RANDOM_OF(random, "r", "Region_", "0_"), index);
	if (is_dm || random_one_in(random, 2))
		random_text(random, node, "PROVIDED_BY", "%s",
			    is_dm ? "Device Model" : "Hypervisor");
	if (!random_one_in(random, 4))
		random_text(random, node, "IVSHMEM_SIZE", "%s",
			    RANDOM_OF(random, "2", "2", "2", "4", "8", "16", "32", "64", "512"));
	if (random_one_in(random, 3))
		random_text(random, node, "IVSHMEM_REGION_ID",
			    random_one_in(random, 2) ? "0x%X" : "%u", 0x1000 + index);
	vms = random_element(node, "IVSHMEM_VMS");
	for (unsigned i = 0; i < random->vm_count; i++) {
		if (is_dm && random->vms[i].kind != RANDOM_POST)
			continue;
		if (peers > 1 && random_one_in(random, 2))
			continue;
		peers++;
		vm = random_element(vms, "IVSHMEM_VM");
		random_text(random, vm, "VM_NAME", "%s", random->vms[i].name);
		random_vbdf(random, vm, "VBDF", &random->vms[i], 8);
		random_shuffle(random, vm);
	}
	random_shuffle(random, vms);
	random_shuffle(random, node);
}

/* A policy for some of the vCPUs of each VM, in a cache. */
static inline void random_policies(struct random_scenario *random, xmlNode *parent,
				   const struct fact_cache *cache)
{
	xmlNode *allocation = random_element(parent, "CACHE_ALLOCATION"), *policy;

	random_text(random, allocation, "CACHE_ID", "0x%x", cache->id);
	random_text(random, allocation, "CACHE_LEVEL", "%u", cache->level);
	for (unsigned i = 0; i < random->vm_count; i++)
		for (unsigned vcpu = 0; vcpu < random->vms[i].cpu_count; vcpu++)
			for (unsigned type = 0; type < 1u + random->has_cdp; type++) {
				unsigned low =
					random_below(random, random_fault(random, 3) ? 5 : 2);

				policy = random_element(allocation, "POLICY");
				random_text(random, policy, "VM", "%s", random->vms[i].name);
				random_text(random, policy, "VCPU", "%u", vcpu);
				random_text(random, policy, "TYPE", "%s",
					    !random->has_cdp ? "Unified"
					    : type	     ? "Code"
							     : "Data");
				random_text(random, policy, "CLOS_MASK", "0x%x", 3u << low);
				random_shuffle(random, policy);
			}
}

static inline void random_caches(struct random_scenario *random)
{
	const struct board_facts *facts = random->facts;
	xmlNode *region = NULL;

	for (size_t i = 0; i < facts->cache_count && random->has_rdt; i++)
		if (facts->caches[i].has_cat && facts->caches[i].mask_length > 6 &&
		    (facts->caches[i].level == 3 || random_one_in(random, 3))) {
			if (!region)
				region = random_element(random->hv, "CACHE_REGION");
			random_policies(random, region, &facts->caches[i]);
		}
}

static inline void random_features(struct random_scenario *random)
{
	static const char *const flags[] = { "RELOC_ENABLED",
					     "MULTIBOOT2_ENABLED",
					     "HYPERV_ENABLED",
					     "KEEP_IRQ_DISABLED",
					     "SECURITY_VM_FIXUP",
					     "L1D_VMENTRY_ENABLED",
					     "SERVICE_VM_SUPERVISOR_ENABLED",
					     "ACPI_PARSE_ENABLED" };
	const struct board_facts *facts = random->facts;
	xmlNode *features = random_element(random->hv, "FEATURES"), *node;
	bool has_cat = false, has_cdp = true;

	/* Without IOMMUs in its description, a board needs the last one. */
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]) - !facts->has_iommus; i++)
		random_flag(random, features, flags[i]);
	if (random_one_in(random, 2))
		random_text(
			random, features, "SCHEDULER", "%s",
			RANDOM_OF(random, "SCHED_NOOP", "SCHED_IORR", "SCHED_BVT", "SCHED_PRIO"));
	for (size_t i = 0; i < facts->cache_count; i++) {
		has_cat |= facts->caches[i].has_cat;
		has_cdp &= facts->caches[i].has_cdp;
	}
	random->has_rdt = (has_cat && random_one_in(random, 2)) || random_fault(random, 10);
	random->has_cdp = random->has_rdt &&
			  ((has_cdp && random_one_in(random, 3)) || random_fault(random, 10));
	node = random_element(features, "RDT");
	random->has_vcat = random->has_rdt && !random->has_cdp && random_one_in(random, 3);
	random_text(random, node, "VCAT_ENABLED", random->has_vcat ? "y" : "n");
	random_text(random, node, "RDT_ENABLED", random->has_rdt ? "y" : "n");
	random_text(random, node, "CDP_ENABLED", random->has_cdp ? "y" : "n");
	random_shuffle(random, node);
	node = random_element(features, "IVSHMEM");
	for (unsigned i = random_below(random, 7); random->vm_count > 1 && i; i--)
		random_region(random, node, i);
	random_shuffle(random, features);
}

static inline void random_sizes(struct random_scenario *random)
{
	xmlNode *sizes = random_element(random->hv, "CAPACITIES"), *memory;
	static const struct {
		const char *name;
		unsigned least, most;
	} limits[] = {
		{ "MAX_VM_NUM", 8, 24 },	   { "MAX_IOAPIC_NUM", 1, 10 },
		{ "MAX_PCI_DEV_NUM", 90, 1024 },   { "MAX_IOAPIC_LINES", 48, 120 },
		{ "MAX_PT_IRQ_ENTRIES", 1, 1024 }, { "MAX_MSIX_TABLE_NUM", 1, 2048 },
		{ "MAX_EMULATED_MMIO", 1, 128 },   { "MAX_PCI_BUS_NUM", 0, 0 },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (random_one_in(random, 2))
			random_text(
				random, sizes, limits[i].name, "%u",
				limits[i].least +
					random_below(random, limits[i].most - limits[i].least + 1));
	random_shuffle(random, sizes);
	memory = random_element(random->hv, "MEMORY");
	if (random_one_in(random, 6))
		random_text(random, memory, "STACK_SIZE", "0x4000");
	if (random_one_in(random, 8))
		random_text(random, memory, "HV_RAM_START", "0x%x",
			    0x10000000 + random_below(random, 4) *
						 (random_fault(random, 2) ? 0x1234 : 0x200000));
}

static inline void random_hypervisor(struct random_scenario *random)
{
	const struct board_facts *facts = random->facts;
	xmlNode *node = random_element(random->hv, "DEBUG_OPTIONS");

	if (facts->console_count && random_one_in(random, 2)) {
		random_text(random, random->hv, "BUILD_TYPE", "%s",
			    RANDOM_OF(random, "debug", "release", ""));
		random_text(random, node, "SERIAL_CONSOLE", "%s",
			    facts->consoles[random_below(random, (unsigned)facts->console_count)]);
	} else {
		random_text(random, random->hv, "BUILD_TYPE", "%s",
			    random_fault(random, 4) ? "debug" : "release");
	}
	random_text(random, node, "CONSOLE_LOGLEVEL", "%u", random_below(random, 6));
	random_shuffle(random, node);
	random_features(random);
	random_sizes(random);
	random_caches(random);
	node = random_element(random->hv, "vuart_connections");
	for (unsigned i = random_below(random, 6); random->vm_count > 1 && i; i--)
		random_connection(random, node, i);
	random_shuffle(random, node);
	random_shuffle(random, random->hv);
}

/* Writes the scenario number `seed` for a board. */
static inline void random_write(const struct board_facts *facts, uint64_t seed, const char *path)
{
	struct random_scenario random = { .state = seed, .facts = facts };
	xmlDoc *doc = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *root = xmlNewDocNode(doc, NULL, (const xmlChar *)"acrn-config", NULL);

	xmlDocSetRootElement(doc, root);
	random.taken = calloc(facts->device_count + 1, sizeof(*random.taken));
	random.is_wrong = random_one_in(&random, 6);
	random.hv = random_element(root, "hv");
	random_choose_vms(&random);
	random_choose_cpus(&random);
	random_hypervisor(&random);
	for (unsigned i = 0; i < random.vm_count; i++)
		random_vm(&random, root, i);
	xmlSaveFormatFile(path, doc, random_one_in(&random, 3) ? 0 : 1);
	free(random.taken);
	xmlFreeDoc(doc);
}

#endif
