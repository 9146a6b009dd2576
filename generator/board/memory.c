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

/* A board being read. */
struct reading {
	struct arena *arena;
	struct windows of_bus, of_devices, others;
	struct board_bar *bars;
	size_t bar_count;
};

static void add_window(struct reading *reading, struct windows *windows, struct board_window window)
{
	windows->all = arena_grow(reading->arena, windows->all, windows->count, sizeof(window));
	windows->all[windows->count++] = window;
}

static bool attribute_number(struct arena *arena, const xmlNode *node, const char *name,
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
	       attribute_number(arena, node, "min", &window->first) &&
	       attribute_number(arena, node, "max", &window->last) && window->last >= window->first;
}

/* A bridge's windows and ACPI's resources have no width. */
static bool is_bar(const xmlNode *resource)
{
	return xmlHasProp(resource, BAD_CAST "width");
}

static void add_bar(struct reading *reading, const xmlNode *resource, struct board_window window,
		    uint16_t bdf)
{
	const char *width = load_attribute(reading->arena, resource, "width");

	reading->bars = arena_grow(reading->arena, reading->bars, reading->bar_count,
				   sizeof(*reading->bars));
	reading->bars[reading->bar_count++] = (struct board_bar) {
		.bdf = bdf,
		.is_64 = strcmp(width, "64") == 0,
		.size = window.last - window.first + 1,
	};
}

static void read_bus(struct reading *reading, const xmlNode *bus)
{
	struct board_window window;

	for (const xmlNode *node = load_child(bus, "resource"); node; node = load_next(node)) {
		if (!read_window(reading->arena, node, &window))
			continue;
		if (is_bar(node))
			add_window(reading, &reading->others, window);
		else if (window.first >= PCI_MEMORY_FIRST)
			add_window(reading, &reading->of_bus, window);
	}
}

static void read_device(struct reading *reading, const xmlNode *device, int bus)
{
	struct board_window window;
	uint16_t bdf;
	bool is_pci = board_bdf(reading->arena, device, bus, &bdf);

	for (const xmlNode *node = load_child(device, "resource"); node; node = load_next(node)) {
		if (!read_window(reading->arena, node, &window))
			continue;
		add_window(reading, is_pci ? &reading->of_devices : &reading->others, window);
		if (is_pci && is_bar(node) && window.first >= PCI_MEMORY_FIRST)
			add_bar(reading, node, window, bdf);
	}
}

/* Reads the device tree below `parent`; `bus` is the nearest PCI bus around it, -1 for none. */
static void read_tree(struct reading *reading, const xmlNode *parent, int bus)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		int inner = bus;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "bus")) {
			inner = board_bus(reading->arena, node);
			if (inner == 0)
				read_bus(reading, node);
		} else if (xmlStrEqual(node->name, BAD_CAST "device")) {
			read_device(reading, node, bus);
		} else {
			continue;
		}
		read_tree(reading, node, inner);
	}
}

/* /proc/iomem: FIRST-LAST : NAME in hex, a line each. */
static void read_listing(struct reading *reading, const char *text)
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
				add_window(reading, &reading->others, window);
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

/* Sets the end of each device to the lowest end of it and those behind it: so that the first device
 * behind an address shows whether any of them fits into a window. */
static void fold_ends(struct windows *devices)
{
	sort_windows(devices);
	for (size_t i = devices->count; i-- > 1;)
		if (devices->all[i].last < devices->all[i - 1].last)
			devices->all[i - 1].last = devices->all[i].last;
}

/* Whether a device is in the window; `devices` is folded. */
static bool has_device(const struct windows *devices, struct board_window window)
{
	size_t low = 0, high = devices->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (devices->all[middle].first < window.first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < devices->count && devices->all[low].last <= window.last;
}

/* Removes windows in which the firmware has put no device: chipsets keep hidden devices there. */
static void keep_used_windows(struct reading *reading)
{
	size_t kept = 0;

	fold_ends(&reading->of_devices);
	for (size_t i = 0; i < reading->of_bus.count; i++)
		if (has_device(&reading->of_devices, reading->of_bus.all[i]))
			reading->of_bus.all[kept++] = reading->of_bus.all[i];
	reading->of_bus.count = kept;
}

void board_read_memory(struct arena *arena, const xmlNode *root, struct board *board)
{
	struct reading reading = { .arena = arena };
	const xmlNode *part;

	if ((part = load_child(root, "devices")))
		read_tree(&reading, part, -1);
	if ((part = load_child(root, "IOMEM_INFO")))
		read_listing(&reading, load_text(arena, part));
	for (size_t i = 0; i < reading.of_devices.count; i++)
		add_window(&reading, &reading.others, reading.of_devices.all[i]);
	keep_used_windows(&reading);
	sort_windows(&reading.of_bus);
	sort_windows(&reading.others);
	board->windows = reading.of_bus.all;
	board->window_count = reading.of_bus.count;
	board->taken = reading.others.all;
	board->taken_count = reading.others.count;
	board->bars = reading.bars;
	board->bar_count = reading.bar_count;
}
