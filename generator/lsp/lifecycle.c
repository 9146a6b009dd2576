/* SPDX-License-Identifier: BSD-3-Clause
 * lifecycle.c: ends the server, and work that is not wanted any more. */
#include "lsp/task.h"

void server_shut_down(struct server *server, const struct message *message)
{
	tasks_stop(server);
	server->state = SERVER_SHUT_DOWN;
	server_reply(server, message->id, NULL);
}

void server_exit(struct server *server, const struct message *message)
{
	(void)message;
	server->is_over = true;
}

void server_cancel(struct server *server, const struct message *message)
{
	const json_t *id = json_object_get(message->params, "id");

	if (id)
		tasks_cancel(server, id);
}
