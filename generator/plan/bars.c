/* SPDX-License-Identifier: BSD-3-Clause
 * bars.c: first fit, the largest first, into the windows of a VM's bus 0. */
#include "plan/bars.h"

#include <stdlib.h>

#include "base/arena.h"
#include "board/board.h"

#define GIB	  (UINT64_C(1) << 30)
#define PAGE_SIZE UINT64_C(0x1000)

/* Where ACRN's hypervisor has room for the BARs of a pre-launched VM: 2 GiB to 3.5 GiB, and 256 GiB
 * to 512 GiB. */
static const struct board_window pre_launched[] = {
	{ 2 * GIB, 7 * GIB / 2 - 1 },
	{ 256 * GIB, 512 * GIB - 1 },
};

/* The BARs' addresses of a VM: windows, and what of them is taken, both by rising address. */
struct space {
	struct arena *arena;
	const struct board_window *windows;
	size_t window_count;
	struct board_window *taken;
	size_t taken_count;
};

/* A size that the rules accept; they report any other. */
static bool is_region_size(uint64_t size)
{
	return size && !(size & (size - 1)) && size <= CFG_REGION_SIZE_MAX;
}

bool bars_are_fixed(const struct vm *vm, const struct device *device)
{
	return (vm->load_order == CFG_PRE_LAUNCHED || vm->load_order == CFG_SERVICE_VM) &&
	       device->kind == DEVICE_IVSHMEM &&
	       device->ivshmem->region->declarations[0]->land == CFG_LAND_HV;
}

bool bars_are_known(const struct model *model, const struct vm *vm)
{
	return vm->load_order == CFG_PRE_LAUNCHED ||
	       (vm->load_order == CFG_SERVICE_VM && model->board && model->board->window_count);
}

static void add_bar(struct arena *arena, struct bars *bars, struct bar bar)
{
	if (bar.size < PAGE_SIZE)
		bar.size = PAGE_SIZE;
	bars->all = arena_grow(arena, bars->all, bars->count, sizeof(bar));
	bars->all[bars->count++] = bar;
}

static void add_ivshmem(struct arena *arena, struct bars *bars, const struct device *device)
{
	uint64_t size = device->ivshmem->region->declarations[0]->size;

	if (!is_region_size(size))
		return;
	for (unsigned index = 0; index < BARS_IVSHMEM - 1; index++)
		add_bar(arena, bars, (struct bar) { .device = device, .index = index });
	add_bar(arena, bars,
		(struct bar) {
			.device = device, .index = BARS_IVSHMEM - 1, .is_64 = true, .size = size });
}

/* Two pages, as ACRN's MCS9900 has them. */
static void add_vuart(struct arena *arena, struct bars *bars, const struct device *device)
{
	for (unsigned index = 0; index < 2; index++)
		add_bar(arena, bars, (struct bar) { .device = device, .index = index });
}

/* The BARs that the board's device has; a page more is for the MSI-X table that ACRN adds to some.
 */
static void add_passthrough(struct arena *arena, struct bars *bars, const struct board *board,
			    const struct device *device)
{
	unsigned index = 0;

	for (size_t i = 0; board && i < board->bar_count; i++) {
		if (board->bars[i].bdf != device->passthrough->bdf)
			continue;
		add_bar(arena, bars,
			(struct bar) {
				.device = device,
				.index = index,
				.is_64 = board->bars[i].is_64,
				.size = board->bars[i].size,
			});
		index++;
	}
	add_bar(arena, bars, (struct bar) { .device = device, .index = index });
}

/* Every BAR of the VM, in the order in which ACRN places those of the same size. */
static struct bars collect(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars bars = { 0 };

	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_VUART)
			add_vuart(arena, &bars, &vm->devices[i]);
	for (size_t i = 0; i < vm->device_count; i++)
		if (bars_are_fixed(vm, &vm->devices[i]))
			add_ivshmem(arena, &bars, &vm->devices[i]);
	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].kind == DEVICE_PASSTHROUGH)
			add_passthrough(arena, &bars, model->board, &vm->devices[i]);
	return bars;
}

