/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how a board description is read, for the files of board/ only.
 */
#ifndef BOARD_INTERNAL_H
#define BOARD_INTERNAL_H

#include <libxml/tree.h>

#include "board/board.h"

struct doc;

/* Reads the board in a source; NULL where it is invalid, which is reported to `diags`. */
const struct board *board_load(struct arena *arena, struct schema *schema,
			       const struct source *source, struct diags *diags);

/* board/check.c: whether a document is a board description, before its schema is applied; whether a
 * valid one has CPUs. If not, that is reported to `diags`. */
bool board_is_board(const struct doc *doc, struct diags *diags);
bool board_has_cpus(const struct doc *doc, struct diags *diags);

/* A file that looks like a board description. */
struct board_listed {
	const char *path;
	const char *name; /* of the board, as in struct board */
};

/* Those of a directory, by rising path. */
struct board_listing {
	const char *directory;
	struct board_listed *boards; /* arena_grow()n */
	size_t count;
	bool is_too_large; /* the directory has too many files: none was read */
	int error;	   /* why the list is incomplete; 0 where it is not */
};

/* board/beside.c: lists the board descriptions in a directory; none where this user may not read
 * it. Only the beginning of each XML file is read. */
const struct board_listing *board_list(struct arena *arena, const char *path);

/* Whether a file is a scenario, by its first elements. */
bool board_is_scenario(struct arena *arena, const char *path);

/* The number of a PCI bus; -1 for any other bus. */
int board_bus(struct arena *arena, const xmlNode *node);

/* The BDF of a device on PCI bus `bus`; false if it is not a PCI device. */
bool board_bdf(struct arena *arena, const xmlNode *node, int bus, uint16_t *bdf);

/* The number in an attribute; in a child element, of at most `max`. */
bool board_attribute_number(struct arena *arena, const xmlNode *node, const char *name,
			    uint64_t *value);
bool board_child_number(struct arena *arena, const xmlNode *parent, const char *name, uint64_t max,
			uint64_t *value);

/* board/memory.c: reads the windows of bus 0, what is taken, and the BARs. */
void board_read_memory(struct arena *arena, const xmlNode *root, struct board *board);

/* board/interrupts.c: reads the lines of devices without MSI, and the free IRQs. */
void board_read_interrupts(struct arena *arena, const xmlNode *root, struct board *board);

/* board/ram.c, board/caches.c: read what their names say. */
void board_read_ram(struct arena *arena, const xmlNode *root, struct board *board);
void board_read_caches(struct arena *arena, const xmlNode *root, struct board *board);

#endif
