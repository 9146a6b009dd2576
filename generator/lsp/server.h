/* SPDX-License-Identifier: BSD-3-Clause
 * server.h: the state of the server, and what it sends to the client.
 */
#ifndef LSP_SERVER_H
#define LSP_SERVER_H

#include "lsp/documents.h"
#include "lsp/frame.h"
#include "lsp/internal.h"

/* The errors of JSON-RPC and of the protocol. */
enum rpc_error {
	RPC_PARSE_ERROR = -32700,
	RPC_INVALID_REQUEST = -32600,
	RPC_METHOD_NOT_FOUND = -32601,
	RPC_INVALID_PARAMS = -32602,
	RPC_INTERNAL_ERROR = -32603,
	RPC_NOT_INITIALIZED = -32002,
	RPC_REQUEST_FAILED = -32803,
	RPC_CANCELLED = -32800,
};

enum server_state {
	SERVER_NEW, /* before `initialize` */
	SERVER_READY,
	SERVER_SHUT_DOWN,
};

struct task;

struct server {
	struct arena *arena; /* which nothing is added to while it serves */
	const struct lsp_host *host;
	struct lsp_client client;
	enum server_state state;
	bool is_over; /* after `exit`, or the end of the input */
	int input, output;
	int null; /* /dev/null, for children */
	struct frames frames;
	struct buffer out;
	struct documents documents;
	struct task *tasks; /* in the order of arrival */
	size_t task_count;
	bool has_failed; /* standard output is gone */
};

/* A request or a notification; a notification has no ID. */
struct message {
	const char *method;
	const json_t *id;
	const json_t *params; /* may be NULL */
	size_t size;	      /* of all of it, in bytes */
};

/* receive.c: reacts to a message. */
void server_receive(struct server *server, const char *body, size_t size);

/* rpc.c: answers, with `id` NULL where the request is not known. server_reply() takes the result
 * over; NULL is null. */
void server_reply(struct server *server, const json_t *id, json_t *result);
void server_reply_text(struct server *server, const json_t *id, const char *result, size_t size);
void server_fail(struct server *server, const json_t *id, enum rpc_error code, const char *message);

/* A notification; the parameters are taken over, or given as a text. */
void server_notify(struct server *server, const char *method, json_t *params);
void server_notify_text(struct server *server, const char *method, const char *params, size_t size);

/* A request to the client, whose answer does not matter. */
void server_ask(struct server *server, const char *method, json_t *params);

/* Logs a line in the client. */
void server_log(struct server *server, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* method.c: what a method does; NULL for one that is not known. */
struct method {
	const char *name;
	void (*handle)(struct server *server, const struct message *message); /* in the server */
	json_t *(*answer)(const struct lsp_query *query);		      /* or in a child */
	bool is_request, has_position;
};

const struct method *method_find(const char *name);

/* initialize.c: the beginning. */
void server_initialize(struct server *server, const struct message *message);
void server_initialized(struct server *server, const struct message *message);

/* lifecycle.c: the end, and what ends before. */
void server_shut_down(struct server *server, const struct message *message);
void server_exit(struct server *server, const struct message *message);
void server_cancel(struct server *server, const struct message *message);

/* sync.c: what happens to documents. */
void server_open(struct server *server, const struct message *message);
void server_change(struct server *server, const struct message *message);
void server_save(struct server *server, const struct message *message);
void server_close(struct server *server, const struct message *message);

#endif
