/* SPDX-License-Identifier: BSD-3-Clause
 * board.c: reads a board description. */
#include "board/internal.h"

#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "load/load.h"
#include "schema/number.h"
#include "validate/schema.h"

bool board_attribute_number(struct arena *arena, const xmlNode *node, const char *name,
			    uint64_t *value)
{
	const char *text = load_attribute(arena, node, name);

	return text && number_parse(text, strlen(text), UINT64_MAX, value);
}

bool board_child_number(struct arena *arena, const xmlNode *parent, const char *name, uint64_t max,
			uint64_t *value)
{
	const xmlNode *child = load_child(parent, name);
	const char *text = child ? load_text(arena, child) : "";

	return number_parse(text, strlen(text), max, value);
}

static const char *name_of(struct arena *arena, const struct doc *doc)
{
	const char *name = load_attribute(arena, xmlDocGetRootElement(doc->xml), "board");

	if (name && *name)
		return name;
	return arena_copy(arena, doc->source->base, load_stem(doc->source->base));
}

/* The tree is the board's where it has a platform; for anything else it is read and forgotten. */
static const struct board *read_board(struct arena *arena, const struct doc *doc, bool has_platform)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct board *board = arena_alloc(arena, sizeof(*board));
	struct board_tree tree;

	board->source = doc->source;
	board->name = name_of(arena, doc);
	board_read_tree(has_platform ? arena : scratch, doc, has_platform, &tree);
	board_read_cpus(arena, doc, has_platform, board);
	board_read_devices(arena, doc, &tree, board);
	board_read_memory(arena, &tree, board);
	board_read_interrupts(arena, root, &tree, board);
	board_read_ram(arena, root, board);
	board_read_caches(arena, doc, board);
	if (has_platform)
		board->platform = board_read_platform(arena, doc, &tree);
	return board;
}

const struct board *board_load(struct arena *arena, struct schema *schema,
			       const struct source *source, bool has_platform, struct diags *diags)
{
	const struct doc *doc = source ? load_source(arena, source, diags) : NULL;
	size_t errors = diags_error_count(diags);
	const struct board *board;

	if (!doc || !board_is_board(doc, diags) || !schema_validate(schema, doc, diags) ||
	    diags_error_count(diags) > errors || !board_has_cpus(doc, diags))
		return NULL;
	board = read_board(arena, doc, has_platform);
	load_release(arena, doc);
	return board;
}
