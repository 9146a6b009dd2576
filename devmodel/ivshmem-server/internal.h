/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what host*.c, access_control.c and connection.c share: a region and its connections.
 */
#ifndef IVSHMEM_SERVER_INTERNAL_H
#define IVSHMEM_SERVER_INTERNAL_H

#include "base/log.h"
#include "base/timer.h"
#include "ivshmem-server/host.h"
#include "ivshmem-server/id_lease.h"
#include "ivshmem-server/identity.h"
#include "ivshmem-server/limits.h"
#include "ivshmem-server/memory_job.h"
#include "ivshmem-server/peer_list.h"
#include "ivshmem-server/user_limit.h"

/* How often a user may cause new memory of a region: so many times, and then once in so many
 * seconds. */
#define RENEWALS_MAX	   10u
#define RENEWAL_INTERVAL_S 3u

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

/* A process that has connected. */
struct host_client {
	struct host *host;
	const struct bound_peer *bound; /* of the listener, or NULL */
	int socket;
	struct identity who;
	struct error error; /* the text of a rejection, if it needs one */
};

struct host {
	struct loop *loop;
	const struct region_settings *settings;
	const char *directory;
	struct service *service;
	struct id_lease_file *leases;
	struct memory memory;
	int ownership;	       /* ivshmem-server/ownership.h; -1: a memfd needs none */
	struct memory_job job; /* while it runs, there are no peers, the memory is the thread's, and
				* the listeners are not watched */
	struct host_client waiting; /* for the job; its socket is -1 if there is none */
	struct user_limit renewals;
	struct peer_list peers;
	struct limits peer_limits;
	uint64_t absences; /* so far */
	bool was_used;	   /* the memory has had peers, also of a former server: without any its
			    * lifetime may end */
	struct listener *listeners;
	size_t listener_count;
	struct timer retry;
	struct {
		struct log_limit join, leave, drop, refuse;
	} limits;
};

/* A peer that is connected, or absent and may return. */
struct connection {
	struct server_peer peer;
	struct host *host;
	struct identity who;
	int socket;	  /* -1: absent */
	int pidfd;	  /* of an absent peer's process; -1: none */
	uint64_t absence; /* of an absent peer: its number, in order */
	struct vectors vectors;
	bool is_full;  /* the socket's buffer is full */
	bool is_short; /* too many descriptors are in flight: until the host's timer */
};

struct connection *connection_of(struct server_peer *peer);

/* A connection without a socket, whose peer is not in the list. NULL if memory ran out. */
struct connection *connection_new(struct host *host, uint16_t id);

/* Makes an accepted client the peer with an ID that is free, or that of an absent peer, and takes
 * over its socket. False with an error; then the socket is closed. */
bool connection_open(struct host *host, int socket, uint16_t id, const struct identity *who,
		     struct error *error);

/* Closes the socket and the eventfds, without messages to other peers. */
void connection_free(struct connection *connection);

/* The peer, whose socket is closed, is absent, if it has a bound ID or its process is running.
 * False if not: then nothing has changed. */
bool absent_begin(struct connection *connection);

/* The peer, which has no socket, does not return: its ID is no longer reserved. */
void absent_end(struct connection *connection);

/* The end of the process has no meaning any more. */
void absent_stop_watching(struct connection *connection);

/* The absent peer with the lowest ID that was this process's, without bound IDs. NULL if there is
 * none. */
struct connection *absent_find(const struct host *host, const struct process *process);

/* Ends the longest reservation, of this user's process if there is one, or else, if `is_any`, of
 * any process. False if there is none. */
bool absent_end_oldest(struct host *host, uid_t user, bool is_any);

/* A peer that another worker had as absent may still return. False if not: absent_end() must
 * follow. */
bool absent_resume(struct connection *connection);

/* Reserves the IDs of processes that were a former server's peers and have not been handed over. */
void absent_restore(struct host *host);

/* Disconnects a peer, and logs the reason; host_send_pending() then sends the messages about that.
 */
void connection_drop(struct connection *connection, const char *reason);

/* Drops peers that have disconnected and whose event is still to come: their IDs become free. */
void host_drop_disconnected(struct host *host);

/* Serves the peers that were handed over (ivshmem-server/handover.h): drops those that have
 * disconnected since, and sends pending messages. */
void host_resume(struct host *host);

/* Removes all peers, without messages. They connect again, or end. */
void host_disconnect_all(struct host *host);

/* Sends all pending messages, and drops peers that cannot be sent theirs. */
void host_send_pending(struct host *host);

/* Accepts or rejects the next client of a listener. A loop_handler. */
void host_accept(void *data, int fd, uint32_t events);

/* Makes an identified client a peer, now or when the region has memory, or rejects it. */
void host_admit(struct host_client *client);

/* Closes the socket of a client, and logs the reason. */
void host_reject(const struct host_client *client, const char *reason);

/* Opens the memory at the start; closes it at the end, after the job. */
bool host_open_memory(struct host *host, struct error *error);
void host_close_memory(struct host *host, bool is_unused, bool is_failed);

/* Whether the next peer can be given the memory; otherwise host_await_memory() must be called. */
bool host_has_memory(const struct host *host);

/* Makes new memory; then host_admit() is called with a copy of `client`, whose socket belongs to
 * the host until then. False with an error; then the socket is still the caller's. */
bool host_await_memory(struct host *host, const struct host_client *client, struct error *error);

/* The last peer has left: the memory's lifetime may end. */
void host_end_memory(struct host *host);

#endif
