/* SPDX-License-Identifier: BSD-3-Clause
 * table.h: lookups in a table for hv-land. All but the first call need a table that is sound.
 */
#ifndef HV_TABLE_H
#define HV_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "schema/static_config.h"

/* Whether everything holds that hv-land relies on: names are terminated and unique, IDs rise, each
 * device belongs to one VM, indices are valid, no VM has a region or a vBDF of hv-land twice, and
 * regions of hv-land are within ACRN's limits. */
bool hv_table_is_sound(const struct cfg_table *table);

/* Whether a region, or the region of a device, is in hv-land. */
bool hv_table_is_hv_region(const struct cfg_table *table, uint32_t region);
bool hv_table_is_hv_device(const struct cfg_table *table, const struct cfg_ivshmem *row);

/* The size of all regions of hv-land together, and the offset of one in them. The largest comes
 * first, so that each begins at a multiple of its size with no gaps between them. */
uint64_t hv_table_memory(const struct cfg_table *table);
uint64_t hv_table_offset(const struct cfg_table *table, uint32_t region);

/* The VM with an ID or name, the region of hv-land with a name. NULL if there is none. */
const struct cfg_vm *hv_table_vm(const struct cfg_table *table, uint16_t id);
const struct cfg_vm *hv_table_vm_by_name(const struct cfg_table *table, const char *name);
const struct cfg_region *hv_table_region(const struct cfg_table *table, const char *name);

/* The index of the VM's device of a region. False if it has none. */
bool hv_table_find_device(const struct cfg_table *table, const struct cfg_vm *vm,
			  const struct cfg_region *region, uint32_t *index);

#endif
