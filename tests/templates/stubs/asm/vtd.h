/* SPDX-License-Identifier: BSD-3-Clause
 * vtd.h: a stand-in for ACRN's: the IOMMUs. */
#ifndef VTD_H
#define VTD_H

#include <stdbool.h>
#include <stdint.h>

struct dmar_dev_scope {
	uint8_t type, id, bus, devfun;
};

struct dmar_drhd {
	uint32_t dev_cnt;
	uint16_t segment;
	uint8_t flags;
	bool ignore;
	uint64_t reg_base_addr;
	struct dmar_dev_scope *devices;
};

struct dmar_info {
	uint32_t drhd_count;
	struct dmar_drhd *drhd_units;
};

#endif
