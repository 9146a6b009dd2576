/* SPDX-License-Identifier: BSD-3-Clause
 * string_map.c: libxml2's hash table in an arena, which handles being out of memory.
 */
#include "base/string_map.h"

#include <libxml/hash.h>

/* A bucket takes as much as three entries, and buckets for a million are enough for any number. */
#define BUCKETS_MIN 8
#define BUCKETS_MAX (1 << 20)

struct string_map {
	struct arena *arena;
	xmlHashTable *table;
};

static void release(void *map)
{
	xmlHashFree(((struct string_map *)map)->table, NULL);
}

struct string_map *string_map_new(struct arena *arena, size_t expected)
{
	struct string_map *map = arena_alloc(arena, sizeof(*map));
	int buckets = expected < BUCKETS_MIN   ? BUCKETS_MIN
		      : expected > BUCKETS_MAX ? BUCKETS_MAX
					       : (int)expected;

	map->arena = arena;
	map->table = xmlHashCreate(buckets);
	if (!map->table)
		arena_exhausted(arena);
	return arena_adopt(arena, map, release);
}

void string_map_free(struct string_map *map)
{
	arena_release(map->arena, map);
}

void *string_map_find(const struct string_map *map, const char *string)
{
	return xmlHashLookup(map->table, BAD_CAST string);
}

void *string_map_put(struct string_map *map, const char *string, const void *value)
{
	void *former = string_map_find(map, string);
	int status = former ? xmlHashUpdateEntry(map->table, BAD_CAST string, (void *)value, NULL)
			    : xmlHashAddEntry(map->table, BAD_CAST string, (void *)value);

	/* Only adding lets the table grow. */
	if (status != 0)
		arena_exhausted(map->arena);
	return former;
}
