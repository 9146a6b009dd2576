/* SPDX-License-Identifier: BSD-3-Clause
 * table.h: compares the ivshmem devices of a command line with a table that acrn-cfg has generated.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>

#include "arguments.h"
#include "fault.h"
#include "static_config.h"

/* Every ivshmem device of the VM must be in the table with the same name, land, size and slot, and
 * the same region ID where the command line has one; and every one in the table must be on the
 * command line. False with a fault that names both sides; `path` is the table's, for messages. */
bool table_compare(const struct cfg_table *table, const char *path,
		   const struct arguments *arguments, struct fault *fault);

/* The same with the table in a shared object: `cc -shared -fPIC -I … static_config.c`. The object's
 * initialisers run: it is as trusted as acrn-dm itself. */
bool table_compare_file(const char *path, const struct arguments *arguments, struct fault *fault);

#endif
