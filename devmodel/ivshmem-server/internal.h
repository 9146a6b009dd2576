/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what host.c, access_control.c and connection.c share: a region and its connections.
 */
#ifndef IVSHMEM_SERVER_INTERNAL_H
#define IVSHMEM_SERVER_INTERNAL_H

#include "base/log.h"
#include "base/timer.h"
#include "ivshmem-server/host.h"
#include "ivshmem-server/id_lease.h"
#include "ivshmem-server/identity.h"
#include "ivshmem-server/memory.h"
#include "ivshmem-server/peer_list.h"

/* A peer's eventfds. */
struct vectors {
	int fds[PEER_LIST_VECTORS_MAX];
	unsigned count; /* 0: none */
};

/* Closes all; the count is 0 then. */
void vectors_close(struct vectors *vectors);

/* A listening socket. */
struct listener {
	struct host *host;
	const struct bound_peer *bound; /* the VM it is for; NULL: for any client */
	int socket;			/* -1: closed */
	char *path;
	bool is_ours; /* not the service manager's: the path is to be removed */
};

struct host {
	struct loop *loop;
	const struct region_settings *settings;
	const char *directory;
	struct service *service;
	struct id_lease_file *leases;
	struct memory memory;
	struct peer_list peers;
	struct vectors *bound; /* of bound IDs, in the order of the settings: kept while a peer is
				* away (ivshmem-server/peer_list.h) */
	bool was_used;	       /* the memory has had peers: without any its lifetime may end */
	struct listener *listeners;
	size_t listener_count;
	struct timer retry;
	struct {
		struct log_limit join, leave, drop, refuse;
	} limits;
};

/* The connection of one peer. */
struct connection {
	struct server_peer peer;
	struct host *host;
	struct identity who;
	int socket;
	struct vectors *vectors; /* the host's for a bound ID, else `own` */
	struct vectors own;
	bool is_full;  /* the socket's buffer is full */
	bool is_short; /* too many descriptors are in flight: until the host's timer */
};

struct connection *connection_of(struct server_peer *peer);

/* Makes an accepted client a peer, and takes over its socket. False with an error; then the socket
 * is closed. */
bool connection_open(struct host *host, int socket, uint16_t id, const struct identity *who,
		     struct error *error);

/* Closes the socket and its own eventfds, without messages to other peers. */
void connection_free(struct connection *connection);

/* Drops peers that have disconnected and whose event is still to come: their IDs become free. */
void host_drop_disconnected(struct host *host);

/* Sends all pending messages, and drops peers that cannot be sent theirs. */
void host_send_pending(struct host *host);

/* Accepts or rejects the next client of a listener. A loop_handler. */
void host_accept(void *data, int fd, uint32_t events);

/* Ensures that the region has memory for the next peer. */
bool host_provide_memory(struct host *host, struct error *error);

#endif
