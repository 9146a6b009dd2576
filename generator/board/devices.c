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

static void read_nodes(struct reading *reading, const struct board_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];

		if (node->has_bdf)
			add_device(reading, (struct board_device) {
						    .bdf = node->bdf,
						    .is_function = node->is_pci_function,
						    .class_code = node->class_code,
						    .vendor = node->vendor,
						    .identifier = node->identifier,
						    .place = node->number,
						    .end = node->end,
					    });
	}
}

/* lspci's listing: lines that begin with a BDF, between others that do not. Old boards have no
 * device tree, and no board's tree has the host bridge. */
static void read_listing(struct reading *reading, const char *text)
{
	while (*text) {
		uint16_t bdf;
		size_t length;

		text += strspn(text, " \t\r\n");
		if (bdf_parse(text, &bdf, &length) && text[length] == ' ')
			add_device(reading,
				   (struct board_device) { .bdf = bdf, .is_function = true });
		text += strcspn(text, "\n");
	}
}

static size_t unique_devices(struct board_device *devices, size_t count)
{
	size_t kept = 0;

	qsort(devices, count, sizeof(*devices), compare_devices);
	for (size_t i = 0; i < count; i++)
		if (!kept || devices[kept - 1].bdf != devices[i].bdf)
			devices[kept++] = devices[i];
		else
			devices[kept - 1].is_function |= devices[i].is_function;
	return kept;
}

void board_read_devices(struct arena *arena, const xmlNode *root, const struct board_tree *tree,
			struct board *board)
{
	struct reading reading = { .arena = arena };
	const xmlNode *listing = load_child(root, "PCI_DEVICE");

	read_nodes(&reading, tree);
	if (listing)
		read_listing(&reading, load_text(arena, listing));
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
