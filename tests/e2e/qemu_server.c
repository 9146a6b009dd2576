/* SPDX-License-Identifier: BSD-3-Clause
 * qemu_server.c: a server as QEMU's own is: it announces what happens at once, keeps nothing back,
 * checks no user, and never assigns an ID again.
 *
 *   qemu_server SOCKET BYTES VECTORS    says "ready", and serves until it is killed
 */
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ivshmem-client/message.h"

#define PEERS_MAX   64u
#define VECTORS_MAX 8u

struct member {
	int socket; /* -1: this place is free */
	int64_t id;
	int bells[VECTORS_MAX];
};

struct server {
	int listener, memory;
	unsigned vectors;
	int64_t next_id;
	struct member members[PEERS_MAX];
};

static _Noreturn void die(const char *what)
{
	perror(what);
	exit(1);
}

/* A full socket is not waited for: its messages are lost, as are the peer's. */
static void tell(const struct member *to, int64_t number, int fd)
{
	struct message message = { .number = number, .fd = fd };

	if (message_send(to->socket, &message) != MESSAGE_DONE)
		fprintf(stderr, "qemu_server: peer %lld does not receive\n", (long long)to->id);
}

static void introduce(const struct server *server, const struct member *to,
		      const struct member *about)
{
	for (unsigned i = 0; i < server->vectors; i++)
		tell(to, about->id, about->bells[i]);
}

/* The others learn of the new peer first, then it of them, and of itself last. */
static void announce(const struct server *server, const struct member *new)
{
	tell(new, MESSAGE_VERSION, -1);
	tell(new, new->id, -1);
	tell(new, MESSAGE_MEMORY, server->memory);
	for (unsigned i = 0; i < PEERS_MAX; i++)
		if (server->members[i].socket >= 0 && &server->members[i] != new)
			introduce(server, &server->members[i], new);
	for (unsigned i = 0; i < PEERS_MAX; i++)
		if (server->members[i].socket >= 0 && &server->members[i] != new)
			introduce(server, new, &server->members[i]);
	introduce(server, new, new);
}

static void admit(struct server *server)
{
	int socket = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	struct member *new = server->members;

	while (new < server->members + PEERS_MAX &&new->socket >= 0)
		new ++;
	if (socket < 0 || new == server->members + PEERS_MAX)
		die("no room for a peer");
	*new = (struct member) { .socket = socket, .id = server->next_id++ };
	for (unsigned i = 0; i < server->vectors; i++) {
		new->bells[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (new->bells[i] < 0)
			die("eventfd");
	}
	announce(server, new);
}

static void dismiss(struct server *server, struct member *gone)
{
	close(gone->socket);
	gone->socket = -1;
	for (unsigned i = 0; i < server->vectors; i++)
		close(gone->bells[i]);
	for (unsigned i = 0; i < PEERS_MAX; i++)
		if (server->members[i].socket >= 0)
			tell(&server->members[i], gone->id, -1);
}

/* Peers send nothing: what can be read is their end. */
static void serve(struct server *server)
{
	struct pollfd ends[PEERS_MAX + 1];

	for (unsigned i = 0; i < PEERS_MAX; i++)
		ends[i] = (struct pollfd) { .fd = server->members[i].socket, .events = POLLIN };
	ends[PEERS_MAX] = (struct pollfd) { .fd = server->listener, .events = POLLIN };
	if (poll(ends, PEERS_MAX + 1, -1) < 0)
		die("poll");
	for (unsigned i = 0; i < PEERS_MAX; i++)
		if (ends[i].revents)
			dismiss(server, &server->members[i]);
	if (ends[PEERS_MAX].revents)
		admit(server);
}

static int listen_at(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (listener < 0 ||
	    bind(listener, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
	    listen(listener, SOMAXCONN) != 0)
		die(path);
	return listener;
}

int main(int argc, char **argv)
{
	static struct server server;

	if (argc != 4) {
		fprintf(stderr, "usage: qemu_server SOCKET BYTES VECTORS\n");
		return 2;
	}
	server.vectors = (unsigned)atoi(argv[3]);
	server.memory = memfd_create("qemu_server", MFD_CLOEXEC);
	if (server.vectors > VECTORS_MAX || server.memory < 0 ||
	    ftruncate(server.memory, atol(argv[2])) != 0)
		die("memory");
	for (unsigned i = 0; i < PEERS_MAX; i++)
		server.members[i].socket = -1;
	server.listener = listen_at(argv[1]);
	printf("ready\n");
	fflush(stdout);
	for (;;)
		serve(&server);
}
