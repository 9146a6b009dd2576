/* SPDX-License-Identifier: BSD-3-Clause
 * query.c: makes queries, and says in the client's terms where things are. */
#include "lsp/query.h"

#include <stdarg.h>
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "diag/document.h"
#include "fix/fix.h"
#include "load/load.h"
#include "load/overlay.h"
#include "lsp/uri.h"

/* A source whose lines are known. */
struct place {
	struct place *next;
	const struct source *source;
	const struct lines *lines;
};

struct lsp_places {
	const struct server *server;
	struct overlay *overlays;
	struct place *first;
};

/* A text under the name of its file. */
static const struct source *make_source(struct arena *arena, const struct task *task,
					const struct lsp_text *text)
{
	return task->path ? source_file(arena, task->path, text->bytes, text->size)
			  : source_memory(arena, task->state.uri, text->bytes, text->size);
}

struct lsp_query query_new(struct arena *arena, const struct server *server,
			   const struct task *task, struct overlay *overlays)
{
	struct lsp_query query = {
		.arena = arena,
		.host = server->host,
		.client = &server->client,
		.document = task->state,
		.source = make_source(arena, task, task->text),
		.params = task->params,
		.places = arena_alloc(arena, sizeof(*query.places)),
		.refusal = arena_alloc(arena, sizeof(*query.refusal)),
	};

	query.places->server = server;
	query.places->overlays = overlays;
	return query;
}

/* The file as it was saved. */
static const struct doc *load_from_disk(const struct lsp_query *query, const char *path,
					struct diags *diags)
{
	const struct source *source;

	overlay_set(NULL, 0);
	source = load_read(query->arena, path, diags);
	overlay_set(query->places->overlays, DOCUMENTS_MAX);
	return source ? load_source(query->arena, source, diags) : NULL;
}

void query_parse(struct lsp_query *query, const struct task *task)
{
	struct diags *ignored = diags_new(query->arena);

	query->doc = load_source(query->arena, query->source, ignored);
	query->is_current = query->doc;
	if (!query->doc && task->parsed)
		query->doc = load_source(query->arena,
					 make_source(query->arena, task, task->parsed), ignored);
	if (!query->doc && task->path)
		query->doc = load_from_disk(query, task->path, ignored);
}

bool query_locate(struct lsp_query *query)
{
	return lsp_offset(query, json_object_get(query->params, "position"), &query->offset);
}

void query_add_files(const struct lsp_query *query, struct fixes *fixes)
{
	const bool is_file = query->source->is_file;
	const char *own = overlay_path(query->arena, is_file ? query->source->name : "-");

	fix_add_file(query->arena, fixes, own, query->source);
	for (size_t i = 0; i < DOCUMENTS_MAX; i++) {
		const struct overlay *open = &query->places->overlays[i];

		if (open->path && strcmp(open->path, own) != 0)
			fix_add_file(
				query->arena, fixes, open->path,
				source_file(query->arena, open->path, open->bytes, open->size));
	}
}

/* The lines of all bytes of a source. */
static const struct lines *find_lines(const struct lsp_query *query, const struct source *source)
{
	struct place *place = query->places->first;

	while (place && place->source != source)
		place = place->next;
	if (place)
		return place->lines;
	place = arena_alloc(query->arena, sizeof(*place));
	*place = (struct place) {
		.next = query->places->first,
		.source = source,
		.lines = lines_new(query->arena, source->bytes - source->mark_size,
				   source->size + source->mark_size),
	};
	query->places->first = place;
	return place->lines;
}

static json_t *make_position(const struct lsp_query *query, const struct source *source,
			     size_t offset)
{
	struct lsp_position at = lines_position(
		find_lines(query, source), source->mark_size + offset, query->client->encoding);

	return json_pack("{s:I, s:I}", "line", (json_int_t)at.line, "character",
			 (json_int_t)at.character);
}

json_t *lsp_range(const struct lsp_query *query, struct span at)
{
	uint32_t end = at.end > at.start ? at.end : at.start;

	return json_pack("{s:o, s:o}", "start", make_position(query, at.source, at.start), "end",
			 make_position(query, at.source, end));
}

const char *query_uri(const struct lsp_query *query, const struct source *source)
{
	const struct document *each = query->places->server->documents.first;
	const char *path;

	if (lsp_is_here(query, source_span(source, 0, 0)))
		return query->document.uri;
	if (!source->is_file)
		return NULL;
	path = overlay_path(query->arena, source->name);
	for (; each; each = each->next)
		if (each->real_path && strcmp(each->real_path, path) == 0)
			return each->uri;
	return *path == '/' ? uri_of_path(query->arena, path) : NULL;
}

bool lsp_has_uri(const struct lsp_query *query, struct span at)
{
	return at.source && query_uri(query, at.source);
}

struct lsp_document query_document(const struct lsp_query *query, const char *uri)
{
	const struct document *found = documents_find(&query->places->server->documents, uri);

	if (strcmp(uri, query->document.uri) == 0)
		return query->document;
	return (struct lsp_document) {
		.uri = uri,
		.has_version = found && found->has_version,
		.version = found ? found->version : 0,
	};
}

json_t *lsp_location(const struct lsp_query *query, struct span at)
{
	const char *uri = at.source ? query_uri(query, at.source) : NULL;

	if (!uri)
		return NULL;
	return json_pack("{s:o, s:o}", "uri", document_text(query->arena, uri), "range",
			 lsp_range(query, at));
}

bool lsp_is_here(const struct lsp_query *query, struct span at)
{
	return at.source == query->source;
}

bool lsp_offset(const struct lsp_query *query, const json_t *position, size_t *offset)
{
	size_t mark_size = query->source->mark_size;
	struct lsp_position at;

	if (!position_read(position, &at))
		return false;
	*offset = lines_offset(find_lines(query, query->source), at, query->client->encoding);
	*offset = *offset > mark_size ? *offset - mark_size : 0;
	return true;
}

const struct board *lsp_board(const struct lsp_query *query)
{
	return query->doc ? query->host->board(query->host->context, query->arena, query->doc)
			  : NULL;
}

const struct model *lsp_model(const struct lsp_query *query)
{
	return query->doc
		       ? query->host->model(query->host->context, query->arena, query->doc->source)
		       : NULL;
}

json_t *lsp_refuse(const struct lsp_query *query, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	*query->refusal = arena_vprintf(query->arena, format, arguments);
	va_end(arguments);
	return NULL;
}
