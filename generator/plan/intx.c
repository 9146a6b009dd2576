/* SPDX-License-Identifier: BSD-3-Clause
 * intx.c: the interrupt lines of pre-launched VMs. */
#include "plan/internal.h"

void plan_fill_intx(struct planner *planner)
{
	(void)planner;
}
