/* SPDX-License-Identifier: BSD-3-Clause
 * check_pci.h: the VMs' PCI devices: vBDFs, BARs, numbers of rows, and the ivshmem devices of the
 * lab's own table.
 */
#ifndef CHECK_PCI_H
#define CHECK_PCI_H

#include "check.h"

#define PAGE 4096u

/* The BARs of one VM, or what they must keep away from. */
struct check_bars {
	struct fact_range ranges[1024];
	const char *names[1024];
	size_t count;
};

/* A device's BDF in a row, 0x10000 for one that is not assigned. */
static inline unsigned pci_bdf(const struct check *check, const char *rows, unsigned row,
			       const char *which)
{
	uint64_t part[3];
	static const char names[] = "bdf";

	for (unsigned i = 0; i < 3; i++)
		part[i] = c_get(&check->c, UINT64_MAX, "%s[%u].%s.bits.%c", rows, row, which,
				names[i]);
	if (part[0] == UINT64_MAX || part[1] > 31 || part[2] > 7)
		return 0x10000;
	return (unsigned)(part[0] << 8 | part[1] << 3 | part[2]);
}

/* Intel devices whose MSI the hypervisor shows as MSI-X: they have one more BAR. */
static inline bool pci_is_vmsix(const struct fact_device *device)
{
	static const unsigned ids[] = { 0x4b30, 0x4b31, 0x4b32, 0x4ba0, 0x4ba1, 0x4ba2, 0x4bb0,
					0x4bb1, 0x4bb2, 0xa0ac, 0x43ac, 0x43a2, 0x4b88, 0x4b89 };

	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (device->vendor == 0x8086 && device->id == ids[i])
			return true;
	return false;
}

/* The size of a region, by the macro that is its name; 0 for none. */
static inline uint64_t pci_region_size(const struct check *check, const char *name)
{
	for (unsigned i = 0; c_find(&check->c, "shm_regions[%u].name", i); i++)
		if (strcmp(c_find(&check->c, "shm_regions[%u].name", i), name) == 0)
			return c_get(&check->c, 0, "shm_regions[%u].size", i);
	return 0;
}

/* Whether a BAR is where the VM has room for it. */
static inline bool pci_is_in_window(const struct check *check, unsigned vm, struct fact_range range,
				    bool is_64)
{
	static const struct fact_range windows[] = { { 0x80000000, 0xdfffffff },
						     { 0x4000000000, 0x7fffffffff } };

	if (!is_64 && range.end > UINT32_MAX)
		return false;
	if (check->kinds[vm] == CHECK_PRE)
		return range_is_in_one(range, windows, 2);
	return range_is_in_one(range, check->facts->windows, check->facts->window_count);
}

/* One BAR of `size` bytes that a row has. */
static inline void pci_add_bar(struct check *check, unsigned vm, struct check_bars *bars,
			       const char *name, uint64_t start, uint64_t size, bool is_64)
{
	struct fact_range range = { start, start + size - 1 };

	if (start % (size < PAGE ? PAGE : size))
		problem(check, "%s at 0x%lx: not aligned to its 0x%lx bytes", name,
			(unsigned long)start, (unsigned long)size);
	if (!pci_is_in_window(check, vm, range, is_64))
		problem(check, "%s at 0x%lx: outside of the windows", name, (unsigned long)start);
	for (size_t i = 0; i < bars->count; i++)
		if (range_overlaps(range, bars->ranges[i]))
			problem(check, "%s at 0x%lx overlaps %s", name, (unsigned long)start,
				bars->names[i]);
	bars->ranges[bars->count] = range;
	bars->names[bars->count++] = name;
}

/* A device that the hypervisor emulates has BARs of known sizes. */
static inline void pci_emulated(struct check *check, unsigned vm, const char *rows, unsigned row,
				struct check_bars *bars)
{
	const char *region = check_text(check, rows, row, "shm_region_name");
	unsigned count = *region ? 3 : 2;

	for (unsigned bar = 0; bar < count; bar++) {
		const char *name = arena_printf(check->arena, "%s[%u] BAR %u", rows, row, bar);
		uint64_t start = c_get(&check->c, 0, "%s[%u].vbar_base[%u]", rows, row, bar);
		uint64_t size = bar < 2 ? PAGE : pci_region_size(check, region);

		if (bar == 2 && (start & 0xf) != 0xc)
			problem(check, "%s is not 64-bit and prefetchable", name);
		if (!start || !size)
			problem(check, "%s: no address or size", name);
		else
			pci_add_bar(check, vm, bars, name, start & ~UINT64_C(0xf), size, bar == 2);
	}
}

