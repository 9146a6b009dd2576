/* SPDX-License-Identifier: BSD-3-Clause
 * static_table.h: a table that acrn-cfg has generated, in a shared object:
 * cc -shared -fPIC -I … static_config.c.
 */
#ifndef TABLE_STATIC_TABLE_H
#define TABLE_STATIC_TABLE_H

#include <stdbool.h>

#include "base/error.h"
#include "schema/static_config.h"

struct static_table {
	const struct cfg_table *table; /* valid until static_table_close() */
	void *object;
};

/* Loads the object at `path`. The table has this program's ABI, and is sound (hv/table.h). The
 * object's initialisers run: it is as trusted as the program itself. False with an error that names
 * --config; static_table_close() may be called then, too. */
bool static_table_open(struct static_table *table, const char *path, struct error *error);

void static_table_close(struct static_table *table);

#endif
