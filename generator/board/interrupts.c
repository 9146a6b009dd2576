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

/* A function has one of the pins INTA to INTD, and a device that routes pins has few resources.
 * What is beyond is ignored: many pins may name one device, so that this bounds the cost for any
 * input, as does the limit of a resource's lines. */
#define PINS_MAX      4u
#define RESOURCES_MAX 64u

/* The lines of a board, as they are read. */
struct lines {
	struct arena *arena;
	struct arena *scratch;
	const struct board_tree *tree;
	struct string_map *objects; /* the path of an ACPI object -> its device; NULL at first */
	struct board_interrupt *all;
	size_t count;
};

static void add_line(struct lines *lines, uint32_t line, uint16_t bdf)
{
	lines->all = arena_grow(lines->arena, lines->all, lines->count, sizeof(*lines->all));
	lines->all[lines->count++] = (struct board_interrupt) { bdf, line };
}

static void add_lines(struct lines *lines, const struct board_resource *irq, uint16_t bdf)
{
	for (size_t i = 0; i < irq->line_count; i++)
		add_line(lines, irq->lines[i], bdf);
}

/* The device with that path; most boards need none, so that all are looked for when the first is.
 */
static const struct board_node *find_object(struct lines *lines, const char *path)
{
	if (!lines->objects)
		lines->objects = board_map_objects(lines->scratch, lines->tree);
	return string_map_find(lines->objects, path);
}

/* The lines of the ACPI object that routes a pin: its resource number `index`, the first that has
 * this ID. */
static void add_routed(struct lines *lines, const struct board_resource *pin, uint16_t bdf)
{
	const struct board_node *router = find_object(lines, pin->source);
	const char *id = arena_printf(lines->scratch, "res%u", pin->index);

	for (size_t i = 0; router && i < router->resource_count && i < RESOURCES_MAX; i++) {
		const struct board_resource *resource = &router->resources[i];

		if (resource->kind == BOARD_IRQ && resource->id && strcmp(resource->id, id) == 0) {
			add_lines(lines, resource, bdf);
			return;
		}
	}
}

static void add_pin(struct lines *lines, const struct board_resource *pin, uint16_t bdf)
{
	uint64_t line;

	if (!pin->source)
		return;
	if (number_parse_decimal(pin->source, strlen(pin->source), UINT32_MAX, &line))
		add_line(lines, (uint32_t)line, bdf);
	else
		add_routed(lines, pin, bdf);
}

/* Devices without MSI and MSI-X; not legacy serial ports (PNP0501), which the hypervisor emulates.
 */
static bool needs_lines(const struct board_node *node)
{
	return node->has_bdf && !node->has_msi && !(node->id && strcmp(node->id, "PNP0501") == 0);
}

static void read_device(struct lines *lines, const struct board_node *node)
{
	unsigned pins = 0;

	for (size_t i = 0; i < node->resource_count; i++) {
		const struct board_resource *resource = &node->resources[i];

		if (resource->kind == BOARD_IRQ)
			add_lines(lines, resource, node->bdf);
		else if (resource->kind == BOARD_INTERRUPT_PIN && pins++ < PINS_MAX)
			add_pin(lines, resource, node->bdf);
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

	while ((text = board_next_number(text, &irq)))
		if (irq < 64)
			irqs |= UINT64_C(1) << irq;
	return irqs;
}

void board_read_interrupts(struct arena *arena, const xmlNode *root, const struct board_tree *tree,
			   struct board *board)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct lines lines = { .arena = arena, .scratch = scratch, .tree = tree };
	const xmlNode *irqs = load_child(root, "AVAILABLE_IRQ_INFO");

	for (size_t i = 0; i < tree->count; i++)
		if (needs_lines(tree->nodes[i]))
			read_device(&lines, tree->nodes[i]);
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
