/* SPDX-License-Identifier: BSD-3-Clause
 * vmsix.h: devices that have MSI only, and that ACRN's hypervisor shows with MSI-X: it adds a BAR
 * to them.
 */
#ifndef PLAN_VMSIX_H
#define PLAN_VMSIX_H

#include "board/board.h"

/* Whether a PCI device's IDs are those of such a device. */
bool vmsix_has_id(uint16_t vendor, uint16_t identifier);

/* How many the board has. */
size_t vmsix_count(const struct board *board);

#endif