/* A BAR of a passthrough device that the board's device has. */
static inline void pci_native_bar(struct check *check, unsigned vm, const char *rows, unsigned row,
				  const struct fact_resource *resource, struct check_bars *bars)
{
	const char *name = arena_printf(check->arena, "%s[%u] BAR %d", rows, row, resource->bar);
	uint64_t start = c_get(&check->c, 0, "%s[%u].vbar_base[%d]", rows, row, resource->bar);
	uint64_t size = resource->range.end - resource->range.start + 1;

	if (!start)
		problem(check, "%s: no address", name);
	else if (!resource->is_io)
		pci_add_bar(check, vm, bars, name, start, size, resource->is_64);
	else if (start != resource->range.start)
		problem(check, "%s: port 0x%lx is not the board's", name, (unsigned long)start);
}

/* A passthrough device has the BARs of the board's, and those of VMSIX one more. */
static inline void pci_passthrough(struct check *check, unsigned vm, const char *rows, unsigned row,
				   struct check_bars *bars)
{
	const struct board_facts *facts = check->facts;
	unsigned pbdf = pci_bdf(check, rows, row, "pbdf"), device = 0, found = 0, extra = 6;

	while (device < facts->device_count && facts->devices[device].bdf != pbdf)
		device++;
	if (device == facts->device_count) {
		problem(check, "%s[%u]: no device %x on the board", rows, row, pbdf);
		return;
	}
	for (unsigned bar = 0; bar < 6; bar++)
		if (c_find(&check->c, "%s[%u].vbar_base[%u]", rows, row, bar))
			found |= 1u << bar;
	for (size_t i = 0; i < facts->resource_count; i++) {
		const struct fact_resource *resource = &facts->resources[i];

		if (resource->device != device || resource->bar < 0)
			continue;
		pci_native_bar(check, vm, rows, row, resource, bars);
		found &= ~(1u << resource->bar);
	}
	for (unsigned bar = 0; bar < 6; bar++)
		if (found & 1u << bar)
			extra = bar;
	if (!found)
		return;
	if (found != 1u << extra || !pci_is_vmsix(&facts->devices[device]))
		problem(check, "%s[%u]: BARs that the board's device has not", rows, row);
	else
		pci_add_bar(check, vm, bars, arena_printf(check->arena, "%s[%u] MSI-X", rows, row),
			    c_get(&check->c, 0, "%s[%u].vbar_base[%u]", rows, row, extra), PAGE,
			    false);
}

/* Whether a pre-launched VM has that device of the board. */
static inline bool pci_is_taken(const struct check *check, unsigned bdf)
{
	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		unsigned count;
		const char *rows = check_rows(check, vm, &count);

		for (unsigned row = 0; row < count; row++)
			if (pci_bdf(check, rows, row, "pbdf") == bdf)
				return true;
	}
	return false;
}

/* What the Service VM's own devices have: the BARs that it keeps, and all windows of bridges. */
static inline void pci_native_ranges(struct check *check, struct check_bars *bars)
{
	const struct board_facts *facts = check->facts;

	for (size_t i = 0; i < facts->resource_count; i++) {
		const struct fact_resource *resource = &facts->resources[i];
		unsigned bdf = facts->devices[resource->device].bdf;

		if (resource->is_io || bars->count == 1000 ||
		    !range_is_in_one(resource->range, facts->windows, facts->window_count) ||
		    (resource->bar >= 0 && pci_is_taken(check, bdf)))
			continue;
		bars->ranges[bars->count] = resource->range;
		bars->names[bars->count++] = arena_printf(check->arena, "the board's %04x", bdf);
	}
}

/* Whether the Service VM sees a device of the board there. */
static inline bool pci_is_native(const struct check *check, unsigned bdf)
{
	for (size_t i = 0; i < check->facts->device_count; i++)
		if (check->facts->devices[i].bdf == bdf && check->facts->devices[i].vendor &&
		    !pci_is_taken(check, bdf))
			return true;
	return false;
}

