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
