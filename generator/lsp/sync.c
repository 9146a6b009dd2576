/* SPDX-License-Identifier: BSD-3-Clause
 * sync.c: keeps open documents as they are in the client. */
#include <string.h>

#include "base/arena.h"
#include "lsp/task.h"

/* How many bytes are copied at most for one notification: with each of its changes the document is
 * written anew. A second, or two. */
#define COPIED_MAX ((size_t)8 * 1024 * 1024 * 1024)

static const json_t *get_document(const struct message *message)
{
	return json_object_get(message->params, "textDocument");
}

static const char *get_uri(const struct message *message)
{
	return json_string_value(json_object_get(get_document(message), "uri"));
}

static void set_version(struct document *document, const struct message *message)
{
	const json_t *version = json_object_get(get_document(message), "version");

	document->has_version = json_is_integer(version);
	document->version = json_integer_value(version);
}

static void publish_nothing(struct server *server, const char *uri)
{
	if (server->client.is_pulling)
		return;
	server_notify(server, "textDocument/publishDiagnostics",
		      json_pack("{s:s, s:[]}", "uri", uri, "diagnostics"));
}

/* The text of the client is not known any more: messages about it would be wrong. */
static void lose(struct server *server, const char *uri, const char *why)
{
	struct document *document = documents_find(&server->documents, uri);

	if (document) {
		tasks_stop_check(server, document);
		documents_close(&server->documents, document);
		publish_nothing(server, uri);
	}
	server_log(server, "%s is not checked until it is opened again: %s", uri, why);
}

/* Marks the documents that `document`, or with NULL any file, may have been read to check. */
static void mark_users(struct server *server, const struct document *document)
{
	for (struct document *each = server->documents.first; each; each = each->next)
		if (!document || each->uses[document->number])
			each->is_stale = true;
}

void server_open(struct server *server, const struct message *message)
{
	const json_t *text = json_object_get(get_document(message), "text");
	const char *uri = get_uri(message);
	struct document *document;

	if (!uri || !json_is_string(text))
		return;
	document = documents_open(&server->documents, uri, json_string_value(text),
				  json_string_length(text));
	if (!document) {
		lose(server, uri, "too many documents, or they are too large");
		return;
	}
	set_version(document, message);
	mark_users(server, NULL);
}

/* Applies one change. False where it is none, or the document gets too large. */
static bool apply(struct server *server, struct document *document, const json_t *change)
{
	const json_t *text = json_object_get(change, "text");
	const json_t *range = json_object_get(change, "range");
	struct lsp_position positions[2];

	if (!json_is_string(text))
		return false;
	if (!range || json_is_null(range))
		return documents_set(&server->documents, document, json_string_value(text),
				     json_string_length(text));
	return position_read(json_object_get(range, "start"), &positions[0]) &&
	       position_read(json_object_get(range, "end"), &positions[1]) &&
	       documents_replace(&server->documents, document, positions, server->client.encoding,
				 json_string_value(text), json_string_length(text));
}

void server_change(struct server *server, const struct message *message)
{
	const json_t *changes = json_object_get(message->params, "contentChanges");
	const char *uri = get_uri(message);
	struct document *document = uri ? documents_find(&server->documents, uri) : NULL;
	size_t copied = 0;

	if (!document)
		return;
	for (size_t i = 0; i < json_array_size(changes); i++) {
		if (!apply(server, document, json_array_get(changes, i)) ||
		    (copied += document->text->size) > COPIED_MAX) {
			lose(server, uri, "a change is invalid, or too large");
			return;
		}
	}
	set_version(document, message);
	mark_users(server, document);
}

/* Files on the disk are others now. */
void server_save(struct server *server, const struct message *message)
{
	(void)message;
	mark_users(server, NULL);
}

void server_close(struct server *server, const struct message *message)
{
	const char *uri = get_uri(message);
	struct document *document = uri ? documents_find(&server->documents, uri) : NULL;

	if (!document)
		return;
	tasks_stop_check(server, document);
	publish_nothing(server, document->uri);
	documents_close(&server->documents, document);
	mark_users(server, NULL);
}
