/* SPDX-License-Identifier: BSD-3-Clause
 * settings_reader.h: what settings.c and settings_table.c share: one region while it is read.
 *
 * The functions return false with the reader's error, which has the position of the text if that is
 * within the value.
 */
#ifndef IVSHMEM_SERVER_SETTINGS_READER_H
#define IVSHMEM_SERVER_SETTINGS_READER_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/settings.h"

/* A region that is read from one value. */
struct region_reader {
	struct region_settings *region;
	struct settings *settings;
	const char *value; /* from its start, for columns; NULL: no columns */
	struct error *error;
};

/* A region without a name, and without a size. */
struct region_settings settings_defaults(void);

/* Frees the arrays of a region that was not added. */
void settings_free_region(struct region_settings *region);

/* Reads the region's name, which no other may have. */
bool settings_read_name(const struct region_reader *reader, const char *name);

/* Reads the keys after the name; for a table only those that can apply to all of its regions. */
bool settings_read_keys(struct region_reader *reader, char *rest, bool is_table);

/* Reads the name of a VM. */
bool settings_read_vm(const struct region_reader *reader, const char *text,
		      struct bound_peer *peer);

/* Binds an ID; `at` is the position for an error. */
bool settings_add_peer(struct region_reader *reader, const char *at, const struct bound_peer *peer);

/* Adds the region to the settings, which own its arrays then, unless its sockets would have the
 * same names as those of another region. */
bool settings_add(const struct region_reader *reader);

#endif
