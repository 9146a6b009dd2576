/* SPDX-License-Identifier: BSD-3-Clause
 * receive.c: reads messages, and decides what becomes of them. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "lsp/repair.h"
#include "lsp/task.h"

/* How many values a message may have: jansson takes a hundred bytes for each. */
#define VALUES_MAX 1000000u

/* Whether a message, of JSON or not, has no more values than that: each but the first comes behind
 * one of these characters. */
static bool is_bounded(const char *body, size_t size)
{
	size_t count = 0;
	bool is_string = false;

	for (size_t i = 0; i < size; i++) {
		if (body[i] == '"')
			is_string = !is_string;
		else if (body[i] == '\\')
			i++;
		else if (!is_string)
			count += body[i] == ',' || body[i] == ':' || body[i] == '[' ||
				 body[i] == '{';
	}
	return count <= VALUES_MAX;
}

static bool is_id(const json_t *id)
{
	return json_is_string(id) || json_is_integer(id);
}

/* A request that the server cannot have, in the state it is in. False where it can. */
static bool is_out_of_order(struct server *server, const struct message *message)
{
	bool is_first = strcmp(message->method, "initialize") == 0;

	if (server->state == SERVER_NEW && !is_first)
		server_fail(server, message->id, RPC_NOT_INITIALIZED,
			    "the server is not initialized");
	else if (server->state == SERVER_READY && is_first)
		server_fail(server, message->id, RPC_INVALID_REQUEST,
			    "the server is initialized already");
	else if (server->state == SERVER_SHUT_DOWN)
		server_fail(server, message->id, RPC_INVALID_REQUEST, "the server is shut down");
	else
		return false;
	return true;
}

/* A request about a document. */
static void delegate(struct server *server, const struct method *method,
		     const struct message *message)
{
	const json_t *document = json_object_get(message->params, "textDocument");
	const char *uri = json_string_value(json_object_get(document, "uri"));
	const struct document *found = uri ? documents_find(&server->documents, uri) : NULL;

	if (found)
		tasks_add(server, method, message, found);
	else
		server_fail(server, message->id, RPC_INVALID_PARAMS,
			    uri ? "the document is not open" : "textDocument.uri is missing");
}

static void request(struct server *server, const struct message *message)
{
	const struct method *method = method_find(message->method);

	if (is_out_of_order(server, message))
		return;
	if (!method || !method->is_request)
		server_fail(server, message->id, RPC_METHOD_NOT_FOUND, "unknown method");
	else if (method->handle)
		method->handle(server, message);
	else
		delegate(server, method, message);
}

/* One that is not known, or comes too early or too late, is ignored. */
static void notify(struct server *server, const struct message *message)
{
	const struct method *method = method_find(message->method);

	if (!method || method->is_request)
		return;
	if (server->state == SERVER_READY || method->handle == server_exit)
		method->handle(server, message);
}

static void receive(struct server *server, const json_t *json, size_t size)
{
	const json_t *id = json_object_get(json, "id");
	const struct message message = {
		.method = json_string_value(json_object_get(json, "method")),
		.id = id,
		.params = json_object_get(json, "params"),
		.size = size,
	};
	bool is_answer = id && !message.method &&
			 (json_object_get(json, "result") || json_object_get(json, "error"));

	if (is_answer)
		return;
	if (!message.method || (id && !is_id(id)))
		server_fail(server, is_id(id) ? id : NULL, RPC_INVALID_REQUEST,
			    json_is_array(json) ? "batches are not supported"
						: "no JSON-RPC message");
	else if (id)
		request(server, &message);
	else
		notify(server, &message);
}

static json_t *parse(const struct server *server, const char *body, size_t size,
		     json_error_t *error)
{
	CLEANUP(arena_free) struct arena *arena = NULL;
	json_t *json = json_loadb(body, size, JSON_ALLOW_NUL, error);
	char *copy;

	if (json)
		return json;
	arena = arena_new_like(server->arena);
	copy = arena_copy(arena, body, size);
	repair_characters(copy, size);
	return json_loadb(copy, size, JSON_ALLOW_NUL, error);
}

void server_receive(struct server *server, const char *body, size_t size)
{
	json_error_t error;
	json_t *json;

	if (!is_bounded(body, size)) {
		server_fail(server, NULL, RPC_INVALID_REQUEST, "the message has too many values");
		return;
	}
	json = parse(server, body, size, &error);
	if (json)
		receive(server, json, size);
	else
		server_fail(server, NULL, RPC_PARSE_ERROR, error.text);
	json_decref(json);
}
