/* SPDX-License-Identifier: BSD-3-Clause
 * hv_memory.h: the memory of all regions in hv-land: one range for the hypervisor, and a
 * descriptor for each region, for the VMMs that map it.
 */
#ifndef ACRN_HV_HV_MEMORY_H
#define ACRN_HV_HV_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "schema/static_config.h"

/* All zero is closed. */
struct hv_memory {
	uint8_t *base; /* regions lie in it as hv_land_region_offset() says */
	size_t size;
	int *descriptors; /* one for each region of the table; -1 in dm-land */
	uint32_t count;
};

/* Provides `size` bytes, as hv_land_measure() has found for the table, with all pages reserved. The
 * regions' sizes are sealed. False with an error; hv_memory_close() may follow. */
bool hv_memory_open(struct hv_memory *memory, const struct cfg_table *table, uint64_t size,
		    struct error *error);

/* Other processes' mappings of a region stay. */
void hv_memory_close(struct hv_memory *memory);

#endif
