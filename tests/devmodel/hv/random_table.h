/* SPDX-License-Identifier: BSD-3-Clause
 * random_table.h: random numbers, and sound tables made from them: two or three VMs of all kinds,
 * and up to three regions that some of them share.
 */
#ifndef RANDOM_TABLE_H
#define RANDOM_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "schema/static_config.h"

enum { RANDOM_VMS = 3, RANDOM_REGIONS = 3, RANDOM_DEVICES = RANDOM_VMS * RANDOM_REGIONS };

#define PAGE ((uint64_t)CFG_REGION_SIZE_MIN) /* what regions are multiples of */

struct random_table {
	struct cfg_table table;
	struct cfg_vm vms[RANDOM_VMS];
	struct cfg_region regions[RANDOM_REGIONS];
	struct cfg_ivshmem devices[RANDOM_DEVICES];
};

/* xorshift64*, the same numbers everywhere. */
static inline uint32_t random_number(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return (uint32_t)(*state * UINT64_C(0x2545f4914f6cdd1d) >> 32);
}

static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
	return random_number(state) % limit;
}

static inline void random_regions(struct random_table *random, uint64_t *state)
{
	random->table.region_count = 1 + random_below(state, RANDOM_REGIONS);
	for (uint32_t i = 0; i < random->table.region_count; i++) {
		struct cfg_region *region = &random->regions[i];

		*region = (struct cfg_region) {
			.size = PAGE << random_below(state, 2),
			.region_id = (uint16_t)random_number(state),
			.land = random_below(state, 8) ? CFG_LAND_HV : CFG_LAND_DM,
		};
		snprintf(region->name, sizeof(region->name), "region%u", i);
	}
}

/* The VM's devices of those regions that it has. */
static inline void random_devices(struct random_table *random, uint32_t vm, uint64_t *state)
{
	for (uint32_t region = 0; region < random->table.region_count; region++) {
		if (random_below(state, 4) == 0)
			continue;
		random->devices[random->table.device_count++] = (struct cfg_ivshmem) {
			.vm = vm,
			.region = region,
			.vbdf = CFG_BDF(0, 3 + region, 0),
			.vectors = (uint16_t)(random_below(state, 4) ? CFG_VECTORS
								     : random_below(state, 4)),
		};
		random->vms[vm].device_count++;
	}
}

static inline void random_table(struct random_table *random, uint64_t *state)
{
	*random = (struct random_table) {
		.table = {
			.abi = CFG_ABI,
			.vm_count = 2 + random_below(state, RANDOM_VMS - 1),
			.vms = random->vms,
			.regions = random->regions,
			.devices = random->devices,
		},
	};
	random_regions(random, state);
	for (uint32_t vm = 0; vm < random->table.vm_count; vm++) {
		random->vms[vm] = (struct cfg_vm) {
			.id = (uint16_t)(2 * vm + random_below(state, 2)),
			.load_order = (uint8_t)(CFG_PRE_LAUNCHED + random_below(state, 3)),
			.first_device = random->table.device_count,
		};
		snprintf(random->vms[vm].name, sizeof(random->vms[vm].name), "vm%u", vm);
		random_devices(random, vm, state);
	}
}

#endif
