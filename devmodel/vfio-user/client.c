/* SPDX-License-Identifier: BSD-3-Clause
 * client.c: a client's connection: receives messages and sends replies, one message a turn of the
 * loop, so that no client delays the others. */
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "vfio-user/internal.h"

struct vfu_client {
	struct loop *loop;
	struct vfu_session session;
	struct vfu_wire wire;
	struct vfu_reply reply;
	bool is_announced; /* the function has been notified of the client */
	bool is_waiting;   /* the loop watches for room to send */
	vfu_client_ended *ended;
	void *data;
};

static void announce(struct vfu_client *client, bool is_connected)
{
	const struct vfu_function *function = client->session.function;

	if (client->is_announced == is_connected)
		return;
	client->is_announced = is_connected;
	if (function->on_connected)
		function->on_connected(function->device, is_connected);
}

static bool send_reply(struct vfu_client *client)
{
	const struct vfu_reply *reply = &client->reply;

	return vfu_wire_send(&client->wire, reply, reply->header.size, reply->fd);
}

/* Executes one message. False when the connection is to end. */
static bool run_message(struct vfu_client *client)
{
	enum vfu_outcome outcome =
		vfu_command_run(&client->session, &client->wire.message, &client->reply);

	if (client->session.is_agreed)
		announce(client, true);
	switch (outcome) {
	case VFU_SEND:
		return send_reply(client);
	case VFU_NO_ANSWER:
		return true;
	case VFU_SEND_AND_DISCONNECT:
		send_reply(client);
		return false;
	default:
		return false;
	}
}

static bool receive(struct vfu_client *client)
{
	bool is_alive;

	switch (vfu_wire_receive(&client->wire)) {
	case VFU_WIRE_MORE:
		return true;
	case VFU_WIRE_MESSAGE:
		is_alive = run_message(client);
		vfu_wire_finish(&client->wire);
		return is_alive;
	default:
		return false;
	}
}

/* The loop watches for room to send as long as something waits. */
static bool watch(struct vfu_client *client)
{
	bool is_waiting = vfu_wire_has_output(&client->wire);
	struct error error;

	if (client->is_waiting == is_waiting)
		return true;
	client->is_waiting = is_waiting;
	return loop_change(client->loop, client->wire.fd, is_waiting ? EPOLLIN | EPOLLOUT : EPOLLIN,
			   &error);
}

/* The end of a connection is read like data, after everything that was sent before it. */
static void on_ready(void *data, int fd, uint32_t events)
{
	struct vfu_client *client = data;
	bool is_alive = true;

	(void)fd;
	if (events & EPOLLOUT)
		is_alive = vfu_wire_flush(&client->wire);
	if (is_alive && (events & ~(uint32_t)EPOLLOUT))
		is_alive = receive(client);
	if (!is_alive || !watch(client))
		client->ended(client->data);
}

static struct vfu_client *fail(int fd, struct vfu_client *client)
{
	close(fd);
	free(client);
	return NULL;
}

struct vfu_client *vfu_client_new(struct loop *loop, int fd, const struct vfu_function *function,
				  vfu_client_ended *ended, void *data, struct error *error)
{
	struct vfu_client *client = calloc(1, sizeof(*client));

	if (!client || !vfu_irqs_open(&client->session.irqs, function->msix_vectors)) {
		error_set_errno(error, "cannot serve a client");
		return fail(fd, client);
	}
	client->loop = loop;
	client->session.function = function;
	client->ended = ended;
	client->data = data;
	if (!loop_add(loop, fd, EPOLLIN, on_ready, client, error)) {
		vfu_irqs_close(&client->session.irqs);
		return fail(fd, client);
	}
	vfu_wire_open(&client->wire, fd);
	return client;
}

void vfu_client_free(struct vfu_client *client)
{
	if (!client)
		return;
	loop_remove(client->loop, client->wire.fd);
	vfu_wire_close(&client->wire);
	vfu_irqs_close(&client->session.irqs);
	announce(client, false);
	free(client);
}

bool vfu_client_is_disconnected(const struct vfu_client *client)
{
	struct pollfd end = { .fd = client->wire.fd };

	return poll(&end, 1, 0) > 0 && (end.revents & (POLLHUP | POLLERR));
}

void vfu_client_trigger(struct vfu_client *client, unsigned vector)
{
	vfu_irqs_trigger(&client->session.irqs, vector);
}
