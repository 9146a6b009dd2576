/* SPDX-License-Identifier: BSD-3-Clause
 * launch.c: adds what a launch XML says of the VMs. */
#include "upgrade/internal.h"

void upgrade_launch(struct upgrade *upgrade)
{
	(void)upgrade;
}
