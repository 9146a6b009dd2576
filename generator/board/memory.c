/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: the addresses that the host bridge passes on, which of them are taken, and the BARs. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "schema/number.h"

/* Addresses below belong to legacy PC devices, even if they are in a window. */
#define PCI_MEMORY_FIRST UINT64_C(0x100000)

#define BAR_INDEX_MAX 5

struct windows {
	struct board_window *all; /* arena_grow()n */
	size_t count;
};

static void add_window(struct arena *arena, struct windows *windows, struct board_window window)
{
	windows->all = arena_grow(arena, windows->all, windows->count, sizeof(window));
	windows->all[windows->count++] = window;
}

/* Of those that begin at one address the longest comes first. */
static int compare_outer(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last > b->last ? -1 : a->last < b->last;
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

/* Sorts them, and leaves out what is there twice. */
static void make_set(struct windows *windows)
{
	size_t kept = 0;

	if (windows->count)
		qsort(windows->all, windows->count, sizeof(*windows->all), compare_windows);
	for (size_t i = 0; i < windows->count; i++)
		if (!kept || compare_windows(&windows->all[kept - 1], &windows->all[i]) != 0)
			windows->all[kept++] = windows->all[i];
	windows->count = kept;
}

/* Those that are not inside of another one, each once: both their ends rise. */
static struct windows outermost(struct arena *arena, const struct windows *windows)
{
	struct windows outer = { 0 };

	if (!windows->count)
		return outer;
	outer.all = arena_array(arena, windows->count, sizeof(*outer.all));
	memcpy(outer.all, windows->all, windows->count * sizeof(*outer.all));
	qsort(outer.all, windows->count, sizeof(*outer.all), compare_outer);
	for (size_t i = 0; i < windows->count; i++)
		if (!outer.count || outer.all[i].last > outer.all[outer.count - 1].last)
			outer.all[outer.count++] = outer.all[i];
	return outer;
}

/* Whether a window is inside of one of the outermost: the last that begins in front of it is the
 * one that ends last. */
static bool is_inside(const struct windows *outer, struct board_window window)
{
	size_t low = 0, high = outer->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (outer->all[middle].first <= window.first)
			low = middle + 1;
		else
			high = middle;
	}
	return low && outer->all[low - 1].last >= window.last;
}

static struct board_window window_of(const struct board_resource *resource)
{
	return (struct board_window) { resource->min, resource->max };
}

static bool is_memory(const struct board_resource *resource)
{
	return resource->kind == BOARD_MEMORY && resource->length;
}

/* The ID of a BAR is "bar" and its index. */
static bool has_bar_id(const struct board_resource *resource)
{
	return resource->id && strncmp(resource->id, "bar", 3) == 0;
}

/* What the host bridge passes on is what a bus has, but for BARs. */
static struct windows find_windows(struct arena *arena, const struct board_tree *tree)
{
	struct windows windows = { 0 };

	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];

		for (size_t j = 0; node->is_bus && j < node->resource_count; j++) {
			const struct board_resource *resource = &node->resources[j];

			if (is_memory(resource) && !resource->has_width && !has_bar_id(resource) &&
			    resource->min >= PCI_MEMORY_FIRST)
				add_window(arena, &windows, window_of(resource));
		}
	}
	make_set(&windows);
	return windows;
}

static bool is_bridge(const struct board_node *node)
{
	const struct board_node *child = node->is_bus ? NULL : node->first_child;

	while (child && !(child->is_bus && child->bus >= 0))
		child = child->next;
	return child;
}

/* The memory that bridges have, and that other devices have in BARs. */
struct natives {
	struct windows bridges, bars;
};

static struct natives find_natives(struct arena *arena, const struct board_tree *tree)
{
	struct natives natives = { 0 };

	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];
		bool has_bus = is_bridge(node);

		for (size_t j = 0; !node->is_bus && j < node->resource_count; j++) {
			const struct board_resource *resource = &node->resources[j];

			if (!is_memory(resource))
				continue;
			if (has_bus)
				add_window(arena, &natives.bridges, window_of(resource));
			else if (resource->id && resource->has_width)
				add_window(arena, &natives.bars, window_of(resource));
		}
	}
	return natives;
}

/* What is taken of the windows: the bridges' own windows, with all that is behind them, and the
 * BARs of the other devices. */
static struct windows find_taken(struct arena *arena, const struct board_tree *tree,
				 const struct windows *windows)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct natives natives = find_natives(scratch, tree);
	struct windows bridges = outermost(scratch, &natives.bridges);
	struct windows outer = outermost(scratch, windows), taken = { 0 };

	for (size_t i = 0; i < bridges.count; i++)
		if (is_inside(&outer, bridges.all[i]))
			add_window(arena, &taken, bridges.all[i]);
	for (size_t i = 0; i < natives.bars.count; i++)
		if (is_inside(&outer, natives.bars.all[i]) &&
		    !is_inside(&bridges, natives.bars.all[i]))
			add_window(arena, &taken, natives.bars.all[i]);
	make_set(&taken);
	return taken;
}

static bool read_bar(const struct board_resource *resource, struct board_bar *bar)
{
	uint64_t index;

	if ((resource->kind != BOARD_MEMORY && resource->kind != BOARD_IO_PORT) ||
	    !resource->length || !has_bar_id(resource) ||
	    !number_parse_range(resource->id + 3, 0, BAR_INDEX_MAX, &index))
		return false;
	bar->index = (unsigned)index;
	bar->is_io = resource->kind == BOARD_IO_PORT;
	bar->is_64 = !bar->is_io && resource->is_64;
	bar->address = resource->min;
	bar->size = resource->max - resource->min + 1;
	return bar->is_io || (resource->has_width && resource->min >= PCI_MEMORY_FIRST);
}

/* The BARs of a part of a function are the function's. */
static void read_bars(struct arena *arena, const struct board_tree *tree, struct board *board)
{
	struct board_bar *bars = NULL, bar;

	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];

		for (size_t j = 0; node->function && j < node->resource_count; j++) {
			if (!read_bar(&node->resources[j], &bar))
				continue;
			bar.bdf = node->function->bdf;
			bar.place = node->number;
			bars = arena_grow(arena, bars, board->bar_count, sizeof(*bars));
			bars[board->bar_count++] = bar;
		}
	}
	board->bars = bars;
}

void board_read_memory(struct arena *arena, const struct board_tree *tree, struct board *board)
{
	struct windows windows = find_windows(arena, tree);
	struct windows taken = find_taken(arena, tree, &windows);

	board->windows = windows.all;
	board->window_count = windows.count;
	board->taken = taken.all;
	board->taken_count = taken.count;
	read_bars(arena, tree, board);
}
