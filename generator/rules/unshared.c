/* SPDX-License-Identifier: BSD-3-Clause
 * unshared.c: finds regions alone under their names, and compares the names. */
#include "rules/unshared.h"

#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "base/typo.h"

#define COMPARED_MAX 10000u

/* How many regions under one text are compared: more are a series. */
#define SERIES_MIN 3

/* The unshared regions, by every text that leaving out one character of the name makes, and by the
 * name itself: two names one edit apart have one of these in common, so that each region is
 * compared with a few others and not with all. */
struct neighbours {
	struct arena *arena;
	struct string_map *entries; /* struct neighbour, the latest first */
};

struct neighbour {
	const struct shm_link *link;
	const struct neighbour *next;
};

/* Calls `take` with each such text of a name until it returns a region, and returns that. */
static const struct shm_link *
each_key(const struct neighbours *neighbours, const struct shm_link *link,
	 const struct shm_link *(*take)(const struct neighbours *, const struct shm_link *,
					const char *key))
{
	char key[CFG_REGION_NAME_MAX + 1];
	const char *name = link->name.value;
	size_t length = strlen(name);
	const struct shm_link *found = take(neighbours, link, name);

	for (size_t out = 0; out < length && !found; out++) {
		memcpy(key, name, out);
		memcpy(key + out, name + out + 1, length - out);
		found = take(neighbours, link, key);
	}
	return found;
}

static const struct shm_link *enter(const struct neighbours *neighbours,
				    const struct shm_link *link, const char *key)
{
	struct neighbour *entry = arena_alloc(neighbours->arena, sizeof(*entry));

	entry->link = link;
	entry->next = string_map_put(neighbours->entries, key, entry);
	return NULL;
}

static const struct shm_link *find(const struct neighbours *neighbours, const struct shm_link *link,
				   const char *key)
{
	const struct neighbour *entry = string_map_find(neighbours->entries, key);
	const struct shm_link *found = NULL;
	size_t count = 0;

	for (; entry && count < SERIES_MIN; entry = entry->next) {
		count++;
		if (typo_is_one_apart(link->name.value, entry->link->name.value))
			found = entry->link;
	}
	return count < SERIES_MIN ? found : NULL;
}

static void find_near_misses(struct arena *arena, const struct unshared *unshared)
{
	CLEANUP(string_map_free)
	struct string_map *entries = string_map_new(arena, unshared->count);
	struct neighbours neighbours = { .arena = arena, .entries = entries };

	for (size_t i = 0; i < unshared->count; i++)
		if (unshared->regions[i].link->is_name_valid)
			each_key(&neighbours, unshared->regions[i].link, enter);
	for (size_t i = 0; i < unshared->count; i++)
		if (unshared->regions[i].link->is_name_valid)
			unshared->regions[i].likely_typo =
				each_key(&neighbours, unshared->regions[i].link, find);
}

struct unshared unshared_find(struct arena *arena, const struct model *model)
{
	struct unshared unshared = { 0 };

	for (size_t i = 0; i < model->link_count; i++) {
		if (model->links[i]->peer_count >= 2)
			continue;
		unshared.regions = arena_grow(arena, unshared.regions, unshared.count,
					      sizeof(*unshared.regions));
		unshared.regions[unshared.count++].link = model->links[i];
	}
	if (unshared.count <= COMPARED_MAX)
		find_near_misses(arena, &unshared);
	return unshared;
}
