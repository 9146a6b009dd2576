/* SPDX-License-Identifier: BSD-3-Clause
 * check_peers.c: who shares a region with whom. */
#include <libxml/hash.h>
#include <string.h>

#include "arena.h"
#include "check.h"
#include "typo.h"
#include "xml_free.h"

DEFINE_CLEANUP(xmlHashTable *, xml_free_hash)

void check_shmem_unknown_vm(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->party_count; j++) {
			const struct shm_dev *party = link->parties[j];

			if (party->vm)
				continue;
			if (*party->vm_name.value)
				diag_add(check->diags, DIAG_SHMEM_UNKNOWN_VM, party->vm_name.at,
					 "region '%s' names VM '%s', which does not exist",
					 link->name.value, party->vm_name.value);
			else
				diag_add(check->diags, DIAG_SHMEM_UNKNOWN_VM, party->vm_name.at,
					 "region '%s' has a party without a VM name",
					 link->name.value);
		}
	}
}

void check_shmem_peer_twice(struct check *check)
{
	const struct model *model = check->model;

	for (size_t i = 0; i < model->link_count; i++) {
		const struct shm_link *link = model->links[i];

		for (size_t j = 0; j < link->party_count; j++) {
			const struct shm_dev *party = link->parties[j];
			struct diag *diag;

			if (!party->same_vm)
				continue;
			diag = diag_add(check->diags, DIAG_SHMEM_PEER_TWICE, party->at,
					"VM '%s' is a party of region '%s' already",
					party->vm_name.value, link->name.value);
			diag_note(diag, party->same_vm->at, "it is first named here");
			diag_help(diag, "remove one of the two");
		}
	}
}

/* With more lonely regions than this no one's name is called a misspelling: the scenario lacks a
 * VM, or is no scenario. */
#define LONELY_MAX 10000u

static bool is_lonely(const struct shm_link *link)
{
	return link->party_count < 2;
}

/* The lonely regions, by every text that leaving out one character of the name makes, and by the
 * name itself: two names one edit apart have one of these in common, so that each region is
 * compared with a few others and not with all. */
struct neighbours {
	struct check *check;
	xmlHashTable *table; /* text -> struct neighbour, the latest first */
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
	struct neighbour *entry = arena_alloc(neighbours->check->arena, sizeof(*entry));

	entry->link = link;
	entry->next = xmlHashLookup(neighbours->table, BAD_CAST key);
	xmlHashUpdateEntry(neighbours->table, BAD_CAST key, entry, NULL);
	return NULL;
}

/* How many regions under one text are compared: names alike but for one character are a series,
 * such as shm_0 to shm_9, and no typos of one another. */
#define SERIES_MIN 3

static const struct shm_link *find(const struct neighbours *neighbours, const struct shm_link *link,
				   const char *key)
{
	const struct neighbour *entry = xmlHashLookup(neighbours->table, BAD_CAST key);
	const struct shm_link *found = NULL;
	size_t count = 0;

	for (; entry && count < SERIES_MIN; entry = entry->next) {
		count++;
		if (typo_is_one_apart(link->name.value, entry->link->name.value))
			found = entry->link;
	}
	return count < SERIES_MIN ? found : NULL;
}

/* The one other lonely region of which a lonely one is a misspelling, or NULL. */
static const struct shm_link *near_miss(const struct neighbours *neighbours,
					const struct shm_link *link)
{
	if (!is_lonely(link) || !link->is_name_valid)
		return NULL;
	return each_key(neighbours, link, find);
}

static void enter_lonely(const struct neighbours *neighbours)
{
	const struct model *model = neighbours->check->model;

	size_t count = 0;

	for (size_t i = 0; i < model->link_count; i++)
		count += is_lonely(model->links[i]);
	for (size_t i = 0; i < model->link_count && count <= LONELY_MAX; i++)
		if (is_lonely(model->links[i]) && model->links[i]->is_name_valid)
			each_key(neighbours, model->links[i], enter);
}

static void report_alone(struct check *check, const struct shm_link *link)
{
	struct diag *diag;

	if (!link->party_count)
		diag = diag_add(check->diags, DIAG_SHMEM_ALONE, link->name.at,
				"region '%s' has no VM at all", link->name.value);
	else
		diag = diag_add(check->diags, DIAG_SHMEM_ALONE, link->name.at,
				"only VM '%s' has region '%s'", link->parties[0]->vm_name.value,
				link->name.value);
	diag_help(diag, "let a second VM share it, or remove it");
}

/* One message for the two regions of a near miss, at the later one. */
static void report_near_miss(struct check *check, const struct shm_link *link,
			     const struct shm_link *other)
{
	struct diag *diag;

	if (link->name.at.start < other->name.at.start)
		return;
	diag = diag_add(check->diags, DIAG_SHMEM_NAME_NEAR_MISS, link->name.at,
			"region '%s' has one party, and so has '%s': one of the two is misspelt",
			link->name.value, other->name.value);
	diag_note(diag, other->name.at, "the other one is here");
	diag_help(diag, "write the same name in both places");
}

/* Runs over the lonely regions, with the near miss of each or NULL. */
static void each_lonely(struct check *check, void (*report)(struct check *, const struct shm_link *,
							    const struct shm_link *other))
{
	CLEANUP(xml_free_hash) xmlHashTable *table = xmlHashCreate(16);
	struct neighbours neighbours = { .check = check, .table = table };

	if (!table)
		return;
	enter_lonely(&neighbours);
	for (size_t i = 0; i < check->model->link_count; i++) {
		const struct shm_link *link = check->model->links[i];

		if (is_lonely(link))
			report(check, link, near_miss(&neighbours, link));
	}
}

static void alone_without_near_miss(struct check *check, const struct shm_link *link,
				    const struct shm_link *other)
{
	if (!other && link->is_name_valid)
		report_alone(check, link);
}

static void near_miss_only(struct check *check, const struct shm_link *link,
			   const struct shm_link *other)
{
	if (other)
		report_near_miss(check, link, other);
}

void check_shmem_alone(struct check *check)
{
	each_lonely(check, alone_without_near_miss);
}

void check_shmem_name_near_miss(struct check *check)
{
	each_lonely(check, near_miss_only);
}
