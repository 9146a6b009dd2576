/* SPDX-License-Identifier: BSD-3-Clause
 * space.c: a VM's windows for BARs, and first fit into them. */
#include "plan/space.h"

#include <stdlib.h>

#include "base/arena.h"

#define GIB (UINT64_C(1) << 30)

/* Where ACRN's hypervisor has room for the BARs of a pre-launched VM: 2 GiB to 3.5 GiB, and 256 GiB
 * to 512 GiB. */
static const struct board_window pre_launched[] = {
	{ 2 * GIB, 7 * GIB / 2 - 1 },
	{ 256 * GIB, 512 * GIB - 1 },
};

bool space_is_high(struct board_window window)
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

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

bool space_keeps(const struct model *model, const struct board_bar *bar)
{
	return CFG_BDF_BUS(bar->bdf) || !model->is_passed_through[bar->bdf];
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

		if (bar->is_io || space_keeps(model, bar))
			continue;
		freed = arena_grow(arena, freed, *count, sizeof(*freed));
		freed[(*count)++] =
			(struct board_window) { bar->address, bar->address + (bar->size - 1) };
	}
	if (*count)
		qsort(freed, *count, sizeof(*freed), compare_windows);
	return freed;
}

/* Takes what the board has, without the BARs of devices that a pre-launched VM has. Both lists
 * rise. */
static void take_natives(struct space *space, const struct model *model)
{
	const struct board *board = model->board;
	size_t freed_count, next = 0;
	const struct board_window *freed = find_freed(space->arena, model, &freed_count);

	for (size_t i = 0; i < board->taken_count; i++) {
		const struct board_window *taken = &board->taken[i];

		while (next < freed_count && compare_windows(&freed[next], taken) < 0)
			next++;
		if (next == freed_count || compare_windows(&freed[next], taken) != 0)
			take_next(space, *taken);
	}
}

/* The windows that are high, or those that are not, before the others. */
static void order_windows(struct space *space, bool is_high_first)
{
	struct board_window *ordered =
		arena_array(space->arena, space->window_count, sizeof(*ordered));
	size_t count = 0;

	for (size_t i = 0; i < space->window_count; i++)
		if (space_is_high(space->windows[i]) == is_high_first)
			ordered[count++] = space->windows[i];
	for (size_t i = 0; i < space->window_count; i++)
		if (space_is_high(space->windows[i]) != is_high_first)
			ordered[count++] = space->windows[i];
	space->windows = ordered;
}

struct space space_enter(struct arena *arena, const struct model *model, const struct vm *vm)
{
	struct space space = { .arena = arena, .windows = pre_launched, .window_count = 2 };

	if (vm->load_order == CFG_PRE_LAUNCHED)
		return space;
	space.windows = model->board->windows;
	space.window_count = model->board->window_count;
	order_windows(&space, false);
	take_natives(&space, model);
	return space;
}

void space_search_high_first(struct space *space)
{
	order_windows(space, true);
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
	uint64_t alignment = size < SPACE_PAGE ? SPACE_PAGE : size;

	*address = window.first;
	if (!align(address, alignment))
		return false;
	for (size_t i = find_taken(space, *address);
	     i < space->taken_count && *address <= window.last; i++) {
		struct board_window taken = space->taken[i];

		if (taken.last < *address)
			continue;
		if (taken.first > *address && taken.first - *address >= size)
			break;
		if (__builtin_add_overflow(taken.last, 1, address) || !align(address, alignment))
			return false;
	}
	return *address <= window.last && window.last - *address >= size - 1;
}

bool space_find(const struct space *space, bool is_64, uint64_t size, uint64_t *address)
{
	for (size_t i = 0; i < space->window_count; i++)
		if ((is_64 || !space_is_high(space->windows[i])) &&
		    find_in(space, space->windows[i], size, address))
			return true;
	return false;
}

void space_take(struct space *space, uint64_t address, uint64_t size)
{
	take(space, (struct board_window) { address, address + (size - 1) });
}

uint64_t space_size(const struct space *space)
{
	uint64_t size = 0;

	for (size_t i = 0; i < space->window_count; i++)
		size += space->windows[i].last - space->windows[i].first + 1;
	return size;
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

uint64_t space_free(const struct space *space)
{
	uint64_t size = 0;

	for (size_t i = 0; i < space->window_count; i++)
		size += free_of(space, space->windows[i]);
	return size;
}
