/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of lsp/ share: a question of the client about a document, as the
 * child that answers it sees it, and the functions that answer.
 */
#ifndef LSP_INTERNAL_H
#define LSP_INTERNAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/source.h"
#include "lsp/lsp.h"

/* How the client counts within a line. */
enum lsp_encoding {
	LSP_UTF16,
	LSP_UTF8,
};

/* What the client can do, by its initialize request. */
struct lsp_client {
	enum lsp_encoding encoding;
	bool takes_document_changes; /* edits with the versions of documents */
	bool takes_markdown_hover, takes_markdown_completion;
	bool takes_snippets;
	bool takes_symbol_trees;
	bool takes_action_literals;			  /* code actions, not only commands */
	bool takes_related, takes_tags, takes_code_links; /* in diagnostics */
	bool watches_files;				  /* if it is asked to */
	bool is_pulling; /* it asks for diagnostics, and takes no others */
};

struct lsp_places; /* where lines begin in the sources of a query */

/* A document's state, as sent by the client. */
struct lsp_document {
	const char *uri; /* as the client writes it */
	long long version;
	bool has_version;
};

/* A request about a document. All of it lives as long as the child. */
struct lsp_query {
	struct arena *arena;
	const struct lsp_host *host;
	const struct lsp_client *client;
	struct lsp_document document;

	/* The text now; its name is the path of the file. */
	const struct source *source;

	/* The tree of the last text that could be parsed, or NULL where there was none, or where
	 * the document is neither XML nor YAML. Its places are those of doc->source, which is
	 * `source` only with is_current. */
	const struct doc *doc;
	bool is_current;

	size_t offset;	      /* of the request's position in source->bytes; 0 without one */
	const json_t *params; /* of the request */
	struct lsp_places *places;
	const char **refusal; /* see lsp_refuse() */
};

/* The board of query->doc, or NULL; it is found and read at each call. */
const struct board *lsp_board(const struct lsp_query *query);

/* The model of the last text that could be parsed, or NULL; it is read at each call. Its spans are
 * in query->doc->source, or in other files. */
const struct model *lsp_model(const struct lsp_query *query);

/* A new { "start", "end" } of a span in any source, in the client's units. */
json_t *lsp_range(const struct lsp_query *query, struct span at);

/* A new { "uri", "range" }: open documents have the client's own URI. NULL without lsp_has_uri().
 */
json_t *lsp_location(const struct lsp_query *query, struct span at);

/* Whether a span is in the text of the query's document. */
bool lsp_is_here(const struct lsp_query *query, struct span at);

/* The offset of a { "line", "character" } in source->bytes; what is past the end of a line, or of
 * the text, counts as that end. False where it is no position. */
bool lsp_offset(const struct lsp_query *query, const json_t *position, size_t *offset);

/* Makes the answer an error with a text for the user: a rename to an invalid name. Returns NULL,
 * for the caller to return. */
json_t *lsp_refuse(const struct lsp_query *query, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether a place can be named to the client: it is in a file, or in the document. */
bool lsp_has_uri(const struct lsp_query *query, struct span at);

/* A new WorkspaceEdit, to which lsp_edit() adds the replacement of bytes by a text, in any document
 * or file that lsp_has_uri(). */
json_t *lsp_edits_new(const struct lsp_query *query);
void lsp_edit(const struct lsp_query *query, json_t *edits, struct span at, const char *text);

/* How a source becomes another text by one edit, of the lines between the first and the last that
 * differ, so that a cursor elsewhere stays: returns what replaces *at. */
const char *lsp_difference(const struct lsp_query *query, const struct source *source,
			   const char *text, size_t size, struct span *at);

struct diag_message;
struct diags;

/* The messages of a check of the text, sorted; *is_parsed: whether it could be parsed. */
struct diags *lsp_check(const struct lsp_query *query, bool *is_parsed);

/* A new Diagnostic of a message, and an array of all. */
json_t *lsp_diagnostic(const struct lsp_query *query, const struct diag_message *message);
json_t *lsp_diagnostics(const struct lsp_query *query, const struct diags *diags);

/* Each returns a new result of the method of its name; NULL for null. */
json_t *lsp_hover(const struct lsp_query *query);
json_t *lsp_completion(const struct lsp_query *query);
json_t *lsp_definition(const struct lsp_query *query);
json_t *lsp_references(const struct lsp_query *query);
json_t *lsp_highlight(const struct lsp_query *query);
json_t *lsp_symbols(const struct lsp_query *query);
json_t *lsp_prepare_rename(const struct lsp_query *query);
json_t *lsp_rename(const struct lsp_query *query);
json_t *lsp_inlay_hints(const struct lsp_query *query);
json_t *lsp_format(const struct lsp_query *query);
json_t *lsp_code_action(const struct lsp_query *query);
json_t *lsp_pull_diagnostics(const struct lsp_query *query);

#endif
