/* SPDX-License-Identifier: BSD-3-Clause
 * string_map.c: libxml2's hash tables, which tell of lacking memory, in an arena, which does not.
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

static void release(void *names)
{
	xmlHashFree(((struct string_map *)names)->table, NULL);
}

struct string_map *string_map_new(struct arena *arena, size_t expected)
{
	struct string_map *names = arena_alloc(arena, sizeof(*names));
	int buckets = expected < BUCKETS_MIN   ? BUCKETS_MIN
		      : expected > BUCKETS_MAX ? BUCKETS_MAX
					       : (int)expected;

	names->arena = arena;
	names->table = xmlHashCreate(buckets);
	if (!names->table)
		arena_exhausted(arena);
	return arena_adopt(arena, names, release);
}

void string_map_free(struct string_map *names)
{
	arena_release(names->arena, names);
}

void *string_map_find(const struct string_map *names, const char *name)
{
	return xmlHashLookup(names->table, BAD_CAST name);
}

void *string_map_put(struct string_map *names, const char *name, const void *value)
{
	void *former = string_map_find(names, name);

	if (xmlHashUpdateEntry(names->table, BAD_CAST name, (void *)value, NULL) != 0)
		arena_exhausted(names->arena);
	return former;
}
