/* SPDX-License-Identifier: BSD-3-Clause
 * host_memory.c: the board's RAM that the hypervisor and pre-launched VMs get, and huge pages of
 * the Service VM. */
#include "plan/internal.h"

void plan_fill_host_memory(struct planner *planner)
{
	(void)planner;
}
