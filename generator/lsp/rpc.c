/* SPDX-License-Identifier: BSD-3-Clause
 * rpc.c: writes JSON-RPC's messages. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "diag/document.h"
#include "lsp/server.h"

/* An ID of ours is one of the strings that no client compares with its own. */
#define OWN_ID "acrn-cfg"

static void send(struct server *server, json_t *message)
{
	char *text = json_dumps(message, JSON_COMPACT);

	frame_write(&server->out, text, strlen(text));
	free(text);
	json_decref(message);
}

/* Sends an object with one more member, whose value is a text of JSON. */
static void send_with(struct server *server, json_t *message, const char *key, const char *value,
		      size_t size)
{
	char *text = json_dumps(message, JSON_COMPACT);
	struct buffer whole = { .arena = server->arena };

	buffer_append(&whole, text, strlen(text) - 1);
	buffer_append(&whole, ",\"", 2);
	buffer_append(&whole, key, strlen(key));
	buffer_append(&whole, "\":", 2);
	buffer_append(&whole, value, size);
	buffer_append(&whole, "}", 1);
	frame_write(&server->out, buffer_bytes(&whole), whole.size);
	buffer_release(&whole);
	free(text);
	json_decref(message);
}

static json_t *new_message(void)
{
	json_t *message = json_object();

	json_object_set_new(message, "jsonrpc", json_string("2.0"));
	return message;
}

static json_t *new_answer(const json_t *id)
{
	json_t *message = new_message();

	json_object_set_new(message, "id", id ? json_deep_copy(id) : json_null());
	return message;
}

void server_reply(struct server *server, const json_t *id, json_t *result)
{
	json_t *message = new_answer(id);

	json_object_set_new(message, "result", result ? result : json_null());
	send(server, message);
}

void server_reply_text(struct server *server, const json_t *id, const char *result, size_t size)
{
	send_with(server, new_answer(id), "result", result, size);
}

void server_fail(struct server *server, const json_t *id, enum rpc_error code, const char *message)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(server->arena);
	json_t *answer = new_answer(id);

	json_object_set_new(answer, "error",
			    json_pack("{s:i, s:o}", "code", (int)code, "message",
				      document_text(arena, message)));
	send(server, answer);
}

static json_t *new_call(const char *method)
{
	json_t *message = new_message();

	json_object_set_new(message, "method", json_string(method));
	return message;
}

void server_notify(struct server *server, const char *method, json_t *params)
{
	json_t *message = new_call(method);

	json_object_set_new(message, "params", params);
	send(server, message);
}

void server_notify_text(struct server *server, const char *method, const char *params, size_t size)
{
	send_with(server, new_call(method), "params", params, size);
}

void server_ask(struct server *server, const char *method, json_t *params)
{
	json_t *message = new_call(method);

	json_object_set_new(message, "id", json_string(OWN_ID));
	json_object_set_new(message, "params", params);
	send(server, message);
}

void server_log(struct server *server, const char *format, ...)
{
	CLEANUP(arena_free) struct arena *arena = arena_new_like(server->arena);
	va_list arguments;
	const char *text;

	va_start(arguments, format);
	text = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	server_notify(server, "window/logMessage",
		      json_pack("{s:i, s:o}", "type", 1, "message", document_text(arena, text)));
}
