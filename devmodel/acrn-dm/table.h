/* SPDX-License-Identifier: BSD-3-Clause
 * table.h: compares the ivshmem devices of a command line with a table that acrn-cfg has generated.
 */
#ifndef ACRN_DM_TABLE_H
#define ACRN_DM_TABLE_H

#include <stdbool.h>

#include "acrn-dm/arguments.h"
#include "base/error.h"

/* Every ivshmem device of the VM must be in the table with the same name, land, size and slot, and
 * with the same region ID if the command line has one; and every device in the table must be on the
 * command line. `path` is that of the shared object (table/static_table.h). False with an error
 * that names both sides. */
bool table_compare(const char *path, const struct arguments *arguments, struct error *error);

#endif
