/* SPDX-License-Identifier: BSD-3-Clause
 * control.c: connections and their messages. */
#include "acrn-hv/control.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/unix_socket.h"
#include "schema/bdf.h"

#define BACKLOG 16

struct control_client {
	LIST_ENTRY(control_client) entry;
	struct control *control;
	int socket;
	pid_t pid;
};

struct control {
	struct loop *loop;
	struct control_handlers handlers;
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int listener;
	LIST_HEAD(control_clients, control_client) clients;
	unsigned client_count;
	struct log_limit refused, invalid; /* lines that clients can cause at any rate */
};

pid_t control_client_pid(const struct control_client *client)
{
	return client->pid;
}

void control_send_disconnected(struct control_client *client, uint16_t vbdf)
{
	char text[BDF_TEXT_SIZE];

	hv_control_send(client->socket, "disconnected %s", bdf_format(vbdf, text));
}

void control_send_powerdown(struct control_client *client)
{
	hv_control_send(client->socket, "powerdown");
}

void control_send_missing(struct control_client *client, const char *regions)
{
	hv_control_send(client->socket, "missing %s", regions);
}

void control_client_close(struct control_client *client)
{
	loop_remove(client->control->loop, client->socket);
	close(client->socket);
	LIST_REMOVE(client, entry);
	client->control->client_count--;
	free(client);
}

static bool answer_claim(struct control_client *client, const struct hv_control_claim *claim)
{
	const struct control_handlers *handlers = &client->control->handlers;
	struct error error;

	if (handlers->claim(handlers->data, client, claim, &error))
		return hv_control_send(client->socket, "ok");
	log_limited(&client->control->refused, LEVEL_WARNING, "refused",
		    log_number("pid", client->pid), log_text("reason", error.text));
	return hv_control_send(client->socket, "no %s", error.text);
}

/* False for an invalid message, or if the answer cannot be sent. */
static bool answer(struct control_client *client, const struct hv_control_message *message)
{
	const struct control_handlers *handlers = &client->control->handlers;
	struct hv_control_claim claim;

	if (strcmp(message->text, "ps") == 0)
		return handlers->list(handlers->data, client->socket);
	if (strncmp(message->text, "start ", strlen("start ")) == 0) {
		handlers->start(handlers->data, client, message->text + strlen("start "));
		return true;
	}
	return hv_control_read_claim(message, &claim) && answer_claim(client, &claim);
}

static void on_message(void *data, int fd, uint32_t events)
{
	struct control_client *client = data;
	const struct control_handlers *handlers = &client->control->handlers;
	struct hv_control_message message;
	bool is_received = hv_control_receive(fd, &message);

	(void)events;
	if (is_received ? answer(client, &message) : errno == EAGAIN)
		return;
	if (is_received || errno == EBADMSG)
		log_limited(&client->control->invalid, LEVEL_WARNING, "invalid",
			    log_number("pid", client->pid));
	handlers->on_close(handlers->data, client);
	control_client_close(client);
}

static bool add_client(struct control *control, int fd, const struct ucred *credentials)
{
	struct control_client *client;
	struct error ignored;

	if (control->client_count == CONTROL_CLIENTS_MAX || !unix_socket_is_allowed(credentials))
		return false;
	client = calloc(1, sizeof(*client));
	if (!client)
		return false;
	*client = (struct control_client) { .control = control,
					    .socket = fd,
					    .pid = credentials->pid };
	if (!loop_add(control->loop, fd, EPOLLIN, on_message, client, &ignored)) {
		free(client);
		return false;
	}
	LIST_INSERT_HEAD(&control->clients, client, entry);
	control->client_count++;
	return true;
}

static void on_connection(void *data, int listener, uint32_t events)
{
	struct control *control = data;
	struct ucred credentials;
	int fd = loop_accept(control->loop, listener, &credentials);

	(void)events;
	if (fd >= 0 && !add_client(control, fd, &credentials))
		close(fd);
}

static bool listen_at(struct control *control, struct error *error)
{
	unlink(control->path);
	control->listener = unix_socket_listen(control->path, SOCK_SEQPACKET, 0600, BACKLOG, error);
	return control->listener >= 0 &&
	       loop_add(control->loop, control->listener, EPOLLIN, on_connection, control, error);
}

struct control *control_open(struct loop *loop, const char *path,
			     const struct control_handlers *handlers, struct error *error)
{
	struct control *control = calloc(1, sizeof(*control));

	if (!control) {
		error_set(error, "out of memory");
		return NULL;
	}
	control->loop = loop;
	control->handlers = *handlers;
	control->listener = -1;
	snprintf(control->path, sizeof(control->path), "%s", path);
	if (listen_at(control, error))
		return control;
	control_close(control);
	return NULL;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	while (!LIST_EMPTY(&control->clients))
		control_client_close(LIST_FIRST(&control->clients));
	if (control->listener >= 0) {
		loop_remove(control->loop, control->listener);
		close(control->listener);
		unlink(control->path);
	}
	log_limit_flush(&control->refused, "refused");
	log_limit_flush(&control->invalid, "invalid");
	free(control);
}
