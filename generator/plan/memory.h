/* SPDX-License-Identifier: BSD-3-Clause
 * memory.h: which RAM of the board the hypervisor takes, and which the pre-launched VMs that give a
 * size get of the rest.
 *
 * The rules check with it that there is room.
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

/* The most that the hypervisor takes: ACRN's build stops above. */
#define MEMORY_HYPERVISOR_MAX (UINT64_C(1) << 30)

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

/* RAM that is free, by rising address. */
struct memory_pool {
	struct board_window *ranges;
	size_t count;
	uint64_t size; /* bytes of all */
};

/* The RAM that ACRN's build gives to pre-launched VMs with a <size>: the ranges that begin at 4 GiB
 * or above, without the hypervisor and the parts that VMs have by address. */
struct memory_pool memory_pool(struct arena *arena, const struct model *model);

/* Ranges of addresses, arena_grow()n. */
struct memory_list {
	struct board_window *all;
	size_t count;
};

/* Takes `mib` MiB from the beginning of a pool, and adds their ranges to the list. Returns false,
 * and takes nothing, where the pool has less. */
bool memory_take(struct arena *arena, struct memory_pool *pool, uint64_t mib,
		 struct memory_list *list);

/* All RAM that a pre-launched VM has: the parts that it gives by address, and what is placed of
 * its size besides, from the pool. Sorted by the first address. */
struct memory_list memory_of_vm(struct arena *arena, struct memory_pool *pool, const struct vm *vm);

/* The RAM that the hypervisor and all pre-launched VMs have, sorted by the first address; sets
 * *count. `memory` of a range is NULL. Of a model with a board. */
struct memory_range *memory_layout(struct arena *arena, const struct model *model, size_t *count);

#endif
