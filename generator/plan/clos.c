/* SPDX-License-Identifier: BSD-3-Clause
 * clos.c: the classes of service of vCPUs, and their masks of each cache. */
#include <stdlib.h>

#include "base/arena.h"
#include "plan/affinity.h"
#include "plan/clos_table.h"
#include "plan/internal.h"

/* The first masks that policies give a VM of the model. */
struct first_masks {
	const char *l2, *l3;
};

static int compare_positions(const void *left, const void *right)
{
	const struct plan_cache *a = left, *b = right;

	return a->cache->position < b->cache->position ? -1
						       : a->cache->position > b->cache->position;
}

/* Those that can only have their bandwidth limited are none of them. */
static void fill_caches(struct planner *planner, const struct clos_table *table)
{
	const struct board *board = planner->model->board;
	struct plan_hypervisor *to = planner->hypervisor;
	struct plan_cache *caches =
		arena_array(planner->arena, board->cache_count, sizeof(*caches));

	for (size_t i = 0; i < board->cache_count; i++) {
		struct plan_cache *cache = &caches[to->cache_count];

		if (!board->caches[i].has_cat)
			continue;
		cache->cache = &board->caches[i];
		cache->masks =
			clos_table_masks(planner->arena, table, cache->cache, &cache->mask_count);
		cache->cpus = affinity_of_cache(board, cache->cache);
		to->cache_count++;
	}
	if (to->cache_count)
		qsort(caches, to->cache_count, sizeof(*caches), compare_positions);
	to->caches = caches;
}

/* With CDP each class takes two IDs. */
static void fill_limit(struct planner *planner, const struct clos_table *table)
{
	if (planner->model->hypervisor.rdt.is_set)
		planner->hypervisor->clos_max =
			clos_limit(planner->model->board) / (unsigned)table->sides;
}

/* The vCPUs of each VM follow each other in the table. */
static void fill_vcpus(struct planner *planner, const struct clos_table *table,
		       struct plan_vm_hypervisor *to)
{
	size_t first = 0, end = table->vcpu_count;
	uint16_t *vcpu_clos;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if ((uintptr_t)table->vcpus[middle].vm < (uintptr_t)to->vm)
			first = middle + 1;
		else
			end = middle;
	}
	while (end < table->vcpu_count && table->vcpus[end].vm == to->vm)
		end++;
	vcpu_clos = arena_array(planner->arena, end - first, sizeof(*vcpu_clos));
	for (size_t i = first; i < end; i++)
		vcpu_clos[i - first] = (uint16_t)table->vcpus[i].clos;
	to->vcpu_clos = vcpu_clos;
	to->vcpu_clos_count = end - first;
}

/* Of each VM of the model. */
static const struct first_masks *find_first_masks(struct planner *planner)
{
	const struct model *model = planner->model;
	struct first_masks *all = arena_array(planner->arena, model->vm_count, sizeof(*all));

	for (size_t i = 0; i < model->hypervisor.cache_count; i++) {
		const struct cache_allocation *cache = &model->hypervisor.caches[i];

		for (size_t j = 0; j < cache->policy_count; j++) {
			const struct cache_policy *policy = &cache->policies[j];
			struct first_masks *masks = &all[policy->vm - model->vms];

			if (cache->level.value == 2 && !masks->l2)
				masks->l2 = policy->mask.text;
			else if (cache->level.value == 3 && !masks->l3)
				masks->l3 = policy->mask.text;
		}
	}
	return all;
}

/* A VM with vCAT divides its first masks into as many classes as it asks for. */
static void fill_vcat(struct planner *planner, struct plan_vm_hypervisor *to,
		      const struct first_masks *first)
{
	const struct board *board = planner->model->board;

	to->clos_count = to->vcpu_clos_count;
	to->has_vcat = planner->model->hypervisor.vcat.is_set && to->vm->vcat.is_set;
	if (!to->has_vcat)
		return;
	to->clos_count = to->vm->vcat_classes.value;
	to->max_l2_mask = clos_has_level(board, 2) ? first->l2 : NULL;
	to->max_l3_mask = clos_has_level(board, 3) ? first->l3 : NULL;
}

void plan_fill_clos(struct planner *planner)
{
	const struct first_masks *first = find_first_masks(planner);
	struct clos_table table = clos_table_form(planner->arena, planner->model, CLOS_MAX);

	fill_caches(planner, &table);
	fill_limit(planner, &table);
	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		struct plan_vm_hypervisor *vm = &planner->vms[i];

		fill_vcpus(planner, &table, vm);
		fill_vcat(planner, vm, &first[vm->vm - planner->model->vms]);
	}
}
