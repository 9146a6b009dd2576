/* SPDX-License-Identifier: BSD-3-Clause
 * static_table.h: a table that acrn-cfg has generated, in a shared object:
 * cc -shared -fPIC -I … static_config.c.
 */
#ifndef STATIC_TABLE_H
#define STATIC_TABLE_H

#include <stdbool.h>

#include "fault.h"
#include "static_config.h"

struct static_table {
	const struct cfg_table *table; /* valid until static_table_close() */
	void *object;
};

/* Loads the object at `path`. The table has this program's ABI, and is sound (hv_table.h). The
 * object's initialisers run: it is as trusted as the program itself. False with a fault that speaks
 * of --config; closing is fine then, too. */
bool static_table_open(struct static_table *table, const char *path, struct fault *fault);

void static_table_close(struct static_table *table);

#endif
