/* SPDX-License-Identifier: BSD-3-Clause
 * devices.c: the PCI devices of a board. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/bdf.h"

/* The devices as they are read. */
struct reading {
	struct arena *arena;
	struct board_device *devices; /* arena_grow()n */
	size_t count;
};

/* What lspci says about a device, behind its address: a line of a text, or a text of one line. */
static const char *description_of(struct arena *arena, const char *line)
{
	size_t length = strcspn(line, "\r\n");
	uint16_t bdf;
	size_t address;

	if (bdf_parse(line, &bdf, &address) && line[address] == ' ') {
		line += address + 1;
		length -= address + 1;
	}
	return arena_copy(arena, line, length);
}

/* By BDF; of one device the entry with a class code comes first. */
static int compare_devices(const void *left, const void *right)
{
	const struct board_device *a = left, *b = right;

	if (a->bdf != b->bdf)
		return a->bdf < b->bdf ? -1 : 1;
	return a->class_code > b->class_code ? -1 : a->class_code < b->class_code;
}

static void add_device(struct reading *reading, struct board_device device)
{
	reading->devices = arena_grow(reading->arena, reading->devices, reading->count,
				      sizeof(*reading->devices));
	reading->devices[reading->count++] = device;
}

static struct board_device device_of(struct arena *arena, const struct board_node *node)
{
	struct board_device device = {
		.bdf = node->bdf,
		.is_function = node->is_pci_function,
		.class_code = node->class_code,
		.vendor = node->vendor,
		.identifier = node->identifier,
		.place = node->number,
		.end = node->end,
		.at = node->at,
	};

	if (node->description && *node->description)
		device.description = description_of(arena, node->description);
	return device;
}

static void read_nodes(struct reading *reading, const struct board_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];

		if (node->has_bdf)
			add_device(reading, device_of(reading->arena, node));
	}
}

/* lspci's listing: lines that begin with a BDF, between others that do not. Old boards have no
 * device tree, and no board's tree has the host bridge. */
static void read_listing(struct reading *reading, const struct doc *doc, const xmlNode *listing)
{
	const char *whole = load_text(reading->arena, listing), *text = whole;
	struct span at = load_text_span(doc, listing);
	bool is_verbatim = at.end - at.start == strlen(whole);

	while (*text) {
		struct board_device device = { .is_function = true, .at = at };
		size_t length;

		text += strspn(text, " \t\r\n");
		if (bdf_parse(text, &device.bdf, &length) && text[length] == ' ') {
			device.description = description_of(reading->arena, text);
			if (is_verbatim)
				device.at =
					source_span(at.source, at.start + (size_t)(text - whole),
						    at.start + (size_t)(text - whole) + length);
			add_device(reading, device);
		}
		text += strcspn(text, "\n");
	}
}

/* What only another entry of the same device has. */
static void join(struct board_device *device, const struct board_device *other)
{
	device->is_function |= other->is_function;
	if (!device->description)
		device->description = other->description;
}

static size_t unique_devices(struct board_device *devices, size_t count)
{
	size_t kept = 0;

	qsort(devices, count, sizeof(*devices), compare_devices);
	for (size_t i = 0; i < count; i++)
		if (!kept || devices[kept - 1].bdf != devices[i].bdf)
			devices[kept++] = devices[i];
		else
			join(&devices[kept - 1], &devices[i]);
	return kept;
}

void board_read_devices(struct arena *arena, const struct doc *doc, const struct board_tree *tree,
			struct board *board)
{
	struct reading reading = { .arena = arena };
	const xmlNode *listing = load_child(xmlDocGetRootElement(doc->xml), "PCI_DEVICE");

	read_nodes(&reading, tree);
	if (listing)
		read_listing(&reading, doc, listing);
	board->devices = reading.devices;
	if (reading.count)
		board->device_count = unique_devices(reading.devices, reading.count);
	board->bus_count = (unsigned)(tree->last_bus + 1);
}

const struct board_device *board_device(const struct board *board, uint16_t bdf)
{
	size_t low = 0, high = board->device_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (board->devices[middle].bdf < bdf)
			low = middle + 1;
		else
			high = middle;
	}
	return low < board->device_count && board->devices[low].bdf == bdf ? &board->devices[low]
									   : NULL;
}
