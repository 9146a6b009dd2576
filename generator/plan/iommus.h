/* SPDX-License-Identifier: BSD-3-Clause
 * iommus.h: the units that remap DMA, by the macros of a board's DRHD_INFO.
 */
#ifndef PLAN_IOMMUS_H
#define PLAN_IOMMUS_H

#include "board/platform.h"
#include "plan/hypervisor.h"

struct iommus {
	bool is_there; /* the block has a macro */
	struct plan_iommu *units;
	size_t count;
	const char *missing; /* a macro that the block should have, too; NULL for none */
};

/* Reads the block, which may be missing; the result lives as long as the arena. */
struct iommus iommus_read(struct arena *arena, const struct board_block *block);

#endif
