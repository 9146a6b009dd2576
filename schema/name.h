/* SPDX-License-Identifier: BSD-3-Clause
 * name.h: which names may go into scripts, paths and tables. Freestanding: it needs no C library.
 */
#ifndef SCHEMA_NAME_H
#define SCHEMA_NAME_H

#include <stdbool.h>

/* A region of ACRN: 1 to CFG_REGION_NAME_MAX of A-Z, a-z, 0-9 and _. */
bool region_name_is_valid(const char *name);

/* The most that files of a region can have as a part of their names: these may have 255 characters
 * (NAME_MAX), of which the server's own beginnings and ends take some. */
#define SHM_NAME_MAX 200

/* A region of POSIX shared memory where ACRN takes no part, as similar programs name them
 * (looking-glass, my.shmem-0): 1 to SHM_NAME_MAX of A-Z, a-z, 0-9, _, - and ., of which the first
 * is neither - nor . : names do not look like options, nor like the server's own files, which begin
 * with a dot. Every region_name_is_valid() is one. */
bool shm_name_is_valid(const char *name);

/* A VM: 1 to CFG_VM_NAME_MAX of A-Z, a-z, 0-9, _ and -, of which the first is not -. */
bool vm_name_is_valid(const char *name);

#endif
