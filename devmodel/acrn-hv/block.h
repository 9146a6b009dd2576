/* SPDX-License-Identifier: BSD-3-Clause
 * block.h: the memory of all regions of hv-land: one block for the hypervisor, and a descriptor a
 * region for those who map it.
 */
#ifndef ACRN_HV_BLOCK_H
#define ACRN_HV_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "schema/static_config.h"

/* All zero is none. */
struct block {
	uint8_t *memory; /* regions lie in it as hv_land_region_offset() says */
	size_t size;
	int *descriptors; /* as many as the table's regions; -1 for those of dm-land */
	uint32_t count;
};

/* Provides memory for a measured table of `size` bytes in hv-land, with all its pages. A region's
 * size can be changed by nobody. False with an error; closing is fine then, too. */
bool block_open(struct block *block, const struct cfg_table *table, uint64_t size,
		struct error *error);

/* Whoever has mapped a region keeps it. */
void block_close(struct block *block);

#endif
