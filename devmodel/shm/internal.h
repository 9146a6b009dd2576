/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what region.c and remove.c share.
 */
#ifndef SHM_INTERNAL_H
#define SHM_INTERNAL_H

#include "shm/region.h"

#define REGION_PRIVATE_PREFIX ".acrn-dm-"

/* With its NUL: the prefix and 16 hex digits. */
#define REGION_PRIVATE_SIZE (sizeof(REGION_PRIVATE_PREFIX) + 16)

/* The directory of all objects; the caller closes it. -1 with an error. */
int region_open_directory(struct error *error);

/* A random name of REGION_PRIVATE_SIZE for an object that is not published. False with errno. */
bool region_make_private_name(char *name);

#endif
