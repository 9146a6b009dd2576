/* SPDX-License-Identifier: BSD-3-Clause
 * handover_store.c: stores a region for the next worker. */
#include "ivshmem-server/handover.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ivshmem-server/internal.h"

const char *handover_name(char name[FD_STORE_NAME_MAX + 1], const struct host *host,
			  const char *format, ...)
{
	va_list arguments;
	int length;

	length = snprintf(name, FD_STORE_NAME_MAX + 1, "%s/", host->settings->name);
	va_start(arguments, format);
	vsnprintf(name + length, FD_STORE_NAME_MAX + 1 - (size_t)length, format, arguments);
	va_end(arguments);
	return name;
}

static bool store_listeners(struct host *host)
{
	char name[FD_STORE_NAME_MAX + 1];

	for (size_t i = 0; i < host->listener_count; i++) {
		struct listener *listener = &host->listeners[i];

		if (!listener->is_ours)
			continue;
		if (!service_hand_over(host->service, listener->socket,
				       handover_name(name, host, "listener=%s", listener->path)))
			return false;
		listener->is_ours = false;
	}
	return true;
}

/* So no other server can take the region between two workers. */
static bool store_ownership(struct host *host)
{
	char name[FD_STORE_NAME_MAX + 1];

	if (host->ownership < 0)
		return true;
	if (!service_hand_over(host->service, host->ownership, handover_name(name, host, "lock")))
		return false;
	close(host->ownership);
	host->ownership = -1;
	return true;
}

/* Without peers, memory of that lifetime ends with this worker. */
static bool is_memory_kept(const struct host *host)
{
	return host->memory.fd >= 0 &&
	       (host->peers.present_count > 0 || host->settings->lifetime != LIFETIME_UNLINK);
}

static bool store_memory(const struct host *host)
{
	char name[FD_STORE_NAME_MAX + 1];

	return !is_memory_kept(host) || service_hand_over(host->service, host->memory.fd,
							  handover_name(name, host, "memory"));
}

static bool store_peer(const struct host *host, const struct connection *connection)
{
	unsigned id = connection->peer.id;
	char name[FD_STORE_NAME_MAX + 1];

	for (unsigned i = 0; i < connection->vectors.count; i++)
		if (!service_hand_over(host->service, connection->vectors.fds[i],
				       handover_name(name, host, "%u/%u", id, i)))
			return false;
	return connection->socket < 0 ||
	       service_hand_over(host->service, connection->socket,
				 handover_name(name, host, "%u/socket", id));
}

static bool store_peers(const struct host *host)
{
	for (size_t i = 0; i < host->peers.count; i++)
		if (!store_peer(host, connection_of(host->peers.peers[i])))
			return false;
	return true;
}

static void write_peer(FILE *text, const struct connection *connection)
{
	const struct identity *who = &connection->who;

	fprintf(text, "peer %u %u %d %" PRIu64 " %d %" PRIu64 " %u\n", connection->peer.id,
		(unsigned)who->user, (int)who->process.pid, who->process.start, who->is_qemu,
		connection->peer.is_absent ? connection->absence + 1 : 0,
		connection->vectors.count);
}

/* As ranges of IDs. */
static void write_seen(FILE *text, const struct server_peer *peer)
{
	unsigned first = 0;

	for (unsigned id = 0; peer->seen && id < MESSAGE_PEERS_MAX; id++) {
		if (peer->seen[id] != peer->seen[first])
			first = id;
		if (peer->seen[id] != SEEN_NOTHING &&
		    (id == MESSAGE_PEER_MAX || peer->seen[id + 1] != peer->seen[id]))
			fprintf(text, "seen %u %u %u %u\n", peer->id, peer->seen[id], first, id);
	}
}

static void write_pending(FILE *text, const struct server_peer *peer)
{
	for (size_t i = 0; i < peer->pending_count; i++)
		fprintf(text, "pending %u %u %u %u\n", peer->id, peer->pending[i].kind,
			peer->pending[i].sent, peer->pending[i].id);
}

/* Whether the ID has no peer, but counts against this user, whose peer it was. */
static bool is_charged(const struct id_pool *ids, uint16_t id, uid_t *user)
{
	return id_pool_get_user(ids, id, user) && !id_pool_has(ids, id, ID_TAKEN) &&
	       !id_pool_has(ids, id, ID_RESERVED);
}

/* As ranges of IDs: a reload does not renew what a user may use up. */
static void write_retired(FILE *text, const struct id_pool *ids)
{
	for (unsigned id = 0; id < MESSAGE_PEERS_MAX; id++) {
		unsigned first = id;
		uid_t user, next;

		if (!is_charged(ids, (uint16_t)id, &user))
			continue;
		while (id < MESSAGE_PEER_MAX && is_charged(ids, (uint16_t)(id + 1), &next) &&
		       next == user)
			id++;
		fprintf(text, "retired %u %u %u\n", (unsigned)user, first, id);
	}
}

static void write_state(FILE *text, const struct host *host)
{
	const struct region_settings *settings = host->settings;

	fprintf(text, "ivshmem-server %d\nregion %" PRIu64 " %u %d %d\n", HANDOVER_VERSION,
		settings->size, settings->vectors, settings->is_memfd, host->was_used);
	for (size_t i = 0; i < host->peers.count; i++)
		write_peer(text, connection_of(host->peers.peers[i]));
	for (size_t i = 0; i < host->peers.count; i++) {
		write_seen(text, host->peers.peers[i]);
		write_pending(text, host->peers.peers[i]);
	}
	write_retired(text, &host->peers.ids);
}

/* The last descriptor: without it the others are not used. */
static bool store_state(const struct host *host)
{
	int fd = memfd_create("ivshmem-server-state", MFD_CLOEXEC);
	FILE *text = fd >= 0 ? fdopen(fd, "w") : NULL;
	char name[FD_STORE_NAME_MAX + 1];
	bool is_good;

	if (!text) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	write_state(text, host);
	is_good = !ferror(text) && fflush(text) == 0 &&
		  service_hand_over(host->service, fd, handover_name(name, host, "state"));
	fclose(text);
	return is_good;
}

bool handover_store(struct host *host, struct error *error)
{
	return (store_listeners(host) && store_ownership(host) && store_memory(host) &&
		store_peers(host) && store_state(host)) ||
	       error_set_errno(error, "region '%s': cannot hand over its peers",
			       host->settings->name);
}
