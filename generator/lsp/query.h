/* SPDX-License-Identifier: BSD-3-Clause
 * query.h: what a child asks of a document, made of a task.
 */
#ifndef LSP_QUERY_H
#define LSP_QUERY_H

#include "lsp/task.h"

struct fixes;
struct overlay;

/* Makes the query of a task, in which nothing is parsed yet. `overlays` are those that are set. */
struct lsp_query query_new(struct arena *arena, const struct server *server,
			   const struct task *task, struct overlay *overlays);

/* Fills in the tree: of the text, of the last one that could be parsed, or of the file on the disk,
 * whichever can be parsed. */
void query_parse(struct lsp_query *query, const struct task *task);

/* Fills in the offset of the request's position. False where there is none. */
bool query_locate(struct lsp_query *query);

/* Begins fixes with the documents that are open: the query's as its text is, and under its name. */
void query_add_files(const struct lsp_query *query, struct fixes *fixes);

/* The URI of a source's file, the client's own where it is open; NULL for what is no file. */
const char *query_uri(const struct lsp_query *query, const struct source *source);

/* The state of the document with a URI; without a version where it is not open. */
struct lsp_document query_document(const struct lsp_query *query, const char *uri);

/* diagnostics.c: the parameters of textDocument/publishDiagnostics. */
json_t *query_publish(const struct lsp_query *query, bool *is_parsed);

#endif
