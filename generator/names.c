/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: libxml2's hash tables, which tell of lacking memory, in an arena, which does not. */
#include "names.h"

#include <libxml/hash.h>

/* A bucket takes as much as three entries, and buckets for a million are enough for any number. */
#define BUCKETS_MIN 8
#define BUCKETS_MAX (1 << 20)

struct names {
	struct arena *arena;
	xmlHashTable *table;
};

static void release(void *names)
{
	xmlHashFree(((struct names *)names)->table, NULL);
}

struct names *names_new(struct arena *arena, size_t expected)
{
	struct names *names = arena_alloc(arena, sizeof(*names));
	int buckets = expected < BUCKETS_MIN   ? BUCKETS_MIN
		      : expected > BUCKETS_MAX ? BUCKETS_MAX
					       : (int)expected;

	names->arena = arena;
	names->table = xmlHashCreate(buckets);
	if (!names->table)
		arena_exhausted(arena);
	return arena_adopt(arena, names, release);
}

void names_free(struct names *names)
{
	arena_release(names->arena, names);
}

void *names_find(const struct names *names, const char *name)
{
	return xmlHashLookup(names->table, BAD_CAST name);
}

void *names_put(struct names *names, const char *name, const void *value)
{
	void *former = names_find(names, name);

	if (xmlHashUpdateEntry(names->table, BAD_CAST name, (void *)value, NULL) != 0)
		arena_exhausted(names->arena);
	return former;
}
