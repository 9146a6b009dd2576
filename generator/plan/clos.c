/* SPDX-License-Identifier: BSD-3-Clause
 * clos.c: the classes of service of vCPUs, and their masks of each cache. */
#include "plan/internal.h"

void plan_fill_clos(struct planner *planner)
{
	(void)planner;
}
