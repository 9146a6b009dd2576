/* SPDX-License-Identifier: BSD-3-Clause
 * tree.c: the buses and devices of a board. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"
#include "schema/static_config.h"

/* The tree of a board, as it is read. */
struct reading {
	struct arena *arena;
	const struct doc *doc;
	bool is_whole; /* with what only a platform needs */
	struct board_tree *tree;
	const struct board_node **nodes; /* arena_grow()n */
};

static bool is_named(const xmlNode *xml, const char *name)
{
	return xml->type == XML_ELEMENT_NODE && xmlStrEqual(xml->name, BAD_CAST name);
}

static const char *child_text(struct arena *arena, const xmlNode *xml, const char *name)
{
	const xmlNode *child = load_child(xml, name);

	return child ? load_text(arena, child) : NULL;
}

/* An address attribute: the bus number of a bus, DEVICE << 16 | FUNCTION of a device. */
static bool address_of(struct arena *arena, const xmlNode *xml, uint64_t *address)
{
	return board_attribute_number(arena, xml, "address", address) && *address <= UINT32_MAX;
}

/* The number of a PCI bus; -1 for any other bus. */
static int bus_of(struct arena *arena, const xmlNode *xml)
{
	const char *type = load_attribute(arena, xml, "type");
	uint64_t address;

	if (!type || strcmp(type, "pci") != 0 || !address_of(arena, xml, &address) ||
	    address > 0xff)
		return -1;
	return (int)address;
}

/* A device that is part of another one has an address there, which is none on the bus. */
static void read_bdf(struct arena *arena, const xmlNode *xml, struct board_node *node)
{
	uint64_t address;

	if (node->bus < 0 || !address_of(arena, xml, &address) || address >> 16 > 0x1f ||
	    (address & 0xffff) > 7)
		return;
	node->has_bdf = true;
	node->bdf = CFG_BDF(node->bus, address >> 16, address & 7);
	node->function = node;
}

/* ACPI has objects at addresses where no function answers: the board inspector writes no <vendor>
 * there. */
static void read_function(struct arena *arena, const xmlNode *xml, struct board_node *node)
{
	uint64_t number;

	node->is_pci_function = load_child(xml, "vendor");
	if (board_child_number(arena, xml, "vendor", UINT16_MAX, &number))
		node->vendor = (uint16_t)number;
	if (board_child_number(arena, xml, "identifier", UINT16_MAX, &number))
		node->identifier = (uint16_t)number;
	if (board_child_number(arena, xml, "class", UINT32_MAX, &number))
		node->class_code = (uint32_t)number;
}

/* The greatest number of messages that a device has. */
static void read_messages(struct reading *reading, const xmlNode *capability)
{
	for (const xmlNode *each = capability->children; each; each = each->next) {
		const char *text;
		uint64_t count;

		if (each->type != XML_ELEMENT_NODE ||
		    (strncmp((const char *)each->name, "count", 5) != 0 &&
		     strncmp((const char *)each->name, "table_size", 10) != 0))
			continue;
		text = load_text(reading->arena, each);
		if (number_parse(text, strlen(text), UINT32_MAX, &count) &&
		    count > reading->tree->msix_table_size)
			reading->tree->msix_table_size = count;
	}
}

static void read_log_area(struct arena *arena, const xmlNode *capability, struct board_tpm *tpm)
{
	if (tpm->has_log_area)
		return;
	tpm->has_log_area = true;
	board_child_number(arena, capability, "log_area_minimum_length", UINT64_MAX,
			   &tpm->log_minimum_length);
	board_child_number(arena, capability, "log_area_start_address", UINT64_MAX,
			   &tpm->log_start);
}

static void read_start_method(struct arena *arena, const xmlNode *capability, struct board_tpm *tpm)
{
	uint64_t value = 0;

	if (tpm->has_start_method)
		return;
	tpm->has_start_method = true;
	board_child_number(arena, capability, "value", UINT32_MAX, &value);
	tpm->start_method = (uint32_t)value;
	for (const xmlNode *each = load_child(capability, "parameter");
	     each && tpm->start_parameter_count < BOARD_TPM_PARAMETERS; each = load_next(each)) {
		const char *text = load_text(arena, each);

		value = 0;
		number_parse(text, strlen(text), UINT8_MAX, &value);
		tpm->start_parameters[tpm->start_parameter_count++] = (uint8_t)value;
	}
}

static void read_capabilities(struct reading *reading, const xmlNode *xml, struct board_node *node)
{
	for (const xmlNode *each = load_child(xml, "capability"); each; each = load_next(each)) {
		const char *id = load_attribute(reading->arena, each, "id");

		if (!id)
			continue;
		if (strcmp(id, "MSI") == 0 || strcmp(id, "MSI-X") == 0) {
			node->has_msi = true;
			if (reading->is_whole)
				read_messages(reading, each);
		} else if (reading->is_whole && strcmp(id, "log_area") == 0) {
			read_log_area(reading->arena, each, &reading->tree->tpm);
		} else if (reading->is_whole && strcmp(id, "start_method") == 0) {
			read_start_method(reading->arena, each, &reading->tree->tpm);
		}
	}
}

