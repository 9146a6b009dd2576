/* SPDX-License-Identifier: BSD-3-Clause
 * rdt.h: a stand-in for ACRN's: the caches that can be divided. */
#ifndef RDT_H
#define RDT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	RDT_RESID_L3,
	RDT_RESID_L2,
	RDT_RESID_MBA,
	RDT_NUM_RESOURCES,
};

union clos_config {
	uint16_t mba_delay;
	uint32_t clos_mask;
};

struct rdt_ins {
	union {
		struct {
			uint32_t bitmask;
			uint16_t cbm_len;
			bool is_cdp_enabled;
		} cache;
	} res;
	uint16_t num_closids, num_clos_config;
	union clos_config *clos_config_array;
	uint64_t cpu_mask;
};

struct rdt_type {
	uint32_t res_id, msr_qos_cfg, msr_base, num_ins;
	struct rdt_ins *ins_array;
};

#endif
