/* SPDX-License-Identifier: BSD-3-Clause
 * guest_flags.c: what VMs may do, as ACRN's guest flags. */
#include "plan/internal.h"

void plan_fill_guest_flags(struct planner *planner)
{
	(void)planner;
}
