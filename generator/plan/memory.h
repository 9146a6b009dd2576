/* SPDX-License-Identifier: BSD-3-Clause
 * memory.h: which RAM of the board the hypervisor takes, and how much is left for the memory of
 * pre-launched VMs that ACRN's build places itself.
 *
 * The rules check with it that there is room, and the budget shows it.
 */
#ifndef PLAN_MEMORY_H
#define PLAN_MEMORY_H

#include "board/board.h"
#include "model/model.h"

/* Below, the build gives no RAM to VMs by itself. */
#define MEMORY_PLACED_FIRST (UINT64_C(1) << 32)

/* A range of addresses, both ends included, that a VM or the hypervisor has. */
struct memory_range {
	struct board_window window;
	const struct vm *vm;		  /* NULL: the hypervisor */
	const struct host_memory *memory; /* NULL as above */
};

/* How many bytes the hypervisor takes. */
uint64_t memory_hypervisor_size(const struct model *model);

/* Which bytes these are: where the scenario puts them, or else where ACRN's build does. Returns
 * false where that is not known, or nowhere. */
bool memory_hypervisor(const struct model *model, struct board_window *window);

/* The addresses of a part of memory; false where the scenario does not give them, or none, or where
 * the start is 0, which ACRN's build takes for none. */
bool memory_window(const struct host_memory *memory, struct board_window *window);

/* Whether all of the addresses are RAM of the board. */
bool memory_is_ram(const struct board *board, struct board_window window);

/* All parts of the memory of pre-launched VMs, sorted by their first address; sets *count. */
struct memory_range *memory_parts(struct arena *arena, const struct model *model, size_t *count);

/* The RAM, in bytes, that ACRN's build gives to pre-launched VMs with a <size>: from 4 GiB on, and
 * without the hypervisor and the parts that VMs have by address. */
uint64_t memory_placeable(struct arena *arena, const struct model *model);

#endif
