/* SPDX-License-Identifier: BSD-3-Clause
 * settings_table.c: the regions of a table, with their VMs. */
#include "ivshmem-server/settings_reader.h"

#include <stdlib.h>
#include <string.h>

#include "table/static_table.h"

/* Adds the VMs that share the region. */
static bool add_peers(struct region_reader *reader, const struct cfg_table *table, uint32_t index)
{
	for (uint32_t i = 0; i < table->device_count; i++) {
		const struct cfg_ivshmem *device = &table->devices[i];
		const struct cfg_vm *vm = &table->vms[device->vm];
		struct bound_peer peer = { .id = vm->id };

		if (device->region != index)
			continue;
		if (!settings_read_vm(reader, vm->name, &peer) ||
		    !settings_add_peer(reader, vm->name, &peer))
			return false;
	}
	return true;
}

/* Adds one region of the table, with the settings of `common`. */
static bool add_row(struct region_reader *reader, const struct region_settings *common,
		    const struct cfg_table *table, uint32_t index)
{
	const struct cfg_region *row = &table->regions[index];
	struct region_settings region = *common;
	struct region_reader row_reader = *reader;

	row_reader.region = &region;
	region.size = row->size;
	region.peers = NULL;
	region.rules = reallocarray(NULL, common->rule_count + 1, sizeof(*region.rules));
	if (!region.rules)
		return error_set(reader->error, "out of memory");
	if (common->rule_count)
		memcpy(region.rules, common->rules, common->rule_count * sizeof(*region.rules));
	if (settings_read_name(&row_reader, row->name) && add_peers(&row_reader, table, index) &&
	    settings_add(&row_reader))
		return true;
	settings_free_region(&region);
	return false;
}

static bool add_rows(struct region_reader *reader, const struct region_settings *common,
		     const struct cfg_table *table)
{
	for (uint32_t i = 0; i < table->region_count; i++)
		if (table->regions[i].land == CFG_LAND_DM && !add_row(reader, common, table, i))
			return false;
	return true;
}

bool settings_add_table(struct settings *settings, char *value, struct error *error)
{
	struct region_settings common = settings_defaults();
	struct region_reader reader = { &common, settings, value, error };
	struct static_table table = { 0 };
	char *rest = value;
	const char *path = strsep(&rest, ",");
	bool is_good =
		settings_read_keys(&reader, rest, true) && static_table_open(&table, path, error);

	/* The table's names have no position on the command line. */
	reader.value = NULL;
	is_good = is_good && add_rows(&reader, &common, table.table);
	static_table_close(&table);
	settings_free_region(&common);
	return is_good;
}
