/* SPDX-License-Identifier: BSD-3-Clause
 * boot_arguments.c: the kernels' command lines. */
#include "plan/internal.h"

void plan_fill_boot_arguments(struct planner *planner)
{
	(void)planner;
}
