/* SPDX-License-Identifier: BSD-3-Clause
 * caches.c: the caches of a board that ACRN can divide between VMs. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "board/internal.h"
#include "load/load.h"
#include "schema/number.h"

/* The levels that can have CAT. */
#define LEVEL_FIRST 2
#define LEVEL_LAST  3

static int compare_caches(const void *left, const void *right)
{
	const struct board_cache *a = left, *b = right;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static void read_cat(struct arena *arena, const xmlNode *capability, struct board_cache *cache)
{
	uint64_t number;

	cache->has_cat = true;
	if (board_child_number(arena, capability, "capacity_mask_length", 64, &number))
		cache->mask_length = (unsigned)number;
	if (board_child_number(arena, capability, "clos_number", UINT_MAX, &number))
		cache->clos_count = (unsigned)number;
}

/* ACRN's build goes by the size, not by the end. */
static bool read_range(struct arena *arena, const xmlNode *capability, struct board_window *range)
{
	uint64_t size;

	if (!board_child_number(arena, capability, "start", UINT64_MAX, &range->first))
		return false;
	if (board_child_number(arena, capability, "size", UINT64_MAX, &size))
		return size && !__builtin_add_overflow(range->first, size - 1, &range->last);
	return board_child_number(arena, capability, "end", UINT64_MAX, &range->last) &&
	       range->last >= range->first;
}

static void read_ssram(struct arena *arena, const xmlNode *capability, struct board_cache *cache)
{
	cache->has_ssram = read_range(arena, capability, &cache->ssram);
	board_child_number(arena, capability, "waymask", UINT64_MAX, &cache->ssram_mask);
}

static void read_capabilities(struct arena *arena, const xmlNode *element,
			      struct board_cache *cache)
{
	for (const xmlNode *node = load_child(element, "capability"); node;
	     node = load_next(node)) {
		const char *id = load_attribute(arena, node, "id");

		if (xmlStrEqual(BAD_CAST id, BAD_CAST "CAT"))
			read_cat(arena, node, cache);
		else if (xmlStrEqual(BAD_CAST id, BAD_CAST "CDP"))
			cache->has_cdp = true;
		else if (xmlStrEqual(BAD_CAST id, BAD_CAST "Software SRAM"))
			read_ssram(arena, node, cache);
	}
}

static void read_processors(struct arena *arena, const xmlNode *element, struct board_cache *cache)
{
	const xmlNode *list = load_child(element, "processors");
	uint32_t *apic_ids = NULL;
	uint64_t apic_id;

	for (const xmlNode *node = list ? load_child(list, "processor") : NULL; node;
	     node = load_next(node)) {
		const char *text = load_text(arena, node);

		if (!number_parse(text, strlen(text), UINT32_MAX, &apic_id))
			continue;
		apic_ids = arena_grow(arena, apic_ids, cache->apic_id_count, sizeof(*apic_ids));
		apic_ids[cache->apic_id_count++] = (uint32_t)apic_id;
	}
	cache->apic_ids = apic_ids;
}

/* False for a cache of another level. */
static bool read_cache(struct arena *arena, const xmlNode *element, struct board_cache *cache)
{
	uint64_t level, id;

	if (!board_attribute_number(arena, element, "level", &level) || level < LEVEL_FIRST ||
	    level > LEVEL_LAST || !board_attribute_number(arena, element, "id", &id) ||
	    id > UINT32_MAX)
		return false;
	cache->level = (uint32_t)level;
	cache->id = (uint32_t)id;
	read_capabilities(arena, element, cache);
	read_processors(arena, element, cache);
	return true;
}

void board_read_caches(struct arena *arena, const struct doc *doc, struct board *board)
{
	const xmlNode *list = load_child(xmlDocGetRootElement(doc->xml), "caches");
	struct board_cache *caches = NULL;
	size_t position = 0;

	for (const xmlNode *node = list ? load_child(list, "cache") : NULL; node;
	     node = load_next(node), position++) {
		struct board_cache cache = { .position = position };

		if (!read_cache(arena, node, &cache))
			continue;
		cache.at = load_element_span(doc, node);
		caches = arena_grow(arena, caches, board->cache_count, sizeof(cache));
		caches[board->cache_count++] = cache;
	}
	if (caches)
		qsort(caches, board->cache_count, sizeof(*caches), compare_caches);
	board->caches = caches;
}

const struct board_cache *board_cache(const struct board *board, uint64_t level, uint64_t id)
{
	struct board_cache key = { .level = (uint32_t)level, .id = (uint32_t)id };

	if (!board->cache_count || level > LEVEL_LAST || id > UINT32_MAX)
		return NULL;
	return bsearch(&key, board->caches, board->cache_count, sizeof(key), compare_caches);
}
