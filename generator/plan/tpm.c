/* SPDX-License-Identifier: BSD-3-Clause
 * tpm.c: the TPM of VM 0 and its log. */
#include "plan/internal.h"

void plan_fill_tpm(struct planner *planner)
{
	(void)planner;
}
