/* SPDX-License-Identifier: BSD-3-Clause
 * table.c: checks a table, and searches it. */
#include "hv/table.h"

#include <stddef.h>

_Static_assert(CFG_REGION_SIZE_MIN >= 4096u, "a region is whole pages");

static bool is_terminated(const char *name, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		if (name[i] == '\0')
			return true;
	return false;
}

/* Reads no further than the end of the shorter one. */
static bool is_same(const char *a, const char *b)
{
	uint32_t i = 0;

	while (a[i] != '\0' && a[i] == b[i])
		i++;
	return a[i] == b[i];
}

bool hv_table_is_hv_region(const struct cfg_table *table, uint32_t region)
{
	return table->regions[region].land == (uint8_t)CFG_LAND_HV;
}

bool hv_table_is_hv_device(const struct cfg_table *table, const struct cfg_ivshmem *row)
{
	return hv_table_is_hv_region(table, row->region);
}

static bool has_arrays(const struct cfg_table *table)
{
	return (table->vm_count == 0u || table->vms) &&
	       (table->region_count == 0u || table->regions) &&
	       (table->device_count == 0u || table->devices);
}

static bool is_hv_size(uint64_t size)
{
	return size >= CFG_REGION_SIZE_MIN && size <= CFG_REGION_SIZE_MAX &&
	       (size & (size - 1u)) == 0u;
}

/* Whether an earlier region has its name. */
static bool is_repeated(const struct cfg_table *table, uint32_t region)
{
	for (uint32_t i = 0; i < region; i++)
		if (hv_table_is_hv_region(table, i) &&
		    is_same(table->regions[i].name, table->regions[region].name))
			return true;
	return false;
}

static bool is_sound_region(const struct cfg_table *table, uint32_t index)
{
	const struct cfg_region *region = &table->regions[index];

	if (!is_terminated(region->name, sizeof(region->name)))
		return false;
	if (region->land == (uint8_t)CFG_LAND_DM)
		return true;
	return region->land == (uint8_t)CFG_LAND_HV && is_hv_size(region->size) &&
	       !is_repeated(table, index);
}

static bool has_sound_regions(const struct cfg_table *table)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < table->region_count; i++) {
		if (!is_sound_region(table, i))
			return false;
		if (hv_table_is_hv_region(table, i))
			count++;
		if (count > (uint32_t)CFG_HV_REGIONS_MAX)
			return false;
	}
	return true;
}

/* Whether an earlier device of the VM has its region or its vBDF. */
static bool is_taken(const struct cfg_table *table, uint32_t first, uint32_t device)
{
	const struct cfg_ivshmem *row = &table->devices[device];

	for (uint32_t i = first; i < device; i++) {
		const struct cfg_ivshmem *other = &table->devices[i];

		if (hv_table_is_hv_device(table, other) &&
		    (other->region == row->region || other->vbdf == row->vbdf))
			return true;
	}
	return false;
}

static bool is_sound_device(const struct cfg_table *table, uint32_t vm, uint32_t device)
{
	const struct cfg_ivshmem *row = &table->devices[device];

	if (row->vm != vm || row->region >= table->region_count)
		return false;
	return !hv_table_is_hv_device(table, row) ||
	       (row->vectors <= (uint16_t)CFG_VECTORS &&
		!is_taken(table, table->vms[vm].first_device, device));
}

/* Whether a VM has a lower ID than another, and another name. */
static bool is_before(const struct cfg_vm *vm, const struct cfg_vm *later)
{
	return vm->id < later->id && !is_same(vm->name, later->name);
}

static bool is_sound_vm(const struct cfg_table *table, uint32_t index)
{
	const struct cfg_vm *vm = &table->vms[index];

	if (!is_terminated(vm->name, sizeof(vm->name)) ||
	    vm->load_order < (uint8_t)CFG_PRE_LAUNCHED ||
	    vm->load_order > (uint8_t)CFG_POST_LAUNCHED)
		return false;
	for (uint32_t i = 0; i < index; i++)
		if (!is_before(&table->vms[i], vm))
			return false;
	for (uint32_t i = 0; i < vm->device_count; i++)
		if (!is_sound_device(table, index, vm->first_device + i))
			return false;
	return true;
}

/* The VMs' devices follow each other without a gap, so that each belongs to one VM. */
static bool has_sound_vms(const struct cfg_table *table)
{
	uint32_t next = 0;

	for (uint32_t i = 0; i < table->vm_count; i++) {
		const struct cfg_vm *vm = &table->vms[i];

		if (vm->first_device != next || vm->device_count > table->device_count - next ||
		    !is_sound_vm(table, i))
			return false;
		next += vm->device_count;
	}
	return next == table->device_count;
}

bool hv_table_is_sound(const struct cfg_table *table)
{
	return has_arrays(table) && has_sound_regions(table) && has_sound_vms(table);
}

uint64_t hv_table_memory(const struct cfg_table *table)
{
	uint64_t size = 0;

	for (uint32_t i = 0; i < table->region_count; i++)
		if (hv_table_is_hv_region(table, i))
			size += table->regions[i].size;
	return size;
}

/* The larger of two regions comes first, and of equals the one that is first in the table. */
static bool comes_before(const struct cfg_table *table, uint32_t one, uint32_t other)
{
	uint64_t size = table->regions[one].size;
	uint64_t other_size = table->regions[other].size;

	return size > other_size || (size == other_size && one < other);
}

uint64_t hv_table_offset(const struct cfg_table *table, uint32_t region)
{
	uint64_t offset = 0;

	for (uint32_t i = 0; i < table->region_count; i++)
		if (hv_table_is_hv_region(table, i) && comes_before(table, i, region))
			offset += table->regions[i].size;
	return offset;
}

/* By bisection: IDs rise. */
const struct cfg_vm *hv_table_vm(const struct cfg_table *table, uint16_t id)
{
	uint32_t first = 0, end = table->vm_count;

	while (first < end) {
		uint32_t middle = first + ((end - first) / 2u);
		const struct cfg_vm *vm = &table->vms[middle];

		if (vm->id == id)
			return vm;
		if (vm->id < id)
			first = middle + 1u;
		else
			end = middle;
	}
	return NULL;
}

const struct cfg_vm *hv_table_vm_by_name(const struct cfg_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->vm_count; i++)
		if (is_same(table->vms[i].name, name))
			return &table->vms[i];
	return NULL;
}

const struct cfg_region *hv_table_region(const struct cfg_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->region_count; i++)
		if (hv_table_is_hv_region(table, i) && is_same(table->regions[i].name, name))
			return &table->regions[i];
	return NULL;
}

bool hv_table_find_device(const struct cfg_table *table, const struct cfg_vm *vm,
			  const struct cfg_region *region, uint32_t *index)
{
	for (uint32_t i = 0; i < vm->device_count; i++) {
		*index = vm->first_device + i;
		if (&table->regions[table->devices[*index].region] == region)
			return true;
	}
	return false;
}