static enum board_dependency_kind kind_of(const char *type)
{
	static const char *const names[] = {
		[BOARD_USES] = "uses",
		[BOARD_IS_USED_BY] = "is used by",
		[BOARD_CONSUMES_RESOURCES_FROM] = "consumes resources from",
	};

	for (size_t i = 0; type && i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(type, names[i]) == 0)
			return (enum board_dependency_kind)i;
	return BOARD_DEPENDENCY_OTHER;
}

static void read_dependencies(struct arena *arena, const xmlNode *xml, struct board_node *node)
{
	struct board_dependency *all = NULL;

	for (const xmlNode *each = load_child(xml, "dependency"); each; each = load_next(each)) {
		all = arena_grow(arena, all, node->dependency_count, sizeof(*all));
		all[node->dependency_count++] = (struct board_dependency) {
			.kind = kind_of(load_attribute(arena, each, "type")),
			.object = load_text(arena, each),
		};
	}
	node->dependencies = all;
}

static bool has_tpm_id(struct arena *arena, const xmlNode *xml)
{
	for (const xmlNode *each = xml->children; each; each = each->next)
		if (is_named(each, "compatible_id") && board_is_tpm(load_text(arena, each)))
			return true;
	return false;
}

/* What only a platform needs: it is the largest part of a board. */
static void read_acpi(struct reading *reading, const xmlNode *xml, struct board_node *node)
{
	node->is_tpm_compatible = has_tpm_id(reading->arena, xml);
	node->aml_template = child_text(reading->arena, xml, "aml_template");
	read_dependencies(reading->arena, xml, node);
}

static const char *non_empty(const char *text)
{
	return text && *text ? text : NULL;
}

/* Which bus and function a node is, or is part of. */
static void place_node(struct reading *reading, const xmlNode *xml, struct board_node *node)
{
	const struct board_node *parent = node->parent;

	node->bus = -1;
	if (node->is_bus) {
		node->bus = bus_of(reading->arena, xml);
		if (node->bus > reading->tree->last_bus)
			reading->tree->last_bus = node->bus;
	} else if (parent) {
		node->bus = parent->bus;
		node->function = parent->function;
		if (parent->is_bus)
			read_bdf(reading->arena, xml, node);
	}
}

static struct board_node *read_node(struct reading *reading, const xmlNode *xml,
				    const struct board_node *parent)
{
	struct arena *arena = reading->arena;
	struct board_node *node = arena_alloc(arena, sizeof(*node));

	node->parent = parent;
	node->number = reading->tree->count;
	node->is_bus = is_named(xml, "bus");
	place_node(reading, xml, node);
	node->at = load_element_span(reading->doc, xml);
	node->id = load_attribute(arena, xml, "id");
	node->description = load_attribute(arena, xml, "description");
	node->acpi_object = non_empty(child_text(arena, xml, "acpi_object"));
	read_function(arena, xml, node);
	read_capabilities(reading, xml, node);
	board_read_resources(arena, xml, node);
	if (reading->is_whole)
		read_acpi(reading, xml, node);
	return node;
}

/* Puts what is below `xml` behind `tail`, the `next` of the last child of `parent`; returns the
 * tail that there is then. A <thermalzone> stands between a device and its parent. */
static const struct board_node **read_children(struct reading *reading, const xmlNode *xml,
					       const struct board_node *parent,
					       const struct board_node **tail)
{
	for (const xmlNode *each = xml->children; each; each = each->next) {
		struct board_tree *tree = reading->tree;
		struct board_node *node;

		if (is_named(each, "thermalzone"))
			tail = read_children(reading, each, parent, tail);
		if (!is_named(each, "bus") && !is_named(each, "device"))
			continue;
		node = read_node(reading, each, parent);
		reading->nodes = arena_grow(reading->arena, reading->nodes, tree->count,
					    sizeof(*reading->nodes));
		reading->nodes[tree->count++] = node;
		*tail = node;
		tail = &node->next;
		read_children(reading, each, node, &node->first_child);
		node->end = tree->count;
	}
	return tail;
}

void board_read_tree(struct arena *arena, const struct doc *doc, bool is_whole,
		     struct board_tree *tree)
{
	struct reading reading = {
		.arena = arena,
		.doc = doc,
		.is_whole = is_whole,
		.tree = tree,
	};
	const xmlNode *devices = load_child(xmlDocGetRootElement(doc->xml), "devices");

	*tree = (struct board_tree) { .last_bus = -1 };
	if (devices)
		read_children(&reading, devices, NULL, &tree->first);
	tree->nodes = reading.nodes;
}

struct string_map *board_map_objects(struct arena *arena, const struct board_tree *tree)
{
	struct string_map *objects = string_map_new(arena, tree->count);

	for (size_t i = 0; i < tree->count; i++) {
		const struct board_node *node = tree->nodes[i];

		if (!node->is_bus && node->acpi_object &&
		    !string_map_find(objects, node->acpi_object))
			string_map_put(objects, node->acpi_object, node);
	}
	return objects;
}
