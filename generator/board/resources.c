/* SPDX-License-Identifier: BSD-3-Clause
 * resources.c: the resources of the board's buses and devices. */
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"

/* An interrupt descriptor of ACPI has at most 255 lines. What is beyond is ignored: many pins may
 * name one device, so that this bounds the cost for any input. */
#define LINES_MAX 255u

#define SEPARATORS ", \t\r\n"

const char *board_next_number(const char *text, uint64_t *number)
{
	size_t length;

	for (text += strspn(text, SEPARATORS); *text; text += strspn(text, SEPARATORS)) {
		length = strcspn(text, SEPARATORS);
		if (number_parse_decimal(text, length, UINT32_MAX, number))
			return text + length;
		text += length;
	}
	return NULL;
}

static enum board_resource_kind kind_of(struct arena *arena, const xmlNode *xml)
{
	static const char *const names[] = {
		[BOARD_MEMORY] = "memory",
		[BOARD_IO_PORT] = "io_port",
		[BOARD_IRQ] = "irq",
		[BOARD_INTERRUPT_PIN] = "interrupt_pin",
	};
	const char *type = load_attribute(arena, xml, "type");

	for (size_t i = 0; type && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(type, names[i]) == 0)
			return (enum board_resource_kind)i;
	return BOARD_RESOURCE_OTHER;
}

/* What has no range, or ends before it begins, is empty; and so is what says so. */
static void read_range(struct arena *arena, const xmlNode *xml, struct board_resource *resource)
{
	const char *width = load_attribute(arena, xml, "width");
	uint64_t length;

	resource->has_width = width;
	resource->is_64 = width && strcmp(width, "32") != 0;
	if (!board_attribute_number(arena, xml, "min", &resource->min) ||
	    !board_attribute_number(arena, xml, "max", &resource->max) ||
	    resource->max < resource->min)
		return;
	resource->length = resource->max - resource->min + 1;
	if (resource->length && board_attribute_number(arena, xml, "len", &length))
		resource->length = length;
}

static void read_lines(struct arena *arena, const xmlNode *xml, struct board_resource *resource)
{
	const char *text = load_attribute(arena, xml, "int");
	uint32_t *lines = NULL;
	uint64_t line;

	while (text && resource->line_count < LINES_MAX &&
	       (text = board_next_number(text, &line))) {
		lines = arena_grow(arena, lines, resource->line_count, sizeof(*lines));
		lines[resource->line_count++] = (uint32_t)line;
	}
	resource->lines = lines;
}

/* "INTA#" to "INTD#", or the letter alone. */
static int pin_of(const char *text)
{
	if (strncmp(text, "INT", 3) == 0)
		text += 3;
	return *text >= 'A' && *text <= 'D' && (!text[1] || strcmp(text + 1, "#") == 0)
		       ? *text - 'A'
		       : -1;
}

static void read_pin(struct arena *arena, const xmlNode *xml, struct board_resource *resource)
{
	const char *pin = load_attribute(arena, xml, "pin");
	const char *index = load_attribute(arena, xml, "index");
	uint64_t number = 0;

	resource->source = load_attribute(arena, xml, "source");
	if (index && !number_parse(index, strlen(index), UINT32_MAX, &number))
		resource->source = NULL;
	resource->index = (unsigned)number;
	resource->pin = pin ? pin_of(pin) : -1;
}

static struct board_resource read_resource(struct arena *arena, const xmlNode *xml)
{
	struct board_resource resource = {
		.kind = kind_of(arena, xml),
		.id = load_attribute(arena, xml, "id"),
		.pin = -1,
	};

	if (resource.kind == BOARD_MEMORY || resource.kind == BOARD_IO_PORT)
		read_range(arena, xml, &resource);
	else if (resource.kind == BOARD_IRQ)
		read_lines(arena, xml, &resource);
	else if (resource.kind == BOARD_INTERRUPT_PIN)
		read_pin(arena, xml, &resource);
	return resource;
}

void board_read_resources(struct arena *arena, const xmlNode *xml, struct board_node *node)
{
	struct board_resource *resources = NULL;

	for (const xmlNode *each = load_child(xml, "resource"); each; each = load_next(each)) {
		resources = arena_grow(arena, resources, node->resource_count, sizeof(*resources));
		resources[node->resource_count++] = read_resource(arena, each);
	}
	node->resources = resources;
}
