/* SPDX-License-Identifier: BSD-3-Clause
 * slots.c: which elements get the slots of the script by themselves.
 *
 * gen gives the slots that nothing else has to elements, in the order of their kinds, from the
 * first one on (plan/slots.h). So a VM's elements have the right slots if these rise in that order,
 * and if the VM uses every slot below them: as many as possible stay elements, others say their
 * slot. */
#include <stdlib.h>

#include "import/internal.h"

/* For what scripts of gen's prepare the host: more than of all others together. */
#define PREPARED_WEIGHT (CFG_SLOT_MAX + 1u)

/* The slot that a VM's GPU has, whatever else there is. */
static bool is_fixed(const struct import_device *device)
{
	return device->kind == DEVICE_PASSTHROUGH && device->from->slot == CFG_SLOT_GPU;
}

/* The first slot that no device of the VM has. */
static unsigned first_gap(const struct import_vm *vm)
{
	bool is_used[UINT8_MAX + 1] = { false };
	unsigned slot = CFG_SLOT_FIRST;

	for (size_t i = 0; i < vm->device_count; i++)
		if (vm->devices[i].way != IMPORT_LEFT_OUT)
			is_used[vm->devices[i].from->slot] = true;
	while (slot <= CFG_SLOT_LAST && is_used[slot])
		slot++;
	return slot;
}

static int by_kind(const void *left, const void *right)
{
	const struct import_device *const *a = left, *const *b = right;

	if ((*a)->kind != (*b)->kind)
		return (*a)->kind < (*b)->kind ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

/* The elements whose slot gen chooses, in its order; two in one slot cannot both be. */
static size_t list_candidates(struct import_vm *vm, struct import_device *candidates[])
{
	bool is_used[UINT8_MAX + 1] = { false };
	unsigned gap = first_gap(vm);
	size_t count = 0;

	for (size_t i = 0; i < vm->device_count; i++) {
		struct import_device *device = &vm->devices[i];
		unsigned slot = device->from->slot;

		if (device->way != IMPORT_ELEMENT || is_fixed(device))
			continue;
		device->way = IMPORT_DM_DEVICE;
		if (slot < CFG_SLOT_FIRST || slot >= gap || is_used[slot])
			continue;
		is_used[slot] = true;
		candidates[count++] = device;
	}
	qsort(candidates, count, sizeof(struct import_device *), by_kind);
	return count;
}

static unsigned weight_of(const struct import_device *device)
{
	bool is_prepared = device->kind == DEVICE_NET || device->kind == DEVICE_PASSTHROUGH;

	return is_prepared ? PREPARED_WEIGHT : 1;
}

/* Keeps the candidates with rising slots that weigh most. */
static void keep_rising(struct import_device *const *candidates, size_t count)
{
	unsigned weight[CFG_SLOT_MAX + 1]; /* of the best list that ends with each of them */
	size_t before[CFG_SLOT_MAX + 1];   /* the one before it in that list; `count` for none */
	size_t best = count;

	for (size_t i = 0; i < count; i++) {
		weight[i] = 0;
		before[i] = count;
		for (size_t j = 0; j < i; j++)
			if (candidates[j]->from->slot < candidates[i]->from->slot &&
			    weight[j] > weight[i]) {
				weight[i] = weight[j];
				before[i] = j;
			}
		weight[i] += weight_of(candidates[i]);
		if (best == count || weight[i] > weight[best])
			best = i;
	}
	for (; best < count; best = before[best])
		candidates[best]->way = IMPORT_ELEMENT;
}

void import_place(struct import_vm *vm)
{
	struct import_device *candidates[CFG_SLOT_MAX + 1];
	size_t count = list_candidates(vm, candidates);

	keep_rising(candidates, count);
}