/* All of a VM: each vBDF once, the BARs, and as many rows as the macro says. */
static inline void check_pci_vm(struct check *check, unsigned vm)
{
	static const char *const emulated[] = { "&vpci_ivshmem_ops", "&vmcs9900_ops" };
	struct check_bars *bars = arena_alloc(check->arena, sizeof(*bars));
	unsigned count, bdf;
	const char *rows = check_rows(check, vm, &count);
	bool used[0x10000] = { false };

	if (check->kinds[vm] == CHECK_SERVICE)
		pci_native_ranges(check, bars);
	for (unsigned row = 0; row < count && check->kinds[vm] != CHECK_POST; row++) {
		const char *ops = check_text(check, rows, row, "vdev_ops");

		bdf = pci_bdf(check, rows, row, "vbdf");
		if (bdf > 0xffff || used[bdf])
			problem(check, "%s[%u]: vBDF %x is none or that of another row", rows, row,
				bdf);
		else if (check->kinds[vm] == CHECK_SERVICE && pci_is_native(check, bdf))
			problem(check, "%s[%u]: vBDF %x is that of a native device", rows, row,
				bdf);
		used[bdf & 0xffff] = true;
		if (strcmp(check_text(check, rows, row, "emu_type"), "PCI_DEV_TYPE_PTDEV") == 0)
			pci_passthrough(check, vm, rows, row, bars);
		else if (strcmp(ops, emulated[0]) == 0 || strcmp(ops, emulated[1]) == 0)
			pci_emulated(check, vm, rows, row, bars);
		else if (strcmp(ops, "&vhostbridge_ops") != 0 || bdf || row)
			problem(check, "%s[%u]: an unknown device", rows, row);
	}
	if (c_get(&check->c, 0, "vm_configs[%u].pci_dev_num", vm) != count ||
	    c_get(&check->c, 0, "VM%u_CONFIG_PCI_DEV_NUM", vm) != count)
		problem(check, "VM %u: %u PCI devices are not VM%u_CONFIG_PCI_DEV_NUM", vm, count,
			vm);
	if (count > c_get(&check->c, 0, "CONFIG_MAX_PCI_DEV_NUM"))
		problem(check, "VM %u: more PCI devices than CONFIG_MAX_PCI_DEV_NUM", vm);
}

/* Whether a VM's rows have an ivshmem device of that region: at that vBDF, if it has one. */
static inline bool pci_has_ivshmem(const struct check *check, unsigned vm, const char *region,
				   unsigned bdf)
{
	unsigned count;
	const char *rows = check_rows(check, vm, &count);

	for (unsigned row = 0; row < count; row++) {
		const char *macro = check_text(check, rows, row, "shm_region_name");
		const char *name = string_map_find(check->c.macros, macro);

		if (name && strcmp(name, region) == 0 &&
		    (check->kinds[vm] == CHECK_POST || pci_bdf(check, rows, row, "vbdf") == bdf))
			return true;
	}
	return false;
}

/* A device of the lab's table; one of hv-land is in the VM's rows, too. */
static inline bool check_table_device(struct check *check, unsigned vm, unsigned device)
{
	const struct c_values *table = &check->table;
	unsigned region = (unsigned)c_get(table, 0, "devices[%u].region", device);
	const char *land = c_find(table, "regions[%u].land", region);
	const char *name = c_find(table, "regions[%u].name", region);
	const char *vbdf = c_find(table, "devices[%u].vbdf", device), *macro;
	unsigned b = 0, d = 0, f = 0;

	if (!land || !name || !vbdf || sscanf(vbdf, "CFG_BDF(%u, %u, %u)", &b, &d, &f) != 3) {
		problem(check, "static_config.c: device %u has no region", device);
		return false;
	}
	if (strcmp(land, "CFG_LAND_HV") != 0)
		return false;
	name = arena_printf(check->arena, "\"hv:/%s", name + 1);
	if (!pci_has_ivshmem(check, vm, name, b << 8 | d << 3 | f))
		problem(check, "VM %u: %s at %s is only in static_config.c", vm, name, vbdf);
	for (unsigned i = 0; (macro = c_find(&check->c, "shm_regions[%u].name", i)); i++)
		if (strcmp(string_map_find(check->c.macros, macro), name) == 0 &&
		    c_get(&check->c, 1, "shm_regions[%u].size", i) ==
			    c_get(table, 0, "regions[%u].size", region))
			return true;
	problem(check, "%s has another size in static_config.c", name);
	return true;
}

/* Both tables have the same hv-land devices. */
static inline void check_table(struct check *check)
{
	const struct c_values *table = &check->table;
	unsigned vms = (unsigned)c_get(table, 0, "static_config.vm_count"), devices = 0, rows = 0;

	if (vms != check->vm_count)
		problem(check, "static_config.c has %u VMs, not %u", vms, check->vm_count);
	for (unsigned i = 0; i < vms; i++) {
		unsigned vm = (unsigned)c_get(table, 0, "vms[%u].id", i);
		unsigned first = (unsigned)c_get(table, 0, "vms[%u].first_device", i);
		unsigned count = (unsigned)c_get(table, 0, "vms[%u].device_count", i);

		for (unsigned device = first; device < first + count; device++)
			devices += check_table_device(check, vm, device);
	}
	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		unsigned count;
		const char *name = check_rows(check, vm, &count);

		for (unsigned row = 0; row < count; row++)
			rows += *check_text(check, name, row, "shm_region_name") != '\0';
	}
	if (rows != devices)
		problem(check, "pci_dev.c has %u ivshmem devices, static_config.c %u", rows,
			devices);
	if (rows != c_get(&check->c, 0, "IVSHMEM_DEV_NUM"))
		problem(check, "IVSHMEM_DEV_NUM is not %u", rows);
}

#endif
