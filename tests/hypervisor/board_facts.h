/* SPDX-License-Identifier: BSD-3-Clause
 * board_facts.h: what a board's description says, read by itself: the generator's own reader has no
 * part in the check of what is made of it.
 */
#ifndef BOARD_FACTS_H
#define BOARD_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>

#include "base/arena.h"

/* Below it no BAR of PCI is. */
#define FACT_MEMORY_FIRST 0x100000

/* A range with both ends in it. */
struct fact_range {
	uint64_t start, end;
};

struct fact_cpu {
	unsigned id, apic;
	bool is_atom; /* of the efficient ones, where there are two kinds */
};

/* A memory or I/O resource of a device. */
struct fact_resource {
	struct fact_range range;
	int bar; /* -1: the window of a bridge */
	bool is_io, is_64;
	unsigned device; /* its index */
};

struct fact_device {
	unsigned bdf; /* bus, device and function as PCI packs them */
	unsigned vendor, id, class;
	bool is_bridge;
	bool has_msi, has_line;
};

struct fact_cache {
	unsigned level, id, mask_length, classes;
	bool has_cat, has_cdp;
};

/* What the checks and the generator of scenarios need; at most so many of each, which is more than
 * boards have. */
struct board_facts {
	const char *path;
	struct fact_cpu cpus[256];
	struct fact_range ram[256], system_ram[256], windows[256];
	struct fact_device devices[1024];
	struct fact_resource resources[4096];
	struct fact_cache caches[256];
	char consoles[16][32];
	size_t cpu_count, ram_count, system_ram_count, window_count, device_count, resource_count,
		cache_count, console_count;
	unsigned highest_bus;
	bool has_tpm, has_ssram, has_iommus;
};

/* The index of one more element of an array with that limit. */
static inline size_t fact_index(size_t *count, size_t limit)
{
	if (*count == limit)
		abort();
	return (*count)++;
}

/* One more element of an array in struct board_facts. */
#define FACT_ADD(array, count) (&(array)[fact_index(&(count), sizeof(array) / sizeof((array)[0]))])

static inline uint64_t fact_number(const xmlNode *node, const char *attribute, int base)
{
	xmlChar *text =
		attribute ? xmlGetProp(node, (const xmlChar *)attribute) : xmlNodeGetContent(node);
	uint64_t number = text ? strtoull((const char *)text, NULL, base) : 0;

	xmlFree(text);
	return number;
}

/* Whether an attribute has that value, or begins so. */
static inline bool fact_is(const xmlNode *node, const char *attribute, const char *value,
			   bool is_prefix)
{
	xmlChar *text = xmlGetProp(node, (const xmlChar *)attribute);
	bool is_same = text && (is_prefix ? strncmp((const char *)text, value, strlen(value))
					  : strcmp((const char *)text, value)) == 0;

	xmlFree(text);
	return is_same;
}

static inline bool fact_is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static inline const xmlNode *fact_child(const xmlNode *node, const char *name)
{
	for (const xmlNode *child = node->children; child; child = child->next)
		if (fact_is_element(child, name))
			return child;
	return NULL;
}

static inline uint64_t fact_child_number(const xmlNode *node, const char *name, int base)
{
	const xmlNode *child = fact_child(node, name);

	return child ? fact_number(child, NULL, base) : 0;
}

static inline struct fact_range fact_range(const xmlNode *node)
{
	return (struct fact_range) { fact_number(node, "min", 16), fact_number(node, "max", 16) };
}

/* A resource of a bus or of the device number `device`. */
static inline void fact_resource(struct board_facts *facts, const xmlNode *node, bool is_bus,
				 unsigned device)
{
	bool is_io = fact_is(node, "type", "io_port", false);
	bool is_bar = fact_is(node, "id", "bar", true);
	struct fact_range range = fact_range(node);
	struct fact_resource *resource;
	xmlChar *id;

	if (!is_bus &&
	    (fact_is(node, "type", "irq", false) || fact_is(node, "type", "interrupt_pin", false)))
		facts->devices[device].has_line = true;
	if ((!is_io && !fact_is(node, "type", "memory", false)) || !fact_number(node, "len", 16))
		return;
	if (!is_io && range.start < FACT_MEMORY_FIRST)
		return;
	if (is_bus && !is_io && !is_bar && !xmlHasProp(node, (const xmlChar *)"width"))
		*FACT_ADD(facts->windows, facts->window_count) = range;
	if (is_bus)
		return;
	resource = FACT_ADD(facts->resources, facts->resource_count);
	*resource = (struct fact_resource) {
		.range = range, .bar = -1, .is_io = is_io, .device = device
	};
	resource->is_64 = fact_is(node, "width", "64", false);
	id = xmlGetProp(node, (const xmlChar *)"id");
	if (is_bar)
		resource->bar = atoi((const char *)id + strlen("bar"));
	xmlFree(id);
}

