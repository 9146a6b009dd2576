/* SPDX-License-Identifier: BSD-3-Clause
 * region_check.h: whether a region's memory can be accessed, after an access has failed.
 */
#ifndef ACRN_DM_REGION_CHECK_H
#define ACRN_DM_REGION_CHECK_H

#include <stdbool.h>

#include "acrn-dm/claim.h"
#include "base/error.h"

/* Looks for what lets an access to the region's memory `fd` end in SIGBUS: it is smaller than its
 * devices, or some of its pages are missing. False with the finding, which names the region. */
bool region_check(int fd, const struct claim *claim, struct error *finding);

#endif
