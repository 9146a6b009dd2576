/* SPDX-License-Identifier: BSD-3-Clause
 * ssram.c: the software SRAM of a pre-launched RTVM. */
#include "plan/internal.h"

void plan_fill_ssram(struct planner *planner)
{
	(void)planner;
}
