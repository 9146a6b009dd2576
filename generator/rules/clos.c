/* SPDX-License-Identifier: BSD-3-Clause
 * clos.c: merges cache policies into classes of service, as ACRN's build does (clos of
 * static_allocators). */
#include "rules/clos.h"

#include <stdlib.h>

#include "base/arena.h"

/* One CLOS has a mask for code and one for data, which are the same without CDP. */
enum side {
	SIDE_DATA,
	SIDE_CODE,
	SIDE_COUNT,
};

/* What a vCPU may fill of the L3 cache, and of one L2 cache. */
struct masks {
	bool has_l3, has_l2;
	uint64_t l3;
	size_t l2_cache; /* the index of its <CACHE_ALLOCATION> */
	uint64_t l2;
};

/* A policy of the scenario, and what its vCPU has by all of its policies. */
struct owner {
	const struct cache_policy *policy;
	const struct cache_allocation *cache;
	size_t cache_index, order;
	struct masks masks[SIDE_COUNT];
};

/* A CLOS in the making. */
struct clos {
	bool is_closed; /* it takes in no other policy: a VM divides it further */
	bool has_l3[SIDE_COUNT];
	uint64_t l3[SIDE_COUNT];
	bool *has_l2[SIDE_COUNT]; /* by cache */
	uint64_t *l2[SIDE_COUNT];
};

struct merging {
	struct arena *arena;
	const struct model *model;
	struct owner *owners;
	size_t owner_count;
	struct clos *all;
	size_t count;
};

static int compare_vcpus(const void *left, const void *right)
{
	const struct owner *a = left, *b = right;

	if (a->policy->vm != b->policy->vm)
		return (uintptr_t)a->policy->vm < (uintptr_t)b->policy->vm ? -1 : 1;
	if (a->policy->vcpu.value != b->policy->vcpu.value)
		return a->policy->vcpu.value < b->policy->vcpu.value ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

static int compare_order(const void *left, const void *right)
{
	const struct owner *a = left, *b = right;

	return a->order < b->order ? -1 : a->order > b->order;
}

static bool is_same_vcpu(const struct owner *a, const struct owner *b)
{
	return a->policy->vm == b->policy->vm && a->policy->vcpu.value == b->policy->vcpu.value;
}

/* Of two policies of one vCPU for one level the later counts. */
static void set_mask(struct masks *masks, const struct owner *owner)
{
	if (owner->cache->level.value == 2) {
		masks->has_l2 = true;
		masks->l2_cache = owner->cache_index;
		masks->l2 = owner->policy->mask.value;
	} else {
		masks->has_l3 = true;
		masks->l3 = owner->policy->mask.value;
	}
}

/* Gives the masks of one vCPU, whose policies are `owners`, to all of them. */
static void fill_masks(struct owner *owners, size_t count, bool has_cdp)
{
	struct masks masks[SIDE_COUNT] = { 0 };

	for (size_t i = 0; i < count; i++) {
		enum cache_type type = owners[i].policy->type;

		if (!has_cdp || type == CACHE_DATA)
			set_mask(&masks[SIDE_DATA], &owners[i]);
		if (!has_cdp || type == CACHE_CODE)
			set_mask(&masks[SIDE_CODE], &owners[i]);
	}
	for (size_t i = 0; i < count; i++)
		for (size_t side = 0; side < SIDE_COUNT; side++)
			owners[i].masks[side] = masks[side];
}

static void collect_owners(struct merging *merging)
{
	const struct hypervisor *hypervisor = &merging->model->hypervisor;

	for (size_t i = 0; i < hypervisor->cache_count; i++)
		for (size_t j = 0; j < hypervisor->caches[i].policy_count; j++) {
			struct owner owner = {
				.policy = &hypervisor->caches[i].policies[j],
				.cache = &hypervisor->caches[i],
				.cache_index = i,
				.order = merging->owner_count,
			};

			if (!owner.policy->vm)
				continue;
			merging->owners = arena_grow(merging->arena, merging->owners,
						     merging->owner_count, sizeof(owner));
			merging->owners[merging->owner_count++] = owner;
		}
}

static void read_owners(struct merging *merging)
{
	bool has_cdp = merging->model->hypervisor.cdp.is_set;
	size_t end;

	collect_owners(merging);
	if (!merging->owner_count)
		return;
	qsort(merging->owners, merging->owner_count, sizeof(*merging->owners), compare_vcpus);
	for (size_t first = 0; first < merging->owner_count; first = end) {
		end = first + 1;
		while (end < merging->owner_count &&
		       is_same_vcpu(&merging->owners[first], &merging->owners[end]))
			end++;
		fill_masks(&merging->owners[first], end - first, has_cdp);
	}
	qsort(merging->owners, merging->owner_count, sizeof(*merging->owners), compare_order);
}

static bool is_match(const struct clos *clos, const struct owner *owner)
{
	for (size_t side = 0; side < SIDE_COUNT; side++) {
		const struct masks *masks = &owner->masks[side];

		if (masks->has_l3 && clos->has_l3[side] && masks->l3 != clos->l3[side])
			return false;
		if (masks->has_l2 && clos->has_l2[side][masks->l2_cache] &&
		    masks->l2 != clos->l2[side][masks->l2_cache])
			return false;
	}
	return !clos->is_closed;
}

/* A missing L3 mask stays missing, as in ACRN's build. */
static void take_l2(struct clos *clos, const struct owner *owner)
{
	for (size_t side = 0; side < SIDE_COUNT; side++) {
		const struct masks *masks = &owner->masks[side];

		if (!masks->has_l2)
			continue;
		clos->has_l2[side][masks->l2_cache] = true;
		clos->l2[side][masks->l2_cache] = masks->l2;
	}
}

static void add_clos(struct merging *merging, const struct owner *owner)
{
	const struct hypervisor *hypervisor = &merging->model->hypervisor;
	struct clos clos = { .is_closed =
				     hypervisor->vcat.is_set && owner->policy->vm->vcat.is_set };

	for (size_t side = 0; side < SIDE_COUNT; side++) {
		clos.has_l3[side] = owner->masks[side].has_l3;
		clos.l3[side] = owner->masks[side].l3;
		clos.has_l2[side] =
			arena_array(merging->arena, hypervisor->cache_count, sizeof(bool));
		clos.l2[side] =
			arena_array(merging->arena, hypervisor->cache_count, sizeof(uint64_t));
	}
	take_l2(&clos, owner);
	merging->all = arena_grow(merging->arena, merging->all, merging->count, sizeof(clos));
	merging->all[merging->count++] = clos;
}

static void merge(struct merging *merging, const struct owner *owner)
{
	for (size_t i = 0; i < merging->count; i++)
		if (is_match(&merging->all[i], owner)) {
			take_l2(&merging->all[i], owner);
			return;
		}
	add_clos(merging, owner);
}

size_t clos_count(struct arena *arena, const struct model *model, size_t max)
{
	bool has_cdp = model->hypervisor.cdp.is_set;
	size_t per_clos = has_cdp ? SIDE_COUNT : 1;
	struct merging merging = { .arena = arena, .model = model };

	read_owners(&merging);
	for (size_t i = 0; i < merging.owner_count && merging.count * per_clos < max; i++)
		if (!has_cdp || merging.owners[i].policy->type == CACHE_DATA)
			merge(&merging, &merging.owners[i]);
	return merging.count * per_clos;
}
