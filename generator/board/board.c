/* SPDX-License-Identifier: BSD-3-Clause
 * board.c: reads a board description: its CPUs and PCI devices. */
#include "board/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "load/load.h"
#include "schema/bdf.h"
#include "schema/number.h"
#include "schema/static_config.h"
#include "validate/schema.h"

/* A board being read: the arrays that grow. */
struct reading {
	struct arena *arena;
	struct board_cpu *cpus;
	size_t cpu_count;
	struct board_device *devices;
	size_t device_count;
	unsigned bus_count;
};

static int compare_cpus(const void *left, const void *right)
{
	const struct board_cpu *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

/* By BDF; of one device the entry with a class code comes first. */
static int compare_devices(const void *left, const void *right)
{
	const struct board_device *a = left, *b = right;

	if (a->bdf != b->bdf)
		return a->bdf < b->bdf ? -1 : 1;
	return a->class_code > b->class_code ? -1 : a->class_code < b->class_code;
}

bool board_child_number(struct arena *arena, const xmlNode *parent, const char *name, uint64_t max,
			uint64_t *value)
{
	const xmlNode *child = load_child(parent, name);
	const char *text = child ? load_text(arena, child) : "";

	return number_parse(text, strlen(text), max, value);
}

static bool child_number(struct arena *arena, const xmlNode *parent, const char *name,
			 uint64_t *value)
{
	return board_child_number(arena, parent, name, UINT32_MAX, value);
}

static enum board_core core_of(struct arena *arena, const xmlNode *thread)
{
	const xmlNode *type = load_child(thread, "core_type");
	const char *text = type ? load_text(arena, type) : "";

	if (strcmp(text, "Core") == 0)
		return BOARD_CORE_PERFORMANCE;
	return strcmp(text, "Atom") == 0 ? BOARD_CORE_EFFICIENCY : BOARD_CORE_UNKNOWN;
}

static void add_cpu(struct reading *reading, const xmlNode *thread)
{
	uint64_t id, apic_id;

	if (!child_number(reading->arena, thread, "cpu_id", &id) ||
	    !child_number(reading->arena, thread, "apic_id", &apic_id))
		return;
	reading->cpus = arena_grow(reading->arena, reading->cpus, reading->cpu_count,
				   sizeof(*reading->cpus));
	reading->cpus[reading->cpu_count++] = (struct board_cpu) {
		.id = (uint32_t)id,
		.apic_id = (uint32_t)apic_id,
		.core = core_of(reading->arena, thread),
	};
}

static void add_device(struct reading *reading, struct board_device device)
{
	reading->devices = arena_grow(reading->arena, reading->devices, reading->device_count,
				      sizeof(*reading->devices));
	reading->devices[reading->device_count++] = device;
}

/* An address attribute: the bus number of a bus, DEVICE << 16 | FUNCTION of a device. */
static bool address_of(struct arena *arena, const xmlNode *node, uint64_t *address)
{
	const char *text = load_attribute(arena, node, "address");

	return text && number_parse(text, strlen(text), UINT32_MAX, address);
}

int board_bus(struct arena *arena, const xmlNode *node)
{
	const char *type = load_attribute(arena, node, "type");
	uint64_t address;

	if (!type || strcmp(type, "pci") != 0 || !address_of(arena, node, &address) ||
	    address > 0xff)
		return -1;
	return (int)address;
}

bool board_bdf(struct arena *arena, const xmlNode *node, int bus, uint16_t *bdf)
{
	uint64_t address;

	if (bus < 0 || !address_of(arena, node, &address) || address >> 16 > 0x1f ||
	    (address & 0xffff) > 7)
		return false;
	*bdf = CFG_BDF(bus, address >> 16, address & 7);
	return true;
}

static void read_threads(struct reading *reading, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "thread"))
			add_cpu(reading, node);
		else
			read_threads(reading, node);
	}
}

/* Reads the device tree below `parent`; `bus` is the nearest PCI bus around it, -1 for none. ACPI
 * has objects at addresses where no function answers: the board inspector writes no <vendor> there.
 */
static void read_devices(struct reading *reading, const xmlNode *parent, int bus)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		uint64_t class_code = 0;
		uint16_t bdf;
		int inner = bus;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "bus")) {
			inner = board_bus(reading->arena, node);
			if (inner >= (int)reading->bus_count)
				reading->bus_count = (unsigned)inner + 1;
		} else if (!xmlStrEqual(node->name, BAD_CAST "device")) {
			continue;
		} else if (board_bdf(reading->arena, node, bus, &bdf)) {
			child_number(reading->arena, node, "class", &class_code);
			add_device(reading, (struct board_device) {
						    .bdf = bdf,
						    .is_function = load_child(node, "vendor"),
						    .class_code = (uint32_t)class_code,
					    });
		}
		read_devices(reading, node, inner);
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

static const struct board *read_board(struct arena *arena, const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct board *board = arena_alloc(arena, sizeof(*board));
	struct reading reading = { .arena = arena };
	const xmlNode *part;

	if ((part = load_child(root, "processors")))
		read_threads(&reading, part);
	if ((part = load_child(root, "devices")))
		read_devices(&reading, part, -1);
	if ((part = load_child(root, "PCI_DEVICE")))
		read_listing(&reading, load_text(arena, part));
	if (reading.cpu_count)
		qsort(reading.cpus, reading.cpu_count, sizeof(*reading.cpus), compare_cpus);
	if (reading.device_count)
		reading.device_count = unique_devices(reading.devices, reading.device_count);
	board->name = load_attribute(arena, root, "board");
	if (!board->name || !*board->name)
		board->name = arena_copy(arena, doc->source->base, load_stem(doc->source->base));
	board->source = doc->source;
	board->cpus = reading.cpus;
	board->cpu_count = reading.cpu_count;
	board->devices = reading.devices;
	board->device_count = reading.device_count;
	board->bus_count = reading.bus_count;
	board_read_memory(arena, root, board);
	board_read_interrupts(arena, root, board);
	board_read_ram(arena, root, board);
	board_read_caches(arena, root, board);
	return board;
}

const struct board *board_load(struct arena *arena, struct schema *schema,
			       const struct source *source, struct diags *diags)
{
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;
	size_t errors = diags_error_count(diags);
	const struct board *board;

	if (!doc || !board_is_board(doc, diags) || !schema_validate(schema, doc, diags) ||
	    diags_error_count(diags) > errors || !board_has_cpus(doc, diags))
		return NULL;
	board = read_board(arena, doc);
	load_release(arena, doc);
	return board;
}

const struct board_cpu *board_cpu(const struct board *board, uint32_t id)
{
	struct board_cpu key = { .id = id };

	if (!board->cpu_count)
		return NULL;
	return bsearch(&key, board->cpus, board->cpu_count, sizeof(key), compare_cpus);
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
