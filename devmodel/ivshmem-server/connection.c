/* SPDX-License-Identifier: BSD-3-Clause
 * connection.c: a peer's socket, from its acceptance to its end. */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ivshmem-server/internal.h"

/* Bytes that a socket buffers for a peer that does not read. The kernel doubles this, and counts
 * 768 or more for each message: so they are LIMITS_UNREAD messages at most. */
#define SEND_BUFFER 4096

/* Until the next attempt, if there were too many nevertheless. */
#define RETRY_MS 20u

/* The reason of a peer that ends the connection itself. */
static const char disconnected[] = "disconnected";

struct connection *connection_of(struct server_peer *peer)
{
	return (struct connection *)((char *)peer - offsetof(struct connection, peer));
}

/* A peer that disconnects is information; one that is dropped is a warning. */
static void log_leaving(const struct connection *connection, const char *reason)
{
	struct host *host = connection->host;

	if (reason == disconnected)
		log_limited(&host->limits.leave, LEVEL_INFO, "leave",
			    log_text("region", host->settings->name),
			    log_number("peer", connection->peer.id),
			    log_number("pid", connection->who.process.pid));
	else
		log_limited(&host->limits.drop, LEVEL_WARNING, "drop",
			    log_text("region", host->settings->name),
			    log_number("peer", connection->peer.id),
			    log_number("pid", connection->who.process.pid),
			    log_number("uid", connection->who.user), log_text("reason", reason));
}

void vectors_close(struct vectors *vectors)
{
	while (vectors->count)
		close(vectors->fds[--vectors->count]);
}

static bool open_vectors(struct vectors *vectors, unsigned count)
{
	while (vectors->count < count) {
		int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

		if (fd < 0) {
			vectors_close(vectors);
			return false;
		}
		vectors->fds[vectors->count++] = fd;
	}
	return true;
}

static void close_socket(struct connection *connection)
{
	if (connection->socket < 0)
		return;
	loop_remove(connection->host->loop, connection->socket);
	close(connection->socket);
	connection->socket = -1;
}

struct connection *connection_new(struct host *host, uint16_t id)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection)
		return NULL;
	connection->host = host;
	connection->peer.id = id;
	connection->peer.vectors = connection->vectors.fds;
	connection->socket = -1;
	connection->pidfd = -1;
	return connection;
}

void connection_free(struct connection *connection)
{
	close_socket(connection);
	absent_stop_watching(connection);
	vectors_close(&connection->vectors);
	free(connection);
}

void connection_drop(struct connection *connection, const char *reason)
{
	struct host *host = connection->host;

	log_leaving(connection, reason);
	close_socket(connection);
	if (!absent_begin(connection))
		absent_end(connection);
	if (host->peers.present_count == 0)
		host_end_memory(host);
}

static void wait_for_room(struct connection *connection, bool is_full)
{
	struct error ignored;

	if (connection->is_full == is_full)
		return;
	connection->is_full = is_full;
	loop_change(connection->host->loop, connection->socket,
		    is_full ? EPOLLIN | EPOLLOUT : EPOLLIN, &ignored);
}

/* Sends pending messages, without blocking. NULL, or why the peer is to be dropped. */
static const char *send_messages(struct connection *connection)
{
	struct server_peer *peer = &connection->peer;
	struct message message;

	while (!peer->is_lost && !connection->is_full && !connection->is_short &&
	       peer_list_next(&connection->host->peers, peer, &message)) {
		switch (message_send(connection->socket, &message)) {
		case MESSAGE_DONE:
			peer_list_sent(&connection->host->peers, peer);
			break;
		case MESSAGE_WAIT:
			wait_for_room(connection, true);
			break;
		case MESSAGE_SHORT:
			connection->is_short = true;
			timer_set(&connection->host->retry, RETRY_MS);
			break;
		case MESSAGE_END:
			return disconnected;
		default:
			return "cannot send";
		}
	}
	return peer->is_lost ? "out of memory" : NULL;
}

/* Backwards, because dropped peers leave the list. */
void host_send_pending(struct host *host)
{
	bool is_done;

	do {
		is_done = true;
		for (size_t i = host->peers.count; i-- > 0;) {
			struct connection *connection = connection_of(host->peers.peers[i]);
			const char *reason = send_messages(connection);

			if (reason) {
				connection_drop(connection, reason);
				is_done = false;
			}
		}
	} while (!is_done);
}

