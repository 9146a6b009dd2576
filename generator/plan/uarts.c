/* SPDX-License-Identifier: BSD-3-Clause
 * uarts.c: the vUARTs of VMs with their ports and IRQs, those that ACRN adds for shutdown included.
 */
#include "plan/internal.h"

void plan_fill_uarts(struct planner *planner)
{
	(void)planner;
}
