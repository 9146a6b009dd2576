/* SPDX-License-Identifier: BSD-3-Clause
 * connection.c: a peer's socket: what is sent, what comes, and its end. */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ivshmem-server/host_internal.h"

/* Bytes that a socket holds for a peer that does not read. The kernel counts some 800 for each of
 * our messages, and each may have a descriptor that is on its way meanwhile; of those a user may
 * have no more than RLIMIT_NOFILE altogether (unix(7)). */
#define SEND_BUFFER 8192

/* Until it is tried again when there were too many all the same. */
#define RETRY_MS 20u

/* The reason of those who go by themselves. */
static const char hung_up[] = "hung up";

struct connection *connection_of(struct member *member)
{
	return (struct connection *)((char *)member - offsetof(struct connection, member));
}

/* Whoever goes by himself is one thing; who is sent away is another, and more than news. */
static void log_leaving(const struct connection *connection, const char *reason)
{
	struct host *host = connection->host;

	if (reason == hung_up)
		log_limited(&host->limits.leave, LEVEL_INFO, "leave",
			    log_text("region", host->settings->name),
			    log_number("peer", connection->member.id),
			    log_number("pid", connection->who.process.pid));
	else
		log_limited(&host->limits.drop, LEVEL_WARNING, "drop",
			    log_text("region", host->settings->name),
			    log_number("peer", connection->member.id),
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

/* Those of a bound ID are closed when nobody keeps them, by whoever is next with it or by the end.
 */
static bool is_bound(const struct connection *connection)
{
	return connection->vectors != &connection->own;
}

void connection_free(struct connection *connection)
{
	loop_remove(connection->host->loop, connection->socket);
	vectors_close(&connection->own);
	close(connection->socket);
	free(connection);
}

/* Without peers the memory has come to the end of what its lifetime promises. */
static void end_use(struct host *host)
{
	if (host->settings->lifetime == LIFETIME_UNLINK)
		memory_remove(host->settings, &host->memory);
}

/* Takes a peer out. The others are told by host_settle(). */
static void drop(struct connection *connection, const char *reason)
{
	struct host *host = connection->host;

	log_leaving(connection, reason);
	roster_leave(&host->roster, &connection->member, is_bound(connection));
	ledger_strike(host->ledger, connection->member.id);
	connection_free(connection);
	if (host->roster.count == 0)
		end_use(host);
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

/* Sends what the socket takes. NULL, or why the peer is to be dropped. */
static const char *send_messages(struct connection *connection)
{
	struct member *member = &connection->member;
	struct message message;

	while (!member->is_lost && !connection->is_full && !connection->is_short &&
	       roster_next(&connection->host->roster, member, &message)) {
		switch (message_send(connection->socket, &message)) {
		case MESSAGE_DONE:
			roster_sent(member);
			break;
		case MESSAGE_WAIT:
			wait_for_room(connection, true);
			break;
		case MESSAGE_SHORT:
			connection->is_short = true;
			timer_set(&connection->host->retry, RETRY_MS);
			break;
		case MESSAGE_END:
			return hung_up;
		default:
			return "cannot be sent to";
		}
	}
	return member->is_lost ? "does not read" : NULL;
}

/* From the last one down, since those who are dropped leave the list. */
void host_settle(struct host *host)
{
	bool is_settled;

	do {
		is_settled = true;
		for (size_t i = host->roster.count; i-- > 0;) {
			struct connection *connection = connection_of(host->roster.members[i]);
			const char *reason = send_messages(connection);

			if (reason) {
				drop(connection, reason);
				is_settled = false;
			}
		}
	} while (!is_settled);
}

/* Clients send nothing. What they send all the same, and descriptors with it, is not even read into
 * anything: the kernel throws away what a call has no room for. */
static const char *listen_to(const struct connection *connection)
{
	char byte;
	ssize_t got = recv(connection->socket, &byte, sizeof(byte), MSG_DONTWAIT);

	if (got > 0)
		return "sends what no peer sends";
	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return NULL;
	return hung_up;
}

static void on_event(void *data, int fd, uint32_t events)
{
	struct connection *connection = data;
	struct host *host = connection->host;
	const char *reason = NULL;

	(void)fd;
	if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		reason = listen_to(connection);
	if (!reason && (events & EPOLLOUT)) {
		wait_for_room(connection, false);
		reason = send_messages(connection);
	}
	if (!reason)
		return;
	drop(connection, reason);
	host_settle(host);
}

/* One call for all of them. */
void host_sweep(struct host *host)
{
	size_t count = host->roster.count;
	struct pollfd *polls = calloc(count + 1, sizeof(*polls));

	if (!polls)
		return;
	for (size_t i = 0; i < count; i++)
		polls[i] = (struct pollfd) { connection_of(host->roster.members[i])->socket, 0, 0 };
	if (poll(polls, count, 0) > 0)
		for (size_t i = count; i-- > 0;)
			if (polls[i].revents)
				drop(connection_of(host->roster.members[i]), hung_up);
	free(polls);
}

/* Somebody may have those that the ID had before; else it has new ones, which nobody else has. */
static bool provide_vectors(struct connection *connection)
{
	struct host *host = connection->host;
	const struct region_settings *settings = host->settings;
	struct member *member = &connection->member;
	const struct bound_peer *bound = settings_bound_peer(settings, member->id);

	connection->vectors = bound ? &host->bound[bound - settings->peers] : &connection->own;
	if (!roster_is_kept(&host->roster, member->id))
		vectors_close(connection->vectors);
	if (!open_vectors(connection->vectors, settings->vectors))
		return false;
	member->vectors = connection->vectors->fds;
	member->vector_count = connection->vectors->count;
	return true;
}

static bool enter(struct connection *connection, struct error *error)
{
	struct host *host = connection->host;
	int size = SEND_BUFFER;

	if (!provide_vectors(connection))
		return error_set_errno(error, "cannot make eventfds");
	setsockopt(connection->socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	if (!loop_add(host->loop, connection->socket, EPOLLIN, on_event, connection, error))
		return false;
	return roster_join(&host->roster, &connection->member) || error_set(error, "out of memory");
}

bool connection_open(struct host *host, int socket, uint16_t id, const struct identity *who,
		     struct error *error)
{
	struct connection *connection = calloc(1, sizeof(*connection));

	if (!connection) {
		close(socket);
		return error_set(error, "out of memory");
	}
	connection->host = host;
	connection->socket = socket;
	connection->who = *who;
	connection->member.id = id;
	connection->member.is_brittle = who->is_qemu;
	if (!enter(connection, error)) {
		connection_free(connection);
		return false;
	}
	host->was_used = true;
	ledger_enter(host->ledger, id, &who->process);
	log_limited(&host->limits.join, LEVEL_INFO, "join",
		    log_text("region", host->settings->name), log_number("peer", id),
		    log_number("pid", who->process.pid), log_number("uid", who->user));
	return true;
}
