/* SPDX-License-Identifier: BSD-3-Clause
 * platform.c: what the configuration of the hypervisor needs to know of a board. */
#include "board/platform.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"

static void read_capability(struct arena *arena, const xmlNode *xml,
			    struct board_platform *platform)
{
	const struct {
		const char *id;
		bool *has;
	} known[] = {
		{ "est", &platform->has_est },
		{ "hwp_supported", &platform->has_hwp },
		{ "turbo_boost_available", &platform->has_turbo },
		{ "hybrid", &platform->is_hybrid },
		{ "gbyte_pages", &platform->has_gbyte_pages },
	};
	const char *id = load_attribute(arena, xml, "id");

	for (size_t i = 0; id && i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(id, known[i].id) == 0)
			*known[i].has = true;
}

static bool has_id(struct arena *arena, const xmlNode *xml, const char *wanted)
{
	const char *id = load_attribute(arena, xml, "id");

	return id && strcmp(id, wanted) == 0;
}

static bool read_number(struct arena *arena, const xmlNode *xml, unsigned *value)
{
	const char *text = load_text(arena, xml);
	uint64_t number;

	if (!number_parse(text, strlen(text), UINT_MAX, &number))
		return false;
	*value = (unsigned)number;
	return true;
}

/* The ratio of any model, the first that there is. */
static void read_attribute(struct arena *arena, const xmlNode *xml, struct board_platform *platform)
{
	if (!platform->has_max_none_turbo_ratio && has_id(arena, xml, "max_none_turbo_ratio"))
		platform->has_max_none_turbo_ratio =
			read_number(arena, xml, &platform->max_none_turbo_ratio);
}

static void read_models(struct arena *arena, const xmlNode *parent, struct board_platform *platform)
{
	for (const xmlNode *each = parent->children; each; each = each->next) {
		if (each->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(each->name, BAD_CAST "capability"))
			read_capability(arena, each, platform);
		else if (xmlStrEqual(each->name, BAD_CAST "attribute"))
			read_attribute(arena, each, platform);
		else
			read_models(arena, each, platform);
	}
}

static void read_address_bits(struct arena *arena, const xmlNode *processors,
			      struct board_platform *platform)
{
	const xmlNode *model = load_child(processors, "model");

	for (const xmlNode *each = model ? load_child(model, "attribute") : NULL; each;
	     each = load_next(each)) {
		if (!has_id(arena, each, "physical_address_bits"))
			continue;
		read_number(arena, each, &platform->address_bits);
		return;
	}
}

static void read_ioapics(struct arena *arena, const xmlNode *root, struct board_platform *platform)
{
	const xmlNode *list = load_child(root, "ioapics");
	uint64_t number;

	for (const xmlNode *each = list ? load_child(list, "ioapic") : NULL; each;
	     each = load_next(each)) {
		platform->ioapic_count++;
		if (board_child_number(arena, each, "gsi_number", UINT32_MAX, &number) &&
		    number > platform->gsi_count)
			platform->gsi_count = number;
	}
}

bool board_is_tpm(const char *id)
{
	return id && strcmp(id, "MSFT0101") == 0;
}

/* By its ID, or else by what it is compatible with. */
static const struct board_node *find_tpm(const struct board_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		if (!tree->nodes[i]->is_bus && board_is_tpm(tree->nodes[i]->id))
			return tree->nodes[i];
	for (size_t i = 0; i < tree->count; i++)
		if (!tree->nodes[i]->is_bus && tree->nodes[i]->is_tpm_compatible)
			return tree->nodes[i];
	return NULL;
}

/* By BDF; what is a function comes first. */
static int compare_devices(const void *left, const void *right)
{
	const struct board_node *a = *(const struct board_node *const *)left;
	const struct board_node *b = *(const struct board_node *const *)right;

	if (a->bdf != b->bdf)
		return a->bdf < b->bdf ? -1 : 1;
	if (a->is_pci_function != b->is_pci_function)
		return a->is_pci_function ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static void sort_devices(struct arena *arena, const struct board_tree *tree,
			 struct board_platform *platform)
{
	const struct board_node **devices = arena_array(arena, tree->count, sizeof(*devices));

	for (size_t i = 0; i < tree->count; i++)
		if (tree->nodes[i]->has_bdf)
			devices[platform->pci_device_count++] = tree->nodes[i];
	if (platform->pci_device_count)
		qsort(devices, platform->pci_device_count, sizeof(*devices), compare_devices);
	platform->pci_devices = devices;
}

const struct board_platform *board_read_platform(struct arena *arena, const struct doc *doc,
						 const struct board_tree *tree)
{
	struct board_platform *platform = arena_alloc(arena, sizeof(*platform));
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const xmlNode *processors = load_child(root, "processors");

	platform->at = load_element_span(doc, root);
	board_read_blocks(arena, doc, platform);
	read_models(arena, processors, platform);
	read_address_bits(arena, processors, platform);
	read_ioapics(arena, root, platform);
	platform->msix_table_size = tree->msix_table_size;
	platform->devices = tree->first;
	platform->tpm = tree->tpm;
	platform->tpm.device = find_tpm(tree);
	sort_devices(arena, tree, platform);
	platform->objects = board_map_objects(arena, tree);
	return platform;
}

const struct board_node *board_node_at(const struct board_platform *platform, uint16_t bdf)
{
	size_t low = 0, high = platform->pci_device_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (platform->pci_devices[middle]->bdf < bdf)
			low = middle + 1;
		else
			high = middle;
	}
	return low < platform->pci_device_count && platform->pci_devices[low]->bdf == bdf
		       ? platform->pci_devices[low]
		       : NULL;
}

const struct board_node *board_node_of_object(const struct board_platform *platform,
					      const char *object)
{
	return string_map_find(platform->objects, object);
}

const struct board_node *board_node_next(const struct board_node *node,
					 const struct board_node *top)
{
	if (node->first_child)
		return node->first_child;
	while (node && node != top && !node->next)
		node = node->parent;
	return node && node != top ? node->next : NULL;
}
