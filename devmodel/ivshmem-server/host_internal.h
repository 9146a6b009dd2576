/* SPDX-License-Identifier: BSD-3-Clause
 * host_internal.h: what the files behind host.h share: a region and its connections.
 */
#ifndef IVSHMEM_SERVER_HOST_INTERNAL_H
#define IVSHMEM_SERVER_HOST_INTERNAL_H

#include "base/log.h"
#include "base/timer.h"
#include "ivshmem-server/host.h"
#include "ivshmem-server/id_lease.h"
#include "ivshmem-server/identity.h"
#include "ivshmem-server/memory.h"
#include "ivshmem-server/peer_list.h"

/* A peer's eventfds. */
struct vectors {
	int fds[ROSTER_VECTORS_MAX];
	unsigned count; /* 0: there are none */
};

/* Closes them all; there are none then. */
void vectors_close(struct vectors *vectors);

/* A socket that peers come in by. */
struct entrance {
	struct host *host;
	const struct bound_peer *bound; /* NULL: for everybody */
	int socket;			/* -1: shut */
	char *path;
	bool is_ours; /* and not the service manager's: to be unlinked */
};

struct host {
	struct loop *loop;
	const struct region_settings *settings;
	const char *directory;
	struct service *service;
	struct ledger *ledger;
	struct memory memory;
	struct roster roster;
	struct vectors *bound; /* of each bound ID, in the order of the settings: they may stay
				* while it is away (ivshmem-server/peer_list.h) */
	bool was_used; /* the memory has had peers; with none any more its lifetime decides */
	struct entrance *entrances;
	size_t entrance_count;
	struct timer retry;
	struct {
		struct log_limit join, leave, drop, refuse;
	} limits;
};

/* One peer. */
struct connection {
	struct member member;
	struct host *host;
	struct identity who;
	int socket;
	struct vectors *vectors; /* the host's, of a bound ID, or its own */
	struct vectors own;
	bool is_full;  /* the socket takes no more for now */
	bool is_short; /* too many descriptors are on their way: the host's timer will tell */
};

struct connection *connection_of(struct member *member);

/* A peer that has been let in, on a socket that it owns from now on. False with an error when it
 * can't be served; then the socket is closed. */
bool connection_open(struct host *host, int socket, uint16_t id, const struct identity *who,
		     struct error *error);

/* Closes everything, and tells nobody. */
void connection_free(struct connection *connection);

/* Drops those who have hung up and of whom the loop has not told yet: their IDs are free. */
void host_sweep(struct host *host);

/* Sends everybody what there is to be sent, and drops who can't be told. */
void host_settle(struct host *host);

/* Somebody is at an entrance: lets him in or refuses him. A loop_handler. */
void host_admit(void *data, int listener, uint32_t events);

/* The region has memory, for the next peer to find. */
bool host_provide_memory(struct host *host, struct error *error);

#endif