/* Clients send nothing. If one does, the kernel discards what recv() has no room for, descriptors
 * included. */
static const char *check_input(const struct connection *connection)
{
	char byte;
	ssize_t got = recv(connection->socket, &byte, sizeof(byte), MSG_DONTWAIT);

	if (got > 0)
		return "sent unexpected data";
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return NULL;
	return disconnected;
}

static void on_event(void *data, int fd, uint32_t events)
{
	struct connection *connection = data;
	struct host *host = connection->host;
	const char *reason = NULL;

	(void)fd;
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		reason = check_input(connection);
	if (!reason && (events & EPOLLOUT)) {
		wait_for_room(connection, false);
		reason = send_messages(connection);
	}
	if (!reason)
		return;
	connection_drop(connection, reason);
	host_send_pending(host);
}

/* False if the peer is gone. */
static bool resume(struct connection *connection)
{
	struct error ignored;

	if (connection->peer.is_absent)
		return absent_resume(connection);
	return connection->socket >= 0 && loop_add(connection->host->loop, connection->socket,
						   EPOLLIN, on_event, connection, &ignored);
}

void host_resume(struct host *host)
{
	for (size_t i = host->peers.count; i-- > 0;) {
		struct connection *connection = connection_of(host->peers.peers[i]);

		if (resume(connection))
			continue;
		if (connection->peer.is_absent)
			absent_end(connection);
		else
			connection_drop(connection, disconnected);
	}
	host_send_pending(host);
}

/* With one system call for all peers. */
void host_drop_disconnected(struct host *host)
{
	size_t count = host->peers.count;
	struct pollfd *polls = calloc(count + 1, sizeof(*polls));

	if (!polls)
		return;
	for (size_t i = 0; i < count; i++)
		polls[i] = (struct pollfd) { connection_of(host->peers.peers[i])->socket, 0, 0 };
	if (poll(polls, count, 0) > 0)
		for (size_t i = count; i-- > 0;)
			if (polls[i].revents)
				connection_drop(connection_of(host->peers.peers[i]), disconnected);
	free(polls);
}

/* Peers may keep the eventfds that the ID had before; otherwise it gets new ones. */
static bool provide_vectors(struct connection *connection)
{
	struct host *host = connection->host;

	if (!peer_list_is_kept(&host->peers, connection->peer.id))
		vectors_close(&connection->vectors);
	return open_vectors(&connection->vectors, host->settings->vectors);
}

static bool join(struct connection *connection, struct error *error)
{
	struct host *host = connection->host;
	int size = SEND_BUFFER;

	if (!provide_vectors(connection))
		return error_set_errno(error, "cannot create eventfds");
	setsockopt(connection->socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (!loop_add(host->loop, connection->socket, EPOLLIN, on_event, connection, error))
		return false;
	return peer_list_join(&host->peers, &connection->peer) || error_set(error, "out of memory");
}

static struct connection *find_or_create(struct host *host, uint16_t id)
{
	struct server_peer *absent = peer_list_find(&host->peers, id);

	return absent ? connection_of(absent) : connection_new(host, id);
}

bool connection_open(struct host *host, int socket, uint16_t id, const struct identity *who,
		     struct error *error)
{
	struct connection *connection = find_or_create(host, id);

	if (!connection) {
		close(socket);
		return error_set(error, "out of memory");
	}
	connection->socket = socket;
	connection->is_full = false;
	connection->is_short = false;
	connection->who = *who;
	connection->peer.user = who->user;
	connection->peer.has_qemu_id_reuse_bug = who->is_qemu;
	if (!join(connection, error)) {
		close_socket(connection);
		if (!connection->peer.is_absent)
			connection_free(connection);
		return false;
	}
	absent_stop_watching(connection);
	host->was_used = true;
	id_lease_record(host->leases, id, &who->process);
	log_limited(&host->limits.join, LEVEL_INFO, "join",
		    log_text("region", host->settings->name), log_number("peer", id),
		    log_number("pid", who->process.pid), log_number("uid", who->user));
	return true;
}
