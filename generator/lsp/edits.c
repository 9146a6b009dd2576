/* SPDX-License-Identifier: BSD-3-Clause
 * edits.c: changes of documents, as the client applies them. */
#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "lsp/query.h"

json_t *lsp_edits_new(const struct lsp_query *query)
{
	return query->client->takes_document_changes ? json_pack("{s:[]}", "documentChanges")
						     : json_pack("{s:{}}", "changes");
}

static json_t *version_of(const struct lsp_query *query, const char *uri)
{
	const struct lsp_document document = query_document(query, uri);

	return document.has_version ? json_integer(document.version) : json_null();
}

/* The edits of one document, in the form with versions. */
static json_t *find_versioned(const struct lsp_query *query, json_t *changes, const char *uri)
{
	json_t *change, *identifier;

	for (size_t i = 0; i < json_array_size(changes); i++) {
		change = json_array_get(changes, i);
		identifier = json_object_get(change, "textDocument");
		if (strcmp(json_string_value(json_object_get(identifier, "uri")), uri) == 0)
			return json_object_get(change, "edits");
	}
	change = document_append_object(query->arena, changes);
	identifier = document_set_object(query->arena, change, "textDocument");
	document_set(query->arena, identifier, "uri", json_string(uri));
	document_set(query->arena, identifier, "version", version_of(query, uri));
	return document_set_array(query->arena, change, "edits");
}

static json_t *find_plain(const struct lsp_query *query, json_t *changes, const char *uri)
{
	json_t *edits = json_object_get(changes, uri);

	return edits ? edits : document_set_array(query->arena, changes, uri);
}

void lsp_edit(const struct lsp_query *query, json_t *edits, struct span at, const char *text)
{
	const char *uri = query_uri(query, at.source);
	json_t *versioned = json_object_get(edits, "documentChanges");
	json_t *list = versioned ? find_versioned(query, versioned, uri)
				 : find_plain(query, json_object_get(edits, "changes"), uri);
	json_t *edit = document_append_object(query->arena, list);

	document_set(query->arena, edit, "range", lsp_range(query, at));
	document_set(query->arena, edit, "newText", document_text(query->arena, text));
}

/* How many bytes two texts begin with in common, up to the beginning of a line. */
static size_t common_lines(const struct source *source, const char *text, size_t size)
{
	size_t count = 0, at = 0;

	for (; at < size && at < source->size && text[at] == source->bytes[at]; at++)
		if (text[at] == '\n')
			count = at + 1;
	return count;
}

/* How many bytes they end with in common, from the beginning of a line on, behind `start`. */
static size_t common_end(const struct source *source, const char *text, size_t size, size_t start)
{
	size_t count = 0, at = 0;

	while (start + at < size && start + at < source->size &&
	       text[size - 1 - at] == source->bytes[source->size - 1 - at]) {
		if (text[size - 1 - at] == '\n')
			count = at;
		at++;
	}
	return count;
}

const char *lsp_difference(const struct lsp_query *query, const struct source *source,
			   const char *text, size_t size, struct span *at)
{
	size_t start = common_lines(source, text, size);
	size_t end = common_end(source, text, size, start);

	*at = source_span(source, start, source->size - end);
	return arena_copy(query->arena, text + start, size - end - start);
}
