/* SPDX-License-Identifier: BSD-3-Clause
 * capacities.c: the sizes of the hypervisor's tables. */
#include "plan/internal.h"

void plan_fill_capacities(struct planner *planner)
{
	(void)planner;
}
