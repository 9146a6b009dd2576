/* SPDX-License-Identifier: BSD-3-Clause
 * server.c: a function's socket, and access control for it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "vfio-user/internal.h"

struct vfu_server {
	struct loop *loop;
	struct vfu_function function;
	char path[UNIX_SOCKET_PATH_MAX + 1];
	int listener;
	struct vfu_client *client; /* NULL while there is none */
};

static void drop(void *data)
{
	struct vfu_server *server = data;
	struct vfu_client *client = server->client;

	server->client = NULL;
	vfu_client_free(client);
}

/* A VMM that is restarted may connect before the loop has reported the end of its old connection.
 */
static bool is_busy(struct vfu_server *server)
{
	if (server->client && vfu_client_is_disconnected(server->client))
		drop(server);
	return server->client != NULL;
}

static void report(const struct vfu_server *server, const struct error *reason)
{
	struct error error;

	error_set(&error, "%s: %s", server->path, reason->text);
	if (server->function.on_error)
		server->function.on_error(server->function.device, &error);
}

/* A connection that has already ended is not an error. */
static int accept_client(const struct vfu_server *server, int listener, struct ucred *peer)
{
	int fd = loop_accept(server->loop, listener, peer);
	struct error error;

	if (fd < 0 && (errno == EMFILE || errno == ENFILE)) {
		error_set_errno(&error, "cannot accept a connection");
		report(server, &error);
	}
	return fd;
}

static void on_connection(void *data, int listener, uint32_t events)
{
	struct vfu_server *server = data;
	struct error error;
	struct ucred peer;
	int fd = accept_client(server, listener, &peer);

	(void)events;
	if (fd < 0)
		return;
	if (is_busy(server) || !unix_socket_is_allowed(&peer)) {
		close(fd);
		return;
	}
	server->client = vfu_client_new(server->loop, fd, &server->function, drop, server, &error);
	if (!server->client)
		report(server, &error);
}

static bool is_power_of_two(uint64_t size)
{
	return size && !(size & (size - 1));
}

static bool check_function(const struct vfu_function *function, struct error *error)
{
	for (unsigned i = 0; i < VFU_BARS; i++) {
		const struct vfu_bar *bar = &function->bars[i];

		if (bar->size && !is_power_of_two(bar->size))
			return error_set(error,
					 "BAR%u: invalid size %" PRIu64 ": must be a power of two",
					 i, bar->size);
		if (bar->size && bar->is_memory && bar->fd < 0)
			return error_set(error, "BAR%u: no descriptor for its memory", i);
	}
	if (function->msix_vectors > VFU_VECTORS_MAX)
		return error_set(error, "invalid number of MSI-X vectors %u: must be at most %u",
				 function->msix_vectors, VFU_VECTORS_MAX);
	return true;
}

static bool listen_at(struct vfu_server *server, const char *path, struct error *error)
{
	server->listener = unix_socket_listen(path, SOCK_STREAM, 0600, 1, error);
	if (server->listener < 0)
		return false;
	/* It fits: the socket has this path. */
	snprintf(server->path, sizeof(server->path), "%s", path);
	if (loop_add(server->loop, server->listener, EPOLLIN, on_connection, server, error))
		return true;
	unlink(path);
	close(server->listener);
	return false;
}

struct vfu_server *vfu_listen(struct loop *loop, const char *path,
			      const struct vfu_function *function, struct error *error)
{
	struct vfu_server *server;

	if (!check_function(function, error))
		return NULL;
	server = calloc(1, sizeof(*server));
	if (!server) {
		error_set_errno(error, "%s: cannot listen", path);
		return NULL;
	}
	server->loop = loop;
	server->function = *function;
	if (!listen_at(server, path, error)) {
		free(server);
		return NULL;
	}
	return server;
}

void vfu_free(struct vfu_server *server)
{
	if (!server)
		return;
	drop(server);
	loop_remove(server->loop, server->listener);
	unlink(server->path);
	close(server->listener);
	free(server);
}

void vfu_trigger(struct vfu_server *server, unsigned vector)
{
	if (server->client)
		vfu_client_trigger(server->client, vector);
}
