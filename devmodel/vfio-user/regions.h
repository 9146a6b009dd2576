/* SPDX-License-Identifier: BSD-3-Clause
 * regions.h: configuration space and BARs as the client sees them: regions of bytes.
 *
 * Each function returns 0 or an errno value.
 */
#ifndef VFIO_USER_REGIONS_H
#define VFIO_USER_REGIONS_H

#include "vfio-user/protocol.h"
#include "vfio-user/vfu.h"

/* Answers GET_REGION_INFO for the region `info->index`; a region that is not there has size 0.
 * `*fd` is the descriptor to map it from, or -1. */
int vfu_region_info(const struct vfu_function *function, struct vfu_region_info *info, int *fd);

/* Reads or writes access->count bytes, at most VFU_TRANSFER_MAX. Configuration space and memory
 * take any count, registers 1, 2, 4 and 8. */
int vfu_region_read(const struct vfu_function *function, const struct vfu_access *access,
		    unsigned char *bytes);
int vfu_region_write(const struct vfu_function *function, const struct vfu_access *access,
		     const unsigned char *bytes);

#endif
