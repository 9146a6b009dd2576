/* SPDX-License-Identifier: BSD-3-Clause
 * bars.c: first fit into the windows of a VM's bus 0: in ACRN's order, or in one that has room for
 * more. */
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

/* The BARs' addresses of a VM: windows, and what of them is taken, both by rising address. No two
 * ranges that are taken overlap. */
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

/* ACRN's order: those below 4 GiB first, then by falling size. */
static bool is_before_in_acrn(const struct bar *a, const struct bar *b)
{
	return a->is_64 != b->is_64 ? b->is_64 : a->size > b->size;
}

static bool is_larger(const struct bar *a, const struct bar *b)
{
	return a->size > b->size;
}

/* Keeps the order of equals, which qsort() does not. */
static void sort(struct bars *bars, bool (*is_before)(const struct bar *, const struct bar *))
{
	for (size_t i = 1; i < bars->count; i++) {
		struct bar bar = bars->all[i];
		size_t at = i;

		for (; at > 0 && is_before(&bar, &bars->all[at - 1]); at--)
			bars->all[at] = bars->all[at - 1];
		bars->all[at] = bar;
	}
}

/* Whether a window is only for 64-bit BARs. */
static bool is_high(struct board_window window)
{
	return window.last > UINT32_MAX;
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

/* Takes a range that begins at or behind the start of the last one. */
static void take_next(struct space *space, struct board_window window)
{
	struct board_window *last =
		space->taken_count ? &space->taken[space->taken_count - 1] : NULL;

	if (!last || window.first > last->last)
		take(space, window);
	else if (window.last > last->last)
		last->last = window.last;
}

/* The index of the first range taken that ends at an address or behind it: the search takes few
 * steps where a board has many windows. */
static size_t find_taken(const struct space *space, uint64_t address)
{
	size_t low = 0, high = space->taken_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (space->taken[middle].last < address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	return a->first < b->first ? -1 : a->first > b->first;
}

/* The native addresses of the BARs that the Service VM does not have, by rising address. */
static struct board_window *find_freed(struct arena *arena, const struct model *model,
				       size_t *count)
{
	const struct board *board = model->board;
	struct board_window *freed = NULL;

	*count = 0;
	for (size_t i = 0; i < board->bar_count; i++) {
		const struct board_bar *bar = &board->bars[i];

		if (CFG_BDF_BUS(bar->bdf) || !model->is_passed_through[bar->bdf])
			continue;
		freed = arena_grow(arena, freed, *count, sizeof(*freed));
		freed[(*count)++] =
			(struct board_window) { bar->address, bar->address + (bar->size - 1) };
	}
	if (*count)
		qsort(freed, *count, sizeof(*freed), compare_windows);
	return freed;
}

/* Takes what the board has, without the ranges inside a BAR of a device that a pre-launched VM has.
 * Both lists rise: a range is inside of one if the last end of those that begin before it is behind
 * it. */
static void take_natives(struct space *space, const struct model *model)
{
	const struct board *board = model->board;
	size_t freed_count, next = 0;
	const struct board_window *freed = find_freed(space->arena, model, &freed_count);
	uint64_t last = 0;

	for (size_t i = 0; i < board->taken_count; i++) {
		struct board_window taken = board->taken[i];

		for (; next < freed_count && freed[next].first <= taken.first; next++)
			if (freed[next].last > last)
				last = freed[next].last;
		if (!next || taken.last > last)
			take_next(space, taken);
	}
}

static struct space enter(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct space space = { .arena = arena, .windows = pre_launched, .window_count = 2 };

	if (vm->load_order == CFG_PRE_LAUNCHED)
		return space;
	space.windows = model->board->windows;
	space.window_count = model->board->window_count;
	take_natives(&space, model);
	return space;
}

/* How many bytes of the window nothing has taken. */
static uint64_t free_of(const struct space *space, struct board_window window)
{
	uint64_t next = window.first, size = 0;

	for (size_t i = find_taken(space, window.first);
	     i < space->taken_count && space->taken[i].first <= window.last; i++) {
		struct board_window taken = space->taken[i];

		if (taken.first > next)
			size += taken.first - next;
		if (taken.last >= window.last)
			return size;
		next = taken.last + 1;
	}
	return size + (window.last - next + 1);
}

struct bars_room bars_room(struct arena *arena, const struct model *model, const struct vm *vm)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct space space = enter(scratch, model, vm);
	struct bars_room room = { 0 };

	for (size_t i = 0; i < space.window_count; i++) {
		room.size += space.windows[i].last - space.windows[i].first + 1;
		room.free += free_of(&space, space.windows[i]);
	}
	return room;
}

/* A space's windows with those first that 32-bit BARs cannot use. */
static const struct board_window *high_windows_first(const struct space *space)
{
	struct board_window *windows =
		arena_alloc(space->arena, space->window_count * sizeof(*windows));
	size_t count = 0;

	for (size_t i = 0; i < space->window_count; i++)
		if (is_high(space->windows[i]))
			windows[count++] = space->windows[i];
	for (size_t i = 0; i < space->window_count; i++)
		if (!is_high(space->windows[i]))
			windows[count++] = space->windows[i];
	return windows;
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
	for (size_t i = find_taken(space, *address);
	     i < space->taken_count && *address <= window.last; i++) {
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
		if ((is_64 || !is_high(space->windows[i])) &&
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

/* Places all BARs in their order; returns how many have no address. */
static size_t place_all(struct space *space, struct bars *bars)
{
	size_t unplaced = 0;

	for (size_t i = 0; i < bars->count; i++) {
		place(space, &bars->all[i]);
		unplaced += !bars->all[i].is_placed;
	}
	return unplaced;
}

/* Places the largest first, and those that may lie above 4 GiB there, if they can: since a BAR's
 * size is a power of two and divides its address, no other order has room where this has none. */
static size_t pack(struct space *space, struct bars *bars)
{
	space->windows = high_windows_first(space);
	sort(bars, is_larger);
	return place_all(space, bars);
}

struct bars bars_place(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct bars in_acrn = collect(arena, model, vm), packed;
	struct space space = enter(arena, model, vm);
	size_t unplaced;

	sort(&in_acrn, is_before_in_acrn);
	unplaced = place_all(&space, &in_acrn);
	if (!unplaced)
		return in_acrn;
	packed = collect(arena, model, vm);
	space = enter(arena, model, vm);
	return pack(&space, &packed) < unplaced ? packed : in_acrn;
}

const struct bar *bars_find(const struct bars *bars, const struct device *device, unsigned index)
{
	for (size_t i = 0; i < bars->count; i++)
		if (bars->all[i].device == device && bars->all[i].index == index)
			return &bars->all[i];
	return NULL;
}
