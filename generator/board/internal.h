/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how a board description is read, for the files of board/ only.
 */
#ifndef BOARD_INTERNAL_H
#define BOARD_INTERNAL_H

#include <libxml/tree.h>

#include "board/board.h"

/* Reads the board in a source; NULL where it is invalid, which is reported to `diags`. */
const struct board *board_load(struct arena *arena, struct schema *schema,
			       const struct source *source, struct diags *diags);

/* The number of a PCI bus; -1 for any other bus. */
int board_bus(struct arena *arena, const xmlNode *node);

/* The BDF of a device on PCI bus `bus`; false if it is not a PCI device. */
bool board_bdf(struct arena *arena, const xmlNode *node, int bus, uint16_t *bdf);

/* board/memory.c: reads the windows of bus 0, what is taken, and the BARs. */
void board_read_memory(struct arena *arena, const xmlNode *root, struct board *board);

#endif
