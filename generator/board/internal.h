/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: how a board description is read, for the files of board/ only.
 */
#ifndef BOARD_INTERNAL_H
#define BOARD_INTERNAL_H

#include <libxml/tree.h>

#include "board/board.h"
#include "board/platform.h"

struct doc;
struct string_map;

/* Reads the board in a source; NULL where it is invalid, which is reported to `diags`. */
const struct board *board_load(struct arena *arena, struct schema *schema,
			       const struct source *source, bool has_platform, struct diags *diags);

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
	struct board_listed *boards;
	size_t count;
	bool is_too_large; /* the directory has too many files: none was read */
	int error;	   /* why the list is incomplete; 0 where it is not */
};

/* board/beside.c: lists the board descriptions in a directory; none where this user may not read
 * it. Only the beginning of each XML file is read. */
const struct board_listing *board_list(struct arena *arena, const char *path);

/* Whether a file is a scenario or a launch XML, by its first elements. */
bool board_is_scenario(struct arena *arena, const char *path);

/* The number in an attribute; in a child element, of at most `max`. */
bool board_attribute_number(struct arena *arena, const xmlNode *node, const char *name,
			    uint64_t *value);
bool board_child_number(struct arena *arena, const xmlNode *parent, const char *name, uint64_t max,
			uint64_t *value);

/* The next of the numbers that a list has with commas and white space between them. Returns where
 * it ends, NULL behind the last. */
const char *board_next_number(const char *text, uint64_t *number);

/* The buses and devices of a board. */
struct board_tree {
	const struct board_node *first;	       /* child of <devices>, or NULL */
	const struct board_node *const *nodes; /* all of them, in the order of the document */
	size_t count;
	int last_bus;		  /* the highest number of a PCI bus; -1 for none */
	uint64_t msix_table_size; /* as in struct board_platform, and so is `tpm` */
	struct board_tpm tpm;
};

/* board/tree.c: reads them; what only a platform needs of them where `is_whole`. */
void board_read_tree(struct arena *arena, const struct doc *doc, bool is_whole,
		     struct board_tree *tree);

/* A map from the paths of ACPI objects to their devices: of two with one path the first. */
struct string_map *board_map_objects(struct arena *arena, const struct board_tree *tree);

/* board/resources.c: reads those of a bus or device. */
void board_read_resources(struct arena *arena, const xmlNode *xml, struct board_node *node);

/* board/platform.c: reads a platform, whose tree is whole; an ID, or NULL, is that of a TPM. */
const struct board_platform *board_read_platform(struct arena *arena, const struct doc *doc,
						 const struct board_tree *tree);
bool board_is_tpm(const char *id);

/* board/blocks.c: reads the blocks of text; the lines of one, which are parts of the text. */
void board_read_blocks(struct arena *arena, const struct doc *doc, struct board_platform *platform);
void board_read_lines(struct arena *arena, char *text, struct board_block *block);

/* board/cpus.c, board/devices.c, board/memory.c, board/interrupts.c, board/ram.c, board/caches.c:
 * read what struct board says; the levels and domains of CPUs only where there is a platform. */
void board_read_cpus(struct arena *arena, const struct doc *doc, bool has_platform,
		     struct board *board);
void board_read_devices(struct arena *arena, const struct doc *doc, const struct board_tree *tree,
			struct board *board);
void board_read_memory(struct arena *arena, const struct board_tree *tree, struct board *board);
void board_read_interrupts(struct arena *arena, const xmlNode *root, const struct board_tree *tree,
			   struct board *board);
void board_read_ram(struct arena *arena, const xmlNode *root, struct board *board);
void board_read_caches(struct arena *arena, const struct doc *doc, struct board *board);

#endif
