/* SPDX-License-Identifier: BSD-3-Clause
 * interrupts.c: the interrupt lines of PCI functions that cannot do without, and the IRQs that no
 * device of the board has. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"

/* An interrupt descriptor of ACPI has at most 255 lines, and a device that routes pins few
 * resources. What is beyond is ignored: many pins may name one device, so that this bounds the cost
 * for any input. */
#define LINES_MAX     255u
#define RESOURCES_MAX 64u

/* The lines of a board, as they are read. */
struct lines {
	struct arena *arena;
	struct arena *scratch;
	const xmlNode *devices;
	struct string_map *objects; /* the path of an ACPI object -> its <device>; NULL at first */
	struct board_interrupt *all;
	size_t count;
};

static bool is_of_type(struct arena *arena, const xmlNode *resource, const char *wanted)
{
	const char *type = load_attribute(arena, resource, "type");

	return type && strcmp(type, wanted) == 0;
}

/* The next of the numbers that a list has with commas and white space between them. Returns where
 * it ends, NULL behind the last. */
static const char *next_number(const char *text, uint64_t *number)
{
	size_t length;

	for (text += strspn(text, ", \t\r\n"); *text; text += strspn(text, ", \t\r\n")) {
		length = strcspn(text, ", \t\r\n");
		if (number_parse_decimal(text, length, UINT32_MAX, number))
			return text + length;
		text += length;
	}
	return NULL;
}

static void add_lines(struct lines *lines, const xmlNode *resource, uint16_t bdf)
{
	const char *text = load_attribute(lines->scratch, resource, "int");
	uint64_t line;

	for (unsigned i = 0; text && i < LINES_MAX && (text = next_number(text, &line)); i++) {
		lines->all =
			arena_grow(lines->arena, lines->all, lines->count, sizeof(*lines->all));
		lines->all[lines->count++] = (struct board_interrupt) { bdf, (uint32_t)line };
	}
}

static void enter_objects(struct lines *lines, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		const xmlNode *object;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		object = xmlStrEqual(node->name, BAD_CAST "device")
				 ? load_child(node, "acpi_object")
				 : NULL;
		if (object)
			string_map_put(lines->objects, load_text(lines->scratch, object), node);
		enter_objects(lines, node);
	}
}

/* The device with that path; most boards need none, so that all are looked for when the first is.
 */
static const xmlNode *find_object(struct lines *lines, const char *path)
{
	if (!lines->objects) {
		lines->objects = string_map_new(lines->scratch, 0);
		enter_objects(lines, lines->devices);
	}
	return string_map_find(lines->objects, path);
}

/* The lines of the ACPI object that routes a pin: its resource number `index`. */
static void add_routed(struct lines *lines, const xmlNode *pin, const char *source, uint16_t bdf)
{
	const xmlNode *router = find_object(lines, source);
	const char *index = load_attribute(lines->scratch, pin, "index");
	const char *id = arena_printf(lines->scratch, "res%s", index ? index : "0");
	const xmlNode *node = router ? load_child(router, "resource") : NULL;

	for (unsigned i = 0; node && i < RESOURCES_MAX; i++, node = load_next(node)) {
		const char *name = load_attribute(lines->scratch, node, "id");

		if (name && strcmp(name, id) == 0 && is_of_type(lines->scratch, node, "irq"))
			add_lines(lines, node, bdf);
	}
}

static void add_pin(struct lines *lines, const xmlNode *pin, uint16_t bdf)
{
	const char *source = load_attribute(lines->scratch, pin, "source");
	uint64_t line;

	if (!source)
		return;
	if (!number_parse_decimal(source, strlen(source), UINT32_MAX, &line)) {
		add_routed(lines, pin, source, bdf);
		return;
	}
	lines->all = arena_grow(lines->arena, lines->all, lines->count, sizeof(*lines->all));
	lines->all[lines->count++] = (struct board_interrupt) { bdf, (uint32_t)line };
}

/* Devices without MSI and MSI-X; not legacy serial ports (PNP0501), which the hypervisor emulates.
 */
static bool needs_lines(struct arena *arena, const xmlNode *device)
{
	const char *id = load_attribute(arena, device, "id");

	for (const xmlNode *node = load_child(device, "capability"); node; node = load_next(node)) {
		const char *name = load_attribute(arena, node, "id");

		if (name && (strcmp(name, "MSI") == 0 || strcmp(name, "MSI-X") == 0))
			return false;
	}
	return !id || strcmp(id, "PNP0501") != 0;
}

static void read_device(struct lines *lines, const xmlNode *device, int bus)
{
	uint16_t bdf;

	if (!board_bdf(lines->scratch, device, bus, &bdf) || !needs_lines(lines->scratch, device))
		return;
	for (const xmlNode *node = load_child(device, "resource"); node; node = load_next(node)) {
		if (is_of_type(lines->scratch, node, "irq"))
			add_lines(lines, node, bdf);
		else if (is_of_type(lines->scratch, node, "interrupt_pin"))
			add_pin(lines, node, bdf);
	}
}

/* Reads the devices below `parent`; `bus` is the nearest PCI bus around it, -1 for none. */
static void read_devices(struct lines *lines, const xmlNode *parent, int bus)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		int inner = bus;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "bus"))
			inner = board_bus(lines->scratch, node);
		else if (xmlStrEqual(node->name, BAD_CAST "device"))
			read_device(lines, node, bus);
		else
			continue;
		read_devices(lines, node, inner);
	}
}

static int compare_lines(const void *left, const void *right)
{
	const struct board_interrupt *a = left, *b = right;

	if (a->bdf != b->bdf)
		return a->bdf < b->bdf ? -1 : 1;
	return a->line < b->line ? -1 : a->line > b->line;
}

static uint64_t read_free_irqs(const char *text)
{
	uint64_t irqs = 0, irq;

	while ((text = next_number(text, &irq)))
		if (irq < 64)
			irqs |= UINT64_C(1) << irq;
	return irqs;
}

void board_read_interrupts(struct arena *arena, const xmlNode *root, struct board *board)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct lines lines = {
		.arena = arena,
		.scratch = scratch,
		.devices = load_child(root, "devices"),
	};
	const xmlNode *irqs = load_child(root, "AVAILABLE_IRQ_INFO");

	if (lines.devices)
		read_devices(&lines, lines.devices, -1);
	if (lines.count)
		qsort(lines.all, lines.count, sizeof(*lines.all), compare_lines);
	board->interrupts = lines.all;
	board->interrupt_count = lines.count;
	if (irqs)
		board->free_irqs = read_free_irqs(load_text(scratch, irqs));
}

const struct board_interrupt *board_interrupts(const struct board *board, uint16_t bdf,
					       size_t *count)
{
	size_t low = 0, high = board->interrupt_count, end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (board->interrupts[middle].bdf < bdf)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < board->interrupt_count && board->interrupts[end].bdf == bdf;)
		end++;
	*count = end - low;
	return *count ? &board->interrupts[low] : NULL;
}
