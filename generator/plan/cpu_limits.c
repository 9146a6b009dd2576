/* SPDX-License-Identifier: BSD-3-Clause
 * cpu_limits.c: how fast CPUs may run: those of RTVMs always at the same speed. */
#include "plan/internal.h"

void plan_fill_cpu_limits(struct planner *planner)
{
	(void)planner;
}
