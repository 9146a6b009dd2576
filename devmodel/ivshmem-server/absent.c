/* SPDX-License-Identifier: BSD-3-Clause
 * absent.c: peers that have disconnected and may return: those with a bound ID, and those whose
 * process is still running. The end of the process ends the reservation of its ID. */
#include <sys/epoll.h>
#include <unistd.h>

#include "ivshmem-server/internal.h"

static bool is_bound(const struct connection *connection)
{
	return id_pool_has(&connection->host->peers.ids, connection->peer.id, ID_BOUND);
}

void absent_end(struct connection *connection)
{
	struct host *host = connection->host;

	id_lease_remove(host->leases, connection->peer.id);
	peer_list_leave(&host->peers, &connection->peer);
	connection_free(connection);
}

static void on_process_end(void *data, int fd, uint32_t events)
{
	struct connection *connection = data;
	struct host *host = connection->host;

	(void)fd;
	(void)events;
	absent_end(connection);
	host_send_pending(host);
}

static bool watch(struct connection *connection)
{
	struct error ignored;

	connection->pidfd = identity_watch(&connection->who.process);
	if (connection->pidfd >= 0 && loop_add(connection->host->loop, connection->pidfd, EPOLLIN,
					       on_process_end, connection, &ignored))
		return true;
	absent_stop_watching(connection);
	return false;
}

void absent_stop_watching(struct connection *connection)
{
	if (connection->pidfd < 0)
		return;
	loop_remove(connection->host->loop, connection->pidfd);
	close(connection->pidfd);
	connection->pidfd = -1;
}

bool absent_begin(struct connection *connection)
{
	struct peer_list *peers = &connection->host->peers;

	if (is_bound(connection))
		id_lease_remove(connection->host->leases, connection->peer.id);
	else if (!watch(connection))
		return false;
	connection->absence = connection->host->absences++;
	peer_list_set_absent(peers, &connection->peer);
	if (!peer_list_is_kept(peers, connection->peer.id))
		vectors_close(&connection->vectors);
	return true;
}

static bool is_reserved(const struct connection *connection)
{
	return connection->peer.is_absent && !is_bound(connection);
}

struct connection *absent_find(const struct host *host, const struct process *process)
{
	for (size_t i = 0; i < host->peers.count; i++) {
		struct connection *connection = connection_of(host->peers.peers[i]);

		if (is_reserved(connection) && identity_is_same(&connection->who.process, process))
			return connection;
	}
	return NULL;
}

/* NULL if no ID is reserved, or with `user` none of this user's. */
static struct connection *find_oldest(const struct host *host, const uid_t *user)
{
	struct connection *oldest = NULL;

	for (size_t i = 0; i < host->peers.count; i++) {
		struct connection *connection = connection_of(host->peers.peers[i]);

		if (is_reserved(connection) && (!user || connection->peer.user == *user) &&
		    (!oldest || connection->absence < oldest->absence))
			oldest = connection;
	}
	return oldest;
}

bool absent_end_oldest(struct host *host, uid_t user, bool is_any)
{
	struct connection *oldest = find_oldest(host, &user);

	if (!oldest && is_any)
		oldest = find_oldest(host, NULL);
	if (oldest)
		absent_end(oldest);
	return oldest;
}

bool absent_resume(struct connection *connection)
{
	return connection->pidfd >= 0 || is_bound(connection) || watch(connection);
}

/* Reserves an ID for a process that had it with a former server. */
static bool reserve(struct host *host, const struct former_lease *former)
{
	struct connection *connection = connection_new(host, former->id);

	if (!connection)
		return false;
	connection->absence = host->absences++;
	connection->who = (struct identity) { .user = (uid_t)-1, .process = former->process };
	connection->peer.user = connection->who.user;
	if (watch(connection) && peer_list_add_absent(&host->peers, &connection->peer))
		return true;
	connection_free(connection);
	return false;
}

void absent_restore(struct host *host)
{
	const struct former_lease *formers;
	size_t count = id_lease_formers(host->leases, &formers);

	for (size_t i = 0; i < count; i++)
		if (!peer_list_find(&host->peers, formers[i].id) &&
		    (id_pool_has(&host->peers.ids, formers[i].id, ID_BOUND) ||
		     !reserve(host, &formers[i])))
			id_lease_remove(host->leases, formers[i].id);
}
