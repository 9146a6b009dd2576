/* SPDX-License-Identifier: BSD-3-Clause
 * lonely.c: finds regions alone under their names, and compares the names. */
#include "lonely.h"

#include <string.h>

#include "arena.h"
#include "names.h"
#include "typo.h"

#define COMPARED_MAX 10000u

/* How many regions under one text are compared: more are a series. */
#define SERIES_MIN 3

/* The lonely regions, by every text that leaving out one character of the name makes, and by the
 * name itself: two names one edit apart have one of these in common, so that each region is
 * compared with a few others and not with all. */
struct neighbours {
	struct arena *arena;
	struct names *entries; /* struct neighbour, the latest first */
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
	entry->next = names_put(neighbours->entries, key, entry);
	return NULL;
}

static const struct shm_link *find(const struct neighbours *neighbours, const struct shm_link *link,
				   const char *key)
{
	const struct neighbour *entry = names_find(neighbours->entries, key);
	const struct shm_link *found = NULL;
	size_t count = 0;

	for (; entry && count < SERIES_MIN; entry = entry->next) {
		count++;
		if (typo_is_one_apart(link->name.value, entry->link->name.value))
			found = entry->link;
	}
	return count < SERIES_MIN ? found : NULL;
}

static void find_near_misses(struct arena *arena, const struct lonely *lonely)
{
	CLEANUP(names_free) struct names *entries = names_new(arena, lonely->count);
	struct neighbours neighbours = { .arena = arena, .entries = entries };

	for (size_t i = 0; i < lonely->count; i++)
		if (lonely->regions[i].link->is_name_valid)
			each_key(&neighbours, lonely->regions[i].link, enter);
	for (size_t i = 0; i < lonely->count; i++)
		if (lonely->regions[i].link->is_name_valid)
			lonely->regions[i].near_miss =
				each_key(&neighbours, lonely->regions[i].link, find);
}

struct lonely lonely_find(struct arena *arena, const struct model *model)
{
	struct lonely lonely = { 0 };

	for (size_t i = 0; i < model->link_count; i++) {
		if (model->links[i]->party_count >= 2)
			continue;
		lonely.regions =
			arena_grow(arena, lonely.regions, lonely.count, sizeof(*lonely.regions));
		lonely.regions[lonely.count++].link = model->links[i];
	}
	if (lonely.count <= COMPARED_MAX)
		find_near_misses(arena, &lonely);
	return lonely;
}
