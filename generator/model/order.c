/* SPDX-License-Identifier: BSD-3-Clause
 * order.c: sorts VMs. */
#include "model/order.h"

#include <stdlib.h>

#include "base/arena.h"

static int compare_ids(const void *left, const void *right)
{
	const struct vm *const *a = left, *const *b = right;

	if ((*a)->has_id != (*b)->has_id)
		return (*a)->has_id ? -1 : 1;
	if ((*a)->id != (*b)->id)
		return (*a)->id < (*b)->id ? -1 : 1;
	return *a < *b ? -1 : *a > *b;
}

const struct vm **model_vms_by_id(struct arena *arena, const struct model *model)
{
	const struct vm **by_id = arena_array(arena, model->vm_count, sizeof(*by_id));

	for (size_t i = 0; i < model->vm_count; i++)
		by_id[i] = &model->vms[i];
	if (model->vm_count)
		qsort(by_id, model->vm_count, sizeof(*by_id), compare_ids);
	return by_id;
}
