/* SPDX-License-Identifier: BSD-3-Clause
 * vmm_end.h: explains the end of a QEMU that was not asked to end.
 */
#ifndef ACRN_DM_VMM_END_H
#define ACRN_DM_VMM_END_H

#include "acrn-dm/dm_land.h"
#include "acrn-dm/run.h"

/* Warns of a signal that has ended QEMU, if `signal` is not 0: with its name, and for SIGBUS with
 * the regions that cause it. */
void vmm_end_report(int signal, const struct dm_land *land, run_warn *warn);

#endif