/* Those below 4 GiB first, then by falling size. */
static bool is_before(const struct bar *a, const struct bar *b)
{
	return a->is_64 != b->is_64 ? b->is_64 : a->size > b->size;
}

/* Keeps the order of equals, which qsort() does not. */
static void sort(struct bars *bars)
{
	for (size_t i = 1; i < bars->count; i++) {
		struct bar bar = bars->all[i];
		size_t at = i;

		for (; at > 0 && is_before(&bar, &bars->all[at - 1]); at--)
			bars->all[at] = bars->all[at - 1];
		bars->all[at] = bar;
	}
}

static void take(struct space *space, struct board_window window)
{
	size_t at = space->taken_count;

	space->taken = arena_grow(space->arena, space->taken, space->taken_count, sizeof(window));
	for (; at > 0 && space->taken[at - 1].first > window.first; at--)
		space->taken[at] = space->taken[at - 1];
	space->taken[at] = window;
	space->taken_count++;
}

static struct space enter(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct space space = { .arena = arena, .windows = pre_launched, .window_count = 2 };

	if (vm->load_order == CFG_PRE_LAUNCHED)
		return space;
	space.windows = model->board->windows;
	space.window_count = model->board->window_count;
	for (size_t i = 0; i < model->board->taken_count; i++)
		take(&space, model->board->taken[i]);
	return space;
}

/* Rounds up to a multiple; false where that is beyond 64 bits. */
static bool align(uint64_t *address, uint64_t alignment)
{
	uint64_t rest = *address % alignment;

	return !rest || !__builtin_add_overflow(*address, alignment - rest, address);
}

/* The first free address of a window. What is taken comes by rising address, so that an address
 * that has moved past one range can meet only those that follow. */
static bool find_in(const struct space *space, struct board_window window, uint64_t size,
		    uint64_t *address)
{
	*address = window.first;
	if (!align(address, size))
		return false;
	for (size_t i = 0; i < space->taken_count; i++) {
		struct board_window taken = space->taken[i];

		if (taken.last < *address)
			continue;
		if (taken.first > *address && taken.first - *address >= size)
			break;
		if (__builtin_add_overflow(taken.last, 1, address) || !align(address, size))
			return false;
	}
	return *address <= window.last && window.last - *address >= size - 1;
}

static bool find(const struct space *space, bool is_64, uint64_t size, uint64_t *address)
{
	for (size_t i = 0; i < space->window_count; i++)
		if ((is_64 || space->windows[i].last <= UINT32_MAX) &&
		    find_in(space, space->windows[i], size, address))
			return true;
	return false;
}

static uint64_t find_largest(const struct space *space, const struct bar *bar)
{
	uint64_t address;

	for (uint64_t size = bar->size / 2; size >= PAGE_SIZE; size /= 2)
		if (find(space, bar->is_64, size, &address))
			return size;
	return 0;
}

static void place(struct space *space, struct bar *bar)
{
	bar->is_placed = find(space, bar->is_64, bar->size, &bar->address);
	if (bar->is_placed)
		take(space, (struct board_window) { bar->address, bar->address + bar->size - 1 });
	else
		bar->largest = find_largest(space, bar);
}

struct bars bars_place(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars bars = collect(arena, model, vm);
	struct space space = enter(arena, model, vm);

	sort(&bars);
	for (size_t i = 0; i < bars.count; i++)
		place(&space, &bars.all[i]);
	return bars;
}

const struct bar *bars_find(const struct bars *bars, const struct device *device, unsigned index)
{
	for (size_t i = 0; i < bars->count; i++)
		if (bars->all[i].device == device && bars->all[i].index == index)
			return &bars->all[i];
	return NULL;
}
