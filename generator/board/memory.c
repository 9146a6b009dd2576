/* SPDX-License-Identifier: BSD-3-Clause
 * memory.c: the addresses that the firmware leaves to PCI, and which are taken. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"

/* Addresses below belong to legacy PC devices, even if they are in a window. */
#define PCI_MEMORY_FIRST UINT64_C(0x100000)

/* The root bus in /proc/iomem: its lines are windows, every other line is taken. */
#define ROOT_BUS "PCI Bus 0000:00"

struct windows {
	struct board_window *all;
	size_t count;
};

/* The addresses of a board, as they are read. */
struct address_map {
	struct arena *arena;
	struct windows of_bus, taken;
	struct board_bar *bars;
	size_t bar_count;
};

static void add_window(struct address_map *map, struct windows *windows, struct board_window window)
{
	windows->all = arena_grow(map->arena, windows->all, windows->count, sizeof(window));
	windows->all[windows->count++] = window;
}

bool board_attribute_number(struct arena *arena, const xmlNode *node, const char *name,
			    uint64_t *value)
{
	const char *text = load_attribute(arena, node, name);

	return text && number_parse(text, strlen(text), UINT64_MAX, value);
}

/* A resource of memory that has a length. */
static bool read_window(struct arena *arena, const xmlNode *node, struct board_window *window)
{
	const char *type = load_attribute(arena, node, "type");

	return type && strcmp(type, "memory") == 0 &&
	       board_attribute_number(arena, node, "min", &window->first) &&
	       board_attribute_number(arena, node, "max", &window->last) &&
	       window->last >= window->first;
}

/* A bridge's windows and ACPI's resources have no width. */
static bool is_bar(const xmlNode *resource)
{
	return xmlHasProp(resource, BAD_CAST "width");
}

static void add_bar(struct address_map *map, const xmlNode *resource, struct board_window window,
		    uint16_t bdf)
{
	const char *width = load_attribute(map->arena, resource, "width");

	map->bars = arena_grow(map->arena, map->bars, map->bar_count, sizeof(*map->bars));
	map->bars[map->bar_count++] = (struct board_bar) {
		.bdf = bdf,
		.is_64 = strcmp(width, "64") == 0,
		.address = window.first,
		.size = window.last - window.first + 1,
	};
}

static void read_bus(struct address_map *map, const xmlNode *bus)
{
	struct board_window window;

	for (const xmlNode *node = load_child(bus, "resource"); node; node = load_next(node)) {
		if (!read_window(map->arena, node, &window))
			continue;
		if (is_bar(node))
			add_window(map, &map->taken, window);
		else if (window.first >= PCI_MEMORY_FIRST)
			add_window(map, &map->of_bus, window);
	}
}

static void read_device(struct address_map *map, const xmlNode *device, int bus)
{
	struct board_window window;
	uint16_t bdf;
	bool is_pci = board_bdf(map->arena, device, bus, &bdf);

	for (const xmlNode *node = load_child(device, "resource"); node; node = load_next(node)) {
		if (!read_window(map->arena, node, &window))
			continue;
		add_window(map, &map->taken, window);
		if (is_pci && is_bar(node) && window.first >= PCI_MEMORY_FIRST)
			add_bar(map, node, window, bdf);
	}
}

/* Reads the device tree below `parent`; `bus` is the nearest PCI bus around it, -1 for none. */
static void read_tree(struct address_map *map, const xmlNode *parent, int bus)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		int inner = bus;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "bus")) {
			inner = board_bus(map->arena, node);
			if (inner == 0)
				read_bus(map, node);
		} else if (xmlStrEqual(node->name, BAD_CAST "device")) {
			read_device(map, node, bus);
		} else {
			continue;
		}
		read_tree(map, node, inner);
	}
}

/* /proc/iomem: FIRST-LAST : NAME in hex, a line each. */
static void read_listing(struct address_map *map, const char *text)
{
	while (*text) {
		struct board_window window;
		const char *line_end;
		char *end;

		/* strtoull() would step over empty lines, and do so again from each of them. */
		text += strspn(text, " \t\r\n");
		line_end = text + strcspn(text, "\n");
		window.first = strtoull(text, &end, 16);
		if (end > text && *end == '-') {
			window.last = strtoull(end + 1, &end, 16);
			if (end < line_end && window.last >= window.first &&
			    !memmem(end, (size_t)(line_end - end), ROOT_BUS, strlen(ROOT_BUS)))
				add_window(map, &map->taken, window);
		}
		text = line_end;
	}
}

static int compare_windows(const void *left, const void *right)
{
	const struct board_window *a = left, *b = right;

	if (a->first != b->first)
		return a->first < b->first ? -1 : 1;
	return a->last < b->last ? -1 : a->last > b->last;
}

static void sort_windows(struct windows *windows)
{
	if (windows->count)
		qsort(windows->all, windows->count, sizeof(*windows->all), compare_windows);
}

void board_read_memory(struct arena *arena, const xmlNode *root, struct board *board)
{
	struct address_map map = { .arena = arena };
	const xmlNode *part;

	if ((part = load_child(root, "devices")))
		read_tree(&map, part, -1);
	if ((part = load_child(root, "IOMEM_INFO")))
		read_listing(&map, load_text(arena, part));
	sort_windows(&map.of_bus);
	sort_windows(&map.taken);
	board->windows = map.of_bus.all;
	board->window_count = map.of_bus.count;
	board->taken = map.taken.all;
	board->taken_count = map.taken.count;
	board->bars = map.bars;
	board->bar_count = map.bar_count;
}
