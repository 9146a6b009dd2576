/* SPDX-License-Identifier: BSD-3-Clause
 * vmsix.c: devices of the board whose MSI the hypervisor shows as MSI-X; how many PCI devices VMs
 * have. */
#include "plan/internal.h"

void plan_fill_vmsix(struct planner *planner)
{
	(void)planner;
}
