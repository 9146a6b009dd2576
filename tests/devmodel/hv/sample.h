/* SPDX-License-Identifier: BSD-3-Clause
 * sample.h: a table of four VMs and as many regions.
 */
#ifndef SAMPLE_H
#define SAMPLE_H

#include <stdint.h>

#include "schema/static_config.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MIB(n) ((uint64_t)(n) << 20)

/* The table's VMs, by ID. */
enum { SAFETY = 0, SERVICE = 1, LEFT = 3, RIGHT = 4 };

/* The table's regions, by index. "private" is of dm-land, which hv-land ignores. */
enum { PRIVATE, SMALL, BIG, PAIR };

#define SLOT(slot) CFG_BDF(0, slot, 0)

/* A table that a test may change. */
struct sample {
	struct cfg_table table;
	struct cfg_region regions[4];
	struct cfg_vm vms[4];
	struct cfg_ivshmem devices[8];
};

static inline void sample_init(struct sample *sample)
{
	*sample = (struct sample) {
		.regions = {
			[PRIVATE] = { "private", MIB(2), 0x1000, CFG_LAND_DM, { 0 } },
			[SMALL] = { "small", MIB(2), 0x1001, CFG_LAND_HV, { 0 } },
			[BIG] = { "big", MIB(4), 0x1002, CFG_LAND_HV, { 0 } },
			[PAIR] = { "pair", MIB(2), 0, CFG_LAND_HV, { 0 } },
		},
		.vms = {
			{ "SAFETY", SAFETY, CFG_PRE_LAUNCHED, 0, 0, 2 },
			{ "SERVICE", SERVICE, CFG_SERVICE_VM, 0, 2, 1 },
			{ "LEFT", LEFT, CFG_POST_LAUNCHED, 0, 3, 3 },
			{ "RIGHT", RIGHT, CFG_POST_LAUNCHED, 0, 6, 2 },
		},
		.devices = {
			{ 0, SMALL, SLOT(6), CFG_VECTORS },
			{ 0, BIG, SLOT(8), CFG_VECTORS },
			{ 1, BIG, SLOT(8), CFG_VECTORS },
			{ 2, PRIVATE, SLOT(5), CFG_VECTORS },
			{ 2, BIG, SLOT(8), CFG_VECTORS },
			{ 2, PAIR, SLOT(9), CFG_VECTORS },
			{ 3, PRIVATE, SLOT(5), CFG_VECTORS },
			{ 3, PAIR, SLOT(9), CFG_VECTORS },
		},
	};
	sample->table = (struct cfg_table) {
		.abi = CFG_ABI,
		.vm_count = COUNT(sample->vms),
		.region_count = COUNT(sample->regions),
		.device_count = COUNT(sample->devices),
		.vms = sample->vms,
		.regions = sample->regions,
		.devices = sample->devices,
	};
}

/* Of its regions in hv-land. */
#define SAMPLE_MEMORY MIB(8)

#endif
