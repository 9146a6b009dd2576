/* SPDX-License-Identifier: BSD-3-Clause
 * windows.c: the windows of the host bridge. */
#include "plan/internal.h"

void plan_fill_windows(struct planner *planner)
{
	(void)planner;
}
