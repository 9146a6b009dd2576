/* SPDX-License-Identifier: BSD-3-Clause
 * cpus.c: the CPUs of a board. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"

/* The CPUs as they are read. */
struct reading {
	struct arena *arena;
	const struct doc *doc;
	bool has_platform;
	struct board_cpu *cpus; /* arena_grow()n */
	size_t count;
};

static int compare_cpus(const void *left, const void *right)
{
	const struct board_cpu *a = left, *b = right;

	return a->id < b->id ? -1 : a->id > b->id;
}

static enum board_core core_of(struct arena *arena, const xmlNode *thread)
{
	const xmlNode *type = load_child(thread, "core_type");
	const char *text = type ? load_text(arena, type) : "";

	if (strcmp(text, "Core") == 0)
		return BOARD_CORE_PERFORMANCE;
	return strcmp(text, "Atom") == 0 ? BOARD_CORE_EFFICIENCY : BOARD_CORE_UNKNOWN;
}

static unsigned level_of(struct arena *arena, const xmlNode *thread, const char *name)
{
	uint64_t level = 0;

	board_child_number(arena, thread, name, UINT_MAX, &level);
	return (unsigned)level;
}

static void read_domain(struct arena *arena, const xmlNode *thread, struct board_cpu *cpu)
{
	const xmlNode *list = load_child(thread, "freqdomain_cpus");
	const char *text = list ? load_text(arena, list) : NULL;
	uint32_t *domain = NULL;
	uint64_t id;

	while (text && (text = board_next_number(text, &id))) {
		domain = arena_grow(arena, domain, cpu->domain_count, sizeof(*domain));
		domain[cpu->domain_count++] = (uint32_t)id;
	}
	cpu->domain = domain;
}

static void read_levels(struct arena *arena, const xmlNode *thread, struct board_cpu *cpu)
{
	cpu->guaranteed_level = level_of(arena, thread, "guaranteed_performance_lvl");
	cpu->highest_level = level_of(arena, thread, "highest_performance_lvl");
	cpu->lowest_level = level_of(arena, thread, "lowest_performance_lvl");
	read_domain(arena, thread, cpu);
}

static void add_cpu(struct reading *reading, const xmlNode *thread)
{
	struct arena *arena = reading->arena;
	struct board_cpu *cpu;
	uint64_t id, apic_id;

	if (!board_child_number(arena, thread, "cpu_id", UINT32_MAX, &id) ||
	    !board_child_number(arena, thread, "apic_id", UINT32_MAX, &apic_id))
		return;
	reading->cpus = arena_grow(arena, reading->cpus, reading->count, sizeof(*reading->cpus));
	cpu = &reading->cpus[reading->count++];
	cpu->id = (uint32_t)id;
	cpu->apic_id = (uint32_t)apic_id;
	cpu->core = core_of(arena, thread);
	cpu->at = load_element_span(reading->doc, thread);
	if (reading->has_platform)
		read_levels(arena, thread, cpu);
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

void board_read_cpus(struct arena *arena, const struct doc *doc, bool has_platform,
		     struct board *board)
{
	struct reading reading = { .arena = arena, .doc = doc, .has_platform = has_platform };
	const xmlNode *processors = load_child(xmlDocGetRootElement(doc->xml), "processors");

	if (processors)
		read_threads(&reading, processors);
	if (reading.count)
		qsort(reading.cpus, reading.count, sizeof(*reading.cpus), compare_cpus);
	board->cpus = reading.cpus;
	board->cpu_count = reading.count;
}

const struct board_cpu *board_cpu(const struct board *board, uint32_t id)
{
	struct board_cpu key = { .id = id };

	if (!board->cpu_count)
		return NULL;
	return bsearch(&key, board->cpus, board->cpu_count, sizeof(key), compare_cpus);
}
