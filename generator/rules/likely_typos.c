/* SPDX-License-Identifier: BSD-3-Clause
 * likely_typos.c: finds regions whose names differ by a likely typo. */
#include "rules/likely_typos.h"

#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "base/typo.h"

#define COMPARED_MAX 10000u

/* Longer names are not compared: QEMU's are paths of any length, and keys take its square. */
#define NAME_LENGTH_MAX 63u

/* As many names that are near each other are a series. */
#define SERIES_MIN 3

/* Regions by their names, and by each text that leaving out one character of the name makes: two
 * names one edit apart have one of these keys in common, so that each region is compared with a few
 * others and not with all. */
struct neighbours {
	struct arena *arena;
	struct string_map *entries; /* key -> struct neighbour, the latest first */
};

struct neighbour {
	const struct shm_region *region;
	const struct neighbour *next;
};

/* Calls `visit` with each key of a name until it returns a region, and returns that. */
static const struct shm_region *
each_key(const struct neighbours *neighbours, const struct shm_region *region,
	 const struct shm_region *(*visit)(const struct neighbours *, const struct shm_region *,
					   const char *key))
{
	char key[NAME_LENGTH_MAX + 1];
	const char *name = region->name.value;
	size_t length = strlen(name);
	const struct shm_region *found;

	if (length > NAME_LENGTH_MAX)
		return NULL;
	found = visit(neighbours, region, name);
	for (size_t out = 0; out < length && !found; out++) {
		memcpy(key, name, out);
		memcpy(key + out, name + out + 1, length - out);
		found = visit(neighbours, region, key);
	}
	return found;
}

static const struct shm_region *enter(const struct neighbours *neighbours,
				      const struct shm_region *region, const char *key)
{
	struct neighbour *entry = arena_alloc(neighbours->arena, sizeof(*entry));

	entry->region = region;
	entry->next = string_map_put(neighbours->entries, key, entry);
	return NULL;
}

static const struct shm_region *find(const struct neighbours *neighbours,
				     const struct shm_region *region, const char *key)
{
	const struct neighbour *entry = string_map_find(neighbours->entries, key);
	const struct shm_region *found = NULL;
	size_t count = 0;

	for (; entry && count < SERIES_MIN; entry = entry->next) {
		count++;
		if (typo_is_one_apart(region->name.value, entry->region->name.value))
			found = entry->region;
	}
	return count < SERIES_MIN ? found : NULL;
}

void likely_typos_find(struct arena *arena, struct likely_typo *regions, size_t count)
{
	if (count > COMPARED_MAX)
		return;

	CLEANUP(string_map_free) struct string_map *entries = string_map_new(arena, count);
	struct neighbours neighbours = { .arena = arena, .entries = entries };

	for (size_t i = 0; i < count; i++)
		each_key(&neighbours, regions[i].region, enter);
	for (size_t i = 0; i < count; i++)
		regions[i].other = each_key(&neighbours, regions[i].region, find);
}
