/* SPDX-License-Identifier: BSD-3-Clause
 * server.c: a function's socket, and who may connect to it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/unix_socket.h"
#include "vfio-user/client.h"
#include "vfio-user/irqs.h"
#include "vfio-user/vfu.h"

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

/* A VMM that is restarted may connect before the loop has told us that its old self is gone. */
static bool is_busy(struct vfu_server *server)
{
	if (server->client && vfu_client_is_gone(server->client))
		drop(server);
	return server->client != NULL;
}

static void on_connection(void *data, int listener, uint32_t events)
{
	struct vfu_server *server = data;
	struct error error;
	struct ucred peer;
	int fd = loop_accept(server->loop, listener, &peer);

	(void)events;
	if (fd < 0)
		return;
	if (is_busy(server) || !unix_socket_is_welcome(&peer)) {
		close(fd);
		return;
	}
	server->client = vfu_client_new(server->loop, fd, &server->function, drop, server, &error);
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
			return error_set(error, "BAR%u: the size is not a power of two", i);
		if (bar->size && bar->is_memory && bar->fd < 0)
			return error_set(error, "BAR%u: there is no descriptor of its memory", i);
	}
	if (function->msix_vectors > VFU_VECTORS_MAX)
		return error_set(error, "%u MSI-X vectors are more than PCI's %u",
				 function->msix_vectors, VFU_VECTORS_MAX);
	return true;
}

static bool listen_at(struct vfu_server *server, const char *path, struct error *error)
{
	server->listener = unix_socket_listen(path, SOCK_STREAM, 0600, 1, error);
	if (server->listener < 0)
		return false;
	/* So long a path would not have had a socket. */
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
		vfu_client_raise(server->client, vector);
}
