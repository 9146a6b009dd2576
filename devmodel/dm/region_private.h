/* SPDX-License-Identifier: BSD-3-Clause
 * region_private.h: what making and removing regions have in common.
 */
#ifndef REGION_PRIVATE_H
#define REGION_PRIVATE_H

#include "region.h"

#define REGION_PRIVATE_PREFIX ".acrn-dm-"

/* With its NUL: the prefix and 16 hex digits. */
#define REGION_PRIVATE_SIZE (sizeof(REGION_PRIVATE_PREFIX) + 16)

/* The directory of all objects; the caller closes it. -1 with a fault. */
int region_open_directory(struct fault *fault);

/* A name for an object that nobody else may open: random, of REGION_PRIVATE_SIZE. False with errno.
 */
bool region_make_private_name(char *name);

#endif