static inline void fact_device(struct board_facts *facts, const xmlNode *node, unsigned bus)
{
	struct fact_device *device = FACT_ADD(facts->devices, facts->device_count);
	uint64_t address = fact_number(node, "address", 16);

	device->bdf = (unsigned)(bus << 8 | (address >> 16 & 0x1f) << 3 | (address & 7));
	device->vendor = (unsigned)fact_child_number(node, "vendor", 16);
	device->id = (unsigned)fact_child_number(node, "identifier", 16);
	device->class = (unsigned)fact_child_number(node, "class", 16);
	device->is_bridge = fact_child(node, "bus") != NULL;
	if (fact_is(node, "id", "MSFT0101", false))
		facts->has_tpm = true;
	for (const xmlNode *child = node->children; child; child = child->next)
		if (fact_is_element(child, "capability") && fact_is(child, "id", "MSI", true))
			device->has_msi = true;
}

/* What is below a bus; `device` is the one that holds the resources beside it. */
static inline void fact_devices(struct board_facts *facts, const xmlNode *parent, bool is_bus,
				unsigned bus, unsigned device)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (fact_is_element(node, "resource")) {
			fact_resource(facts, node, is_bus, device);
		} else if (fact_is_element(node, "device")) {
			fact_device(facts, node,
				    fact_is(parent, "type", "pci", false) ? bus : 0xff);
			fact_devices(facts, node, false, bus, (unsigned)facts->device_count - 1);
		} else if (fact_is_element(node, "bus")) {
			unsigned number = (unsigned)fact_number(node, "address", 16);

			if (fact_is(node, "type", "pci", false) && number > facts->highest_bus)
				facts->highest_bus = number;
			fact_devices(facts, node, true, number, device);
		}
	}
}

static inline struct fact_cpu fact_cpu(const xmlNode *node)
{
	const xmlNode *kind = fact_child(node, "core_type");

	return (struct fact_cpu) {
		.id = (unsigned)fact_child_number(node, "cpu_id", 10),
		.apic = (unsigned)fact_child_number(node, "apic_id", 16),
		.is_atom = kind && kind->children &&
			   xmlStrEqual(kind->children->content, BAD_CAST "Atom"),
	};
}

static inline void fact_threads(struct board_facts *facts, const xmlNode *parent)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (fact_is_element(node, "thread"))
			*FACT_ADD(facts->cpus, facts->cpu_count) = fact_cpu(node);
		else if (node->type == XML_ELEMENT_NODE)
			fact_threads(facts, node);
	}
}

static inline void fact_cache(struct board_facts *facts, const xmlNode *node)
{
	struct fact_cache *cache = FACT_ADD(facts->caches, facts->cache_count);

	cache->level = (unsigned)fact_number(node, "level", 10);
	cache->id = (unsigned)fact_number(node, "id", 16);
	for (const xmlNode *child = node->children; child; child = child->next) {
		if (!fact_is_element(child, "capability"))
			continue;
		if (fact_is(child, "id", "CAT", false)) {
			cache->has_cat = true;
			cache->mask_length =
				(unsigned)fact_child_number(child, "capacity_mask_length", 10);
			cache->classes = (unsigned)fact_child_number(child, "clos_number", 10);
		}
		cache->has_cdp |= fact_is(child, "id", "CDP", false);
		facts->has_ssram |= fact_is(child, "id", "Software SRAM", false);
	}
}

static inline void fact_ram(struct board_facts *facts, const xmlNode *node)
{
	uint64_t start = fact_number(node, "start", 16), size = fact_number(node, "size", 10);

	if (size && (!xmlHasProp(node, (const xmlChar *)"id") || fact_is(node, "id", "RAM", false)))
		*FACT_ADD(facts->ram, facts->ram_count) =
			(struct fact_range) { start, start + size - 1 };
}

/* The lines of a block of text. */
static inline void fact_lines(struct board_facts *facts, const xmlNode *node)
{
	xmlChar *text = xmlNodeGetContent(node);
	char *rest = NULL;

	for (char *line = strtok_r((char *)text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		unsigned long long start, end;
		char console[32];

		if (sscanf(line, " seri:%31s", console) == 1)
			strcpy(*FACT_ADD(facts->consoles, facts->console_count), console);
		if (strstr(line, ": System RAM") && sscanf(line, " %llx-%llx", &start, &end) == 2)
			*FACT_ADD(facts->system_ram, facts->system_ram_count) =
				(struct fact_range) { start, end };
	}
	xmlFree(text);
}

/* What a board's file says; NULL where it cannot be read. The caller frees it. */
static inline struct board_facts *board_facts(const char *path)
{
	xmlDoc *doc = xmlReadFile(path, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
	struct board_facts *facts = calloc(1, sizeof(*facts));

	if (!doc || !facts)
		return NULL;
	facts->path = path;
	for (const xmlNode *node = xmlDocGetRootElement(doc)->children; node; node = node->next) {
		if (fact_is_element(node, "processors"))
			fact_threads(facts, node);
		else if (fact_is_element(node, "devices"))
			fact_devices(facts, node, false, 0, 0);
		else if (fact_is_element(node, "DRHD_INFO"))
			facts->has_iommus = true;
		else if (fact_is_element(node, "IOMEM_INFO") || fact_is_element(node, "TTYS_INFO"))
			fact_lines(facts, node);
		for (const xmlNode *child = node->children; child; child = child->next)
			if (fact_is_element(node, "caches") && fact_is_element(child, "cache"))
				fact_cache(facts, child);
			else if (fact_is_element(node, "memory") && fact_is_element(child, "range"))
				fact_ram(facts, child);
	}
	xmlFreeDoc(doc);
	return facts;
}

#endif
