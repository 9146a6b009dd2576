/* SPDX-License-Identifier: BSD-3-Clause
 * serve.c: the loop of the server: messages in, messages out, and what children write. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "lsp/task.h"

#define READ_SIZE ((size_t)64 * 1024)

/* With so much to write, nothing is read: the client has to take it first. */
#define UNREAD_MAX ((size_t)8 * 1024 * 1024)

/* How long the client may take for the last messages, in milliseconds. */
#define LAST_MESSAGES_TIME 2000

/* Reacts to all messages that are complete. */
static void receive_all(struct server *server)
{
	const char *body;
	size_t size;

	while (!server->is_over) {
		switch (frame_next(&server->frames, &body, &size)) {
		case FRAME_MORE:
			return;
		case FRAME_MESSAGE:
			server_receive(server, body, size);
			frame_remove(&server->frames, size);
			break;
		case FRAME_TOO_LARGE:
			server_fail(server, NULL, RPC_INVALID_REQUEST, "the message is too large");
			break;
		case FRAME_BROKEN:
			server_fail(server, NULL, RPC_PARSE_ERROR,
				    "expected a header with Content-Length");
			server->is_over = true;
			break;
		}
	}
}

static bool is_readable(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) > 0;
}

/* Reads what is there, so that of several changes only the last one is checked. */
static void read_input(struct server *server)
{
	do {
		ssize_t got = buffer_read(&server->frames.input, server->input, READ_SIZE);

		server->is_over = got == 0 || (got < 0 && errno != EAGAIN);
		receive_all(server);
	} while (!server->is_over && server->out.size < UNREAD_MAX && is_readable(server->input));
}

/* A pipe that can be written to takes so much without blocking. */
static void write_output(struct server *server)
{
	size_t size = server->out.size < PIPE_BUF ? server->out.size : PIPE_BUF;
	ssize_t done = write(server->output, buffer_bytes(&server->out), size);

	if (done >= 0)
		buffer_remove(&server->out, (size_t)done);
	else if (errno != EINTR && errno != EAGAIN)
		server->is_over = server->has_failed = true;
}

/* Waits until there is something to do, and does it. */
static void step(struct server *server)
{
	int time_left = tasks_expire(server);
	struct pollfd fds[2 + CHILDREN_MAX] = {
		{ .fd = server->out.size < UNREAD_MAX ? server->input : -1, .events = POLLIN },
		{ .fd = server->out.size ? server->output : -1, .events = POLLOUT },
	};
	struct task *polled[CHILDREN_MAX];
	nfds_t count = 0;

	for (struct task *each = server->tasks; each; each = each->next) {
		if (!each->pid)
			continue;
		polled[count] = each;
		fds[2 + count++] = (struct pollfd) { .fd = each->fd, .events = POLLIN };
	}
	if (poll(fds, 2 + count, time_left) <= 0)
		return;
	for (nfds_t i = 0; i < count; i++)
		if (fds[2 + i].revents)
			tasks_read(server, polled[i]);
	if (fds[1].revents)
		write_output(server);
	if (fds[0].revents)
		read_input(server);
}

/* Writes the rest; a client that does not read it must not keep the server. */
static void write_rest(struct server *server)
{
	struct pollfd fd = { .fd = server->output, .events = POLLOUT };

	while (server->out.size && !server->has_failed && poll(&fd, 1, LAST_MESSAGES_TIME) > 0)
		write_output(server);
}

bool lsp_serve(struct arena *arena, const struct lsp_host *host, int input, int output)
{
	struct server server = {
		.arena = arena,
		.host = host,
		.input = input,
		.output = output,
		.null = open("/dev/null", O_RDONLY | O_CLOEXEC),
		.frames = { .input = { .arena = arena } },
		.out = { .arena = arena },
		.documents = { .arena = arena },
	};

	signal(SIGPIPE, SIG_IGN);
	while (!server.is_over) {
		step(&server);
		tasks_start(&server);
	}
	tasks_stop(&server);
	write_rest(&server);
	while (server.documents.first)
		documents_close(&server.documents, server.documents.first);
	buffer_release(&server.frames.input);
	buffer_release(&server.out);
	close(server.null);
	return server.state == SERVER_SHUT_DOWN && !server.has_failed;
}
