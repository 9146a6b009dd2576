/* SPDX-License-Identifier: BSD-3-Clause
 * clos_table.c: merges cache policies into classes of service, as ACRN's build does (clos of
 * static_allocators), but for vCPUs with policies for several L2 caches: there it keeps the last
 * one only. */
#include "plan/clos_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

bool clos_has_level(const struct board *board, uint32_t level)
{
	for (size_t i = 0; i < board->cache_count; i++)
		if (board->caches[i].level == level && board->caches[i].has_cat)
			return true;
	return false;
}

unsigned clos_limit(const struct board *board)
{
	unsigned limit = 0;

	for (size_t i = 0; i < board->cache_count; i++) {
		unsigned count = board->caches[i].has_cat ? board->caches[i].clos_count : 0;

		if (count && (!limit || count < limit))
			limit = count;
	}
	return limit;
}

/* The mask of a policy, for one of the L2 caches of a table, or for what follows them: L3. */
struct share {
	size_t cache;
	const char *mask;
};

/* What a vCPU has by all of its policies: for each cache the last one counts. */
struct member {
	struct share *shares[CLOS_SIDES]; /* by rising cache */
	size_t share_counts[CLOS_SIDES];
	size_t clos;	 /* the last that it has been put into */
	bool is_settled; /* that one takes all of its other policies, too */
	bool has_clos;	 /* that of the vCPU is set */
};

struct owner {
	const struct cache_policy *policy;
	size_t cache, order;
	size_t vcpu; /* its index in the table */
};

struct merging {
	struct arena *arena;
	const struct model *model;
	struct clos_table *table;
	struct owner *owners;
	size_t owner_count;
	struct member *members; /* of each vCPU of the table */
};

