/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how the parts of the plan are built.
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "plan/plan.h"

struct planner {
	struct arena *arena;
	const struct model *model;
	struct plan *plan;
};

/* plan/vm.c: fills in a VM of the plan, whose index is set. */
void plan_fill_vm(struct planner *planner, struct plan_vm *to, const struct vm *vm);

/* plan/devices.c: its devices, each at the user's address or in the first free slot. */
void plan_fill_devices(struct planner *planner, struct plan_vm *to, const struct vm *vm);

#endif
