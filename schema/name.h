/* SPDX-License-Identifier: BSD-3-Clause
 * name.h: which names may go into scripts, paths and tables. Freestanding: it needs no C library.
 */
#ifndef SCHEMA_NAME_H
#define SCHEMA_NAME_H

#include <stdbool.h>

/* A region: 1 to CFG_REGION_NAME_MAX of A-Z, a-z, 0-9 and _. */
bool region_name_is_valid(const char *name);

/* A VM: 1 to CFG_VM_NAME_MAX of A-Z, a-z, 0-9, _ and -, of which the first is not -. */
bool vm_name_is_valid(const char *name);

#endif
