/* SPDX-License-Identifier: BSD-3-Clause
 * table.c: compares claims with rows. */
#include "acrn-dm/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "hv/table.h"
#include "table/static_table.h"

/* A comparison with a VM's rows. */
struct comparison {
	const struct cfg_table *table;
	const char *path;
	const struct cfg_vm *vm;
	struct error *error;
};

static const struct cfg_ivshmem *row_at(const struct comparison *with, unsigned index)
{
	return &with->table->devices[with->vm->first_device + index];
}

static const struct cfg_region *region_of(const struct comparison *with,
					  const struct cfg_ivshmem *row)
{
	return &with->table->regions[row->region];
}

static const char *land_name(unsigned land)
{
	return land == CFG_LAND_HV ? "hv" : "dm";
}

/* The row of the same region, else of the same slot, else NULL. */
static const struct cfg_ivshmem *find_row(const struct comparison *with,
					  const struct dm_device *device)
{
	for (uint32_t i = 0; i < with->vm->device_count; i++)
		if (strcmp(region_of(with, row_at(with, i))->name, device->claim.name) == 0)
			return row_at(with, i);
	for (uint32_t i = 0; i < with->vm->device_count; i++)
		if (CFG_BDF_DEVICE(row_at(with, i)->vbdf) == device->slot)
			return row_at(with, i);
	return NULL;
}

static bool differ(const struct comparison *with, const struct dm_device *device, const char *what,
		   const char *here, const char *there)
{
	return error_set(
		with->error,
		"-s %.200s: %s is %s here but %s in %.200s: generate launch script and table "
		"from the same scenario",
		device->text, what, here, there, with->path);
}

static bool compare_numbers(const struct comparison *with, const struct dm_device *device,
			    const char *what, uint64_t here, uint64_t there)
{
	char one[24], other[24];

	if (here == there)
		return true;
	snprintf(one, sizeof(one), "%" PRIu64, here);
	snprintf(other, sizeof(other), "%" PRIu64, there);
	return differ(with, device, what, one, other);
}

static bool compare_row(const struct comparison *with, const struct dm_device *device,
			const struct cfg_ivshmem *row)
{
	const struct cfg_region *region = region_of(with, row);
	const struct claim *claim = &device->claim;

	if (strcmp(region->name, claim->name) != 0)
		return differ(with, device, "region's name", claim->name, region->name);
	if (region->land != claim->land)
		return differ(with, device, "region's land", land_name(claim->land),
			      land_name(region->land));
	return compare_numbers(with, device, "size", claim->size, region->size) &&
	       compare_numbers(with, device, "slot", device->slot, CFG_BDF_DEVICE(row->vbdf)) &&
	       compare_numbers(with, device, "function", device->function,
			       CFG_BDF_FUNCTION(row->vbdf)) &&
	       (!claim->has_region_id ||
		compare_numbers(with, device, "region ID", claim->region_id, region->region_id));
}

static bool has_claim(const struct arguments *arguments, const char *region)
{
	for (unsigned i = 0; i < arguments->device_count; i++)
		if (arguments->devices[i].is_ivshmem &&
		    strcmp(arguments->devices[i].claim.name, region) == 0)
			return true;
	return false;
}

static bool compare_claims(const struct comparison *with, const struct arguments *arguments)
{
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *device = &arguments->devices[i];
		const struct cfg_ivshmem *row;

		if (!device->is_ivshmem)
			continue;
		row = find_row(with, device);
		if (!row)
			return error_set(
				with->error,
				"-s %.200s: device not found in %.200s for VM '%s': generate "
				"launch script and table from the same scenario",
				device->text, with->path, with->vm->name);
		if (!compare_row(with, device, row))
			return false;
	}
	for (uint32_t i = 0; i < with->vm->device_count; i++) {
		const struct cfg_region *region = region_of(with, row_at(with, i));

		if (!has_claim(arguments, region->name))
			return error_set(
				with->error,
				"%.200s has region %s:/%s in slot %u for VM '%s', but no -s "
				"has: generate launch script and table from the same "
				"scenario",
				with->path, land_name(region->land), region->name,
				CFG_BDF_DEVICE(row_at(with, i)->vbdf), with->vm->name);
	}
	return true;
}

static bool compare(const struct cfg_table *table, const char *path,
		    const struct arguments *arguments, struct error *error)
{
	struct comparison with = { .table = table, .path = path, .error = error };

	with.vm = hv_table_vm_by_name(table, arguments->vm);
	if (!with.vm)
		return error_set(error, "--config %.200s: VM '%s' not found in the table", path,
				 arguments->vm);
	return compare_claims(&with, arguments);
}

bool table_compare(const char *path, const struct arguments *arguments, struct error *error)
{
	struct static_table table;
	bool is_equal = static_table_open(&table, path, error) &&
			compare(table.table, path, arguments, error);

	static_table_close(&table);
	return is_equal;
}
