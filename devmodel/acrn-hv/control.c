/* SPDX-License-Identifier: BSD-3-Clause
 * control.c: connections, and what comes over them. */
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

struct control_peer {
	LIST_ENTRY(control_peer) entry;
	struct control *control;
	int socket;
	pid_t pid;
};

struct control {
	struct loop *loop;
	struct control_handlers handlers;
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int listener;
	LIST_HEAD(, control_peer) peers;
	unsigned peer_count;
};

pid_t control_peer_pid(const struct control_peer *peer)
{
	return peer->pid;
}

void control_tell_hung_up(struct control_peer *peer, uint16_t vbdf)
{
	char text[BDF_TEXT_SIZE];

	hv_control_send(peer->socket, "hungup %s", bdf_format(vbdf, text));
}

void control_tell_powerdown(struct control_peer *peer)
{
	hv_control_send(peer->socket, "powerdown");
}

void control_peer_close(struct control_peer *peer)
{
	loop_remove(peer->control->loop, peer->socket);
	close(peer->socket);
	LIST_REMOVE(peer, entry);
	peer->control->peer_count--;
	free(peer);
}

static bool answer_claim(struct control_peer *peer, const struct hv_control_claim *claim)
{
	const struct control_handlers *handlers = &peer->control->handlers;
	struct error error;

	if (handlers->claim(handlers->data, peer, claim, &error))
		return hv_control_send(peer->socket, "ok");
	log_event(LEVEL_WARNING, "refused", log_number("pid", peer->pid),
		  log_text("reason", error.text));
	return hv_control_send(peer->socket, "no %s", error.text);
}

/* False for what is no message of ours, and where the answer is not taken. */
static bool answer(struct control_peer *peer, const struct hv_control_message *message)
{
	const struct control_handlers *handlers = &peer->control->handlers;
	struct hv_control_claim claim;

	if (strcmp(message->text, "ps") == 0)
		return handlers->list(handlers->data, peer->socket);
	return hv_control_read_claim(message, &claim) && answer_claim(peer, &claim);
}

static void on_message(void *data, int fd, uint32_t events)
{
	struct control_peer *peer = data;
	const struct control_handlers *handlers = &peer->control->handlers;
	struct hv_control_message message;
	bool is_received = hv_control_receive(fd, &message);

	(void)events;
	if (is_received ? answer(peer, &message) : errno == EAGAIN)
		return;
	if (is_received || errno == EBADMSG)
		log_event(LEVEL_WARNING, "nonsense", log_number("pid", peer->pid));
	handlers->left(handlers->data, peer);
	control_peer_close(peer);
}

static bool add_peer(struct control *control, int fd, const struct ucred *credentials)
{
	struct control_peer *peer;
	struct error ignored;

	if (control->peer_count == CONTROL_PEERS_MAX || !unix_socket_is_welcome(credentials))
		return false;
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return false;
	*peer = (struct control_peer) { .control = control, .socket = fd, .pid = credentials->pid };
	if (!loop_add(control->loop, fd, EPOLLIN, on_message, peer, &ignored)) {
		free(peer);
		return false;
	}
	LIST_INSERT_HEAD(&control->peers, peer, entry);
	control->peer_count++;
	return true;
}

static void on_connection(void *data, int listener, uint32_t events)
{
	struct control *control = data;
	struct ucred credentials;
	int fd = loop_accept(control->loop, listener, &credentials);

	(void)events;
	if (fd >= 0 && !add_peer(control, fd, &credentials))
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
	while (!LIST_EMPTY(&control->peers))
		control_peer_close(LIST_FIRST(&control->peers));
	if (control->listener >= 0) {
		loop_remove(control->loop, control->listener);
		close(control->listener);
		unlink(control->path);
	}
	free(control);
}