static int compare_numbers(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* By vCPU and cache. */
static int compare_owners(const void *left, const void *right)
{
	const struct owner *a = left, *b = right;

	if (a->policy->vm != b->policy->vm)
		return (uintptr_t)a->policy->vm < (uintptr_t)b->policy->vm ? -1 : 1;
	if (a->policy->vcpu.value != b->policy->vcpu.value)
		return a->policy->vcpu.value < b->policy->vcpu.value ? -1 : 1;
	if (a->cache != b->cache)
		return a->cache < b->cache ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int compare_order(const void *left, const void *right)
{
	const struct owner *a = left, *b = right;

	return a->order < b->order ? -1 : a->order > b->order;
}

static void list_l2_caches(struct merging *merging)
{
	const struct hypervisor *hypervisor = &merging->model->hypervisor;
	struct clos_table *table = merging->table;
	size_t count = 0;

	table->l2_ids =
		arena_array(merging->arena, hypervisor->cache_count, sizeof(*table->l2_ids));
	for (size_t i = 0; i < hypervisor->cache_count; i++)
		if (hypervisor->caches[i].level.value == 2)
			table->l2_ids[count++] = hypervisor->caches[i].id.value;
	if (count)
		qsort(table->l2_ids, count, sizeof(*table->l2_ids), compare_numbers);
	for (size_t i = 0; i < count; i++)
		if (!i || table->l2_ids[i] != table->l2_ids[i - 1])
			table->l2_ids[table->l2_count++] = table->l2_ids[i];
}

/* The place of a cache among the masks of a class; false for an L2 cache that has none. */
static bool find_cache(const struct clos_table *table, uint64_t level, uint64_t id, size_t *cache)
{
	const uint64_t *found;

	*cache = table->l2_count;
	if (level != 2)
		return true;
	if (!table->l2_count)
		return false;
	found = bsearch(&id, table->l2_ids, table->l2_count, sizeof(id), compare_numbers);
	if (found)
		*cache = (size_t)(found - table->l2_ids);
	return found;
}

static void list_owners(struct merging *merging)
{
	const struct hypervisor *hypervisor = &merging->model->hypervisor;

	for (size_t i = 0; i < hypervisor->cache_count; i++) {
		const struct cache_allocation *cache = &hypervisor->caches[i];
		struct owner owner = { 0 };

		find_cache(merging->table, cache->level.value, cache->id.value, &owner.cache);
		for (size_t j = 0; j < cache->policy_count; j++) {
			owner.policy = &cache->policies[j];
			owner.order = merging->owner_count;
			if (!owner.policy->vm)
				continue;
			merging->owners = arena_grow(merging->arena, merging->owners,
						     merging->owner_count, sizeof(owner));
			merging->owners[merging->owner_count++] = owner;
		}
	}
}

static bool is_same_vcpu(const struct owner *a, const struct owner *b)
{
	return a->policy->vm == b->policy->vm && a->policy->vcpu.value == b->policy->vcpu.value;
}

/* Whether a policy is for one side of a class. Without CDP each one is for the only side. */
static bool is_for(const struct clos_table *table, const struct cache_policy *policy,
		   enum clos_side side)
{
	return table->sides == 1 || policy->type == (side == CLOS_CODE ? CACHE_CODE : CACHE_DATA);
}

/* The shares of one vCPU, whose policies are `owners`. */
static void fill_shares(struct merging *merging, struct member *member, enum clos_side side,
			const struct owner *owners, size_t count)
{
	struct share *shares = NULL;
	size_t share_count = 0;

	for (size_t i = 0; i < count; i++) {
		const struct cache_policy *policy = owners[i].policy;

		if (!policy->mask.text || !is_for(merging->table, policy, side))
			continue;
		if (!share_count || shares[share_count - 1].cache != owners[i].cache) {
			shares = arena_grow(merging->arena, shares, share_count, sizeof(*shares));
			shares[share_count++].cache = owners[i].cache;
		}
		shares[share_count - 1].mask = policy->mask.text;
	}
	member->shares[side] = shares;
	member->share_counts[side] = share_count;
}

static void add_vcpu(struct merging *merging, struct owner *owners, size_t count)
{
	struct clos_table *table = merging->table;
	size_t index = table->vcpu_count;

	table->vcpus = arena_grow(merging->arena, table->vcpus, index, sizeof(*table->vcpus));
	merging->members =
		arena_grow(merging->arena, merging->members, index, sizeof(*merging->members));
	table->vcpus[index] =
		(struct clos_vcpu) { owners->policy->vm, owners->policy->vcpu.value, 0 };
	for (enum clos_side side = 0; side < table->sides; side++)
		fill_shares(merging, &merging->members[index], side, owners, count);
	for (size_t i = 0; i < count; i++)
		owners[i].vcpu = index;
	table->vcpu_count++;
}

/* Leaves the owners in the order of the scenario. */
static void list_vcpus(struct merging *merging)
{
	struct owner *owners = merging->owners;
	size_t end;

	if (!merging->owner_count)
		return;
	qsort(owners, merging->owner_count, sizeof(*owners), compare_owners);
	for (size_t first = 0; first < merging->owner_count; first = end) {
		end = first + 1;
		while (end < merging->owner_count && is_same_vcpu(&owners[first], &owners[end]))
			end++;
		add_vcpu(merging, &owners[first], end - first);
	}
	qsort(owners, merging->owner_count, sizeof(*owners), compare_order);
}

/* What one of the two leaves open matches; masks are compared as written. */
static bool is_match(const struct merging *merging, const struct clos *clos,
		     const struct member *member)
{
	if (clos->is_closed)
		return false;
	for (size_t side = 0; side < merging->table->sides; side++)
		for (size_t i = 0; i < member->share_counts[side]; i++) {
			const struct share *share = &member->shares[side][i];
			const char *mask = clos->masks[side][share->cache];

			if (mask && strcmp(mask, share->mask) != 0)
				return false;
		}
	return true;
}

/* With `is_new` all masks, else without the L3 mask: a missing one stays missing, as in ACRN's
 * build. */
static void take_masks(const struct merging *merging, struct clos *clos,
		       const struct member *member, bool is_new)
{
	for (size_t side = 0; side < merging->table->sides; side++)
		for (size_t i = 0; i < member->share_counts[side]; i++) {
			const struct share *share = &member->shares[side][i];

			if (is_new || share->cache != merging->table->l2_count)
				clos->masks[side][share->cache] = share->mask;
		}
}

static void add_clos(struct merging *merging, const struct member *member, const struct vm *vm)
{
	struct clos_table *table = merging->table;
	struct clos clos = { .is_closed =
				     merging->model->hypervisor.vcat.is_set && vm->vcat.is_set };

	for (size_t side = 0; side < table->sides; side++)
		clos.masks[side] =
			arena_array(merging->arena, table->l2_count + 1, sizeof(*clos.masks[side]));
	take_masks(merging, &clos, member, true);
	table->all = arena_grow(merging->arena, table->all, table->count, sizeof(clos));
	table->all[table->count++] = clos;
}

/* Puts a vCPU into the first class that it matches, or into a new one. A class that is not closed
 * takes its other policies, too, so that they need no look. */
static void merge(struct merging *merging, struct member *member, const struct vm *vm)
{
	struct clos_table *table = merging->table;

	if (member->is_settled)
		return;
	member->clos = 0;
	while (member->clos < table->count && !is_match(merging, &table->all[member->clos], member))
		member->clos++;
	if (member->clos < table->count)
		take_masks(merging, &table->all[member->clos], member, false);
	else
		add_clos(merging, member, vm);
	member->is_settled = !table->all[member->clos].is_closed;
}

/* The class of a vCPU is the first one that a policy of the right type is put into. */
static void merge_owner(struct merging *merging, const struct owner *owner)
{
	enum cache_type type = merging->table->sides == CLOS_SIDES ? CACHE_DATA : CACHE_UNIFIED;
	struct member *member = &merging->members[owner->vcpu];

	if (!is_for(merging->table, owner->policy, CLOS_DATA))
		return;
	merge(merging, member, owner->policy->vm);
	if (member->has_clos || owner->policy->type != type)
		return;
	member->has_clos = true;
	merging->table->vcpus[owner->vcpu].clos = member->clos;
}

struct clos_table clos_table_form(struct arena *arena, const struct model *model, size_t max)
{
	struct clos_table table = { .sides = model->hypervisor.cdp.is_set ? CLOS_SIDES : 1 };
	struct merging merging = { .arena = arena, .model = model, .table = &table };

	list_l2_caches(&merging);
	list_owners(&merging);
	list_vcpus(&merging);
	for (size_t i = 0; i < merging.owner_count && table.count * table.sides < max; i++)
		merge_owner(&merging, &merging.owners[i]);
	return table;
}

uint64_t clos_all_parts(const struct board_cache *cache)
{
	return UINT64_MAX >> (64 - (cache->mask_length ? cache->mask_length : 16));
}

const char *const *clos_table_masks(struct arena *arena, const struct clos_table *table,
				    const struct board_cache *cache, size_t *count)
{
	const char **masks, *all_parts = arena_printf(arena, "0x%" PRIx64, clos_all_parts(cache));
	size_t at;

	*count = 0;
	if (!find_cache(table, cache->level, cache->id, &at))
		return NULL;
	masks = arena_array(arena, table->count * table->sides, sizeof(*masks));
	for (size_t i = 0; i < table->count; i++)
		for (size_t side = 0; side < table->sides; side++) {
			const char *mask = table->all[i].masks[side][at];

			masks[(*count)++] = mask ? mask : all_parts;
		}
	return masks;
}
