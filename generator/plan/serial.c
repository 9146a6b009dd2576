/* SPDX-License-Identifier: BSD-3-Clause
 * serial.c: the hypervisor's own console. */
#include "plan/internal.h"

void plan_fill_serial(struct planner *planner)
{
	(void)planner;
}
