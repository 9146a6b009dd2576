/* SPDX-License-Identifier: BSD-3-Clause
 * navigate.c: where names are defined, and where they are used. */
#include "base/arena.h"
#include "board/board.h"
#include "diag/document.h"
#include "lsp/names.h"
#include "outline/outline.h"
#include "schema/bdf.h"

/* By the numbers of the protocol. */
enum highlight { HIGHLIGHT_READ = 2, HIGHLIGHT_WRITE = 3 };

/* Where the board has what a name refers to; no source where that is not known. */
static struct span find_on_board(const struct lsp_names *names, const struct lsp_name *name)
{
	const struct board *board = names->model->board;
	const struct board_device *device = NULL;
	const struct board_cpu *cpu = NULL;
	uint16_t bdf;
	size_t length;

	if (board && name->kind == LSP_DEVICE && bdf_parse(name->text, &bdf, &length))
		device = board_device(board, bdf);
	if (board && name->kind == LSP_CPU)
		cpu = board_cpu(board, name->cpu);
	return device ? device->at : cpu ? cpu->at : (struct span) { 0 };
}

/* Adds the location of a span, if it is in a file. */
static void add_location(const struct lsp_query *query, json_t *list, struct span at)
{
	json_t *location = at.source ? lsp_location(query, at) : NULL;

	if (location)
		document_append(query->arena, list, location);
}

/* The file of the board, for the attribute that names it. */
static void add_board(const struct lsp_names *names, json_t *list)
{
	const struct lsp_query *query = names->query;
	const struct outline_place *place =
		&outline_new(query->arena, query->source, query->offset)->place;

	if (place->kind == OUTLINE_ATTRIBUTE_VALUE && place->open->depth == 1 &&
	    outline_is(place->attribute, "board") && names->model && names->model->board)
		add_location(query, list, source_span(names->model->board->source, 0, 0));
}

/* The list itself; NULL for an empty one. */
static json_t *give(json_t *list)
{
	if (json_array_size(list))
		return list;
	json_decref(list);
	return NULL;
}

json_t *lsp_definition(const struct lsp_query *query)
{
	const struct lsp_names *names = lsp_names(query);
	const struct lsp_name *name = lsp_name_at(names, query->offset);
	json_t *list = json_array();

	if (!name) {
		add_board(names, list);
		return give(list);
	}
	add_location(query, list, find_on_board(names, name));
	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].is_definition && lsp_is_same(&names->items[i], name))
			add_location(query, list, names->items[i].at);
	return give(list);
}

json_t *lsp_references(const struct lsp_query *query)
{
	const json_t *context = json_object_get(query->params, "context");
	bool wants_definitions = json_is_true(json_object_get(context, "includeDeclaration"));
	const struct lsp_names *names = lsp_names(query);
	const struct lsp_name *name = lsp_name_at(names, query->offset);
	json_t *list = json_array();

	for (size_t i = 0; name && i < names->count; i++)
		if (lsp_is_same(&names->items[i], name) &&
		    (wants_definitions || !names->items[i].is_definition))
			add_location(query, list, names->items[i].at);
	return give(list);
}

json_t *lsp_highlight(const struct lsp_query *query)
{
	const struct lsp_names *names = lsp_names(query);
	const struct lsp_name *name = lsp_name_at(names, query->offset);
	json_t *list = json_array();

	for (size_t i = 0; name && i < names->count; i++) {
		const struct lsp_name *each = &names->items[i];

		if (lsp_is_here(query, each->at) && lsp_is_same(each, name))
			document_append(
				query->arena, list,
				json_pack("{s:o, s:i}", "range", lsp_range(query, each->at), "kind",
					  each->is_definition ? HIGHLIGHT_WRITE : HIGHLIGHT_READ));
	}
	return give(list);
}
