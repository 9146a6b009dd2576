/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: the parts of a peer: its connection to the server, the other peers, and itself.
 */
#ifndef IVSHMEM_CLIENT_INTERNAL_H
#define IVSHMEM_CLIENT_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/loop.h"
#include "ivshmem-client/message.h"
#include "ivshmem-client/peer.h"

/* One connection to the server: it is authenticated, and its greeting checked. */
struct peer_link {
	const char *path; /* the region's socket; outlives the link */
	int socket;	  /* -1: none */
	struct message_stream stream;
	enum { PEER_LINK_VERSION, PEER_LINK_POSITION, PEER_LINK_MEMORY, PEER_LINK_PEERS } next;
	uint16_t position; /* our ID, once received */
	/* peer_link_join() has to wait, once a link; may be NULL. */
	void (*on_wait)(void *data);
	void *data;
	bool is_waiting;
};

enum peer_link_result {
	PEER_LINK_WAIT,	   /* nothing more has come yet */
	PEER_LINK_JOINED,  /* the greeting is complete: the message is the one with the memory */
	PEER_LINK_MESSAGE, /* a message about a peer, not checked */
	PEER_LINK_NONE,	   /* there is no socket */
	PEER_LINK_END,	   /* the server has disconnected, or does not accept connections now */
	PEER_LINK_BROKEN,  /* the server breaks the protocol, or is not trusted */
};

/* A link that is not open. */
void peer_link_init(struct peer_link *link, const char *path);

/* Connects to the server. PEER_LINK_WAIT, or NONE, END or BROKEN with an error. */
enum peer_link_result peer_link_open(struct peer_link *link, struct error *error);

/* Receives what has come of one message, without blocking. PEER_LINK_JOINED and MESSAGE come with a
 * message, whose descriptor is the caller's; END and BROKEN with an error. */
enum peer_link_result peer_link_receive(struct peer_link *link, struct message *message,
					struct error *error);

/* Opens the link and waits for PEER_LINK_JOINED, for at most `milliseconds`. While a server does
 * not accept connections, or disconnects, this is repeated: another one may be starting. on_wait()
 * is called then, and when the server has not answered for half a second. Any other
 * result comes with an error that says what to do, and the link is not open; PEER_LINK_WAIT means
 * that the server does not answer. */
enum peer_link_result peer_link_join(struct peer_link *link, unsigned milliseconds,
				     struct message *memory, struct error *error);

/* Disconnects, if the link is open. */
void peer_link_close(struct peer_link *link);

#define PEER_TABLE_PAGES 256u

struct peer_entry;

/* The other peers of a region, as the server has announced them, and the eventfds that notify them.
 * All zero is empty. A page holds the peers whose IDs begin with the same byte. */
struct peer_table {
	struct peer_entry **pages[PEER_TABLE_PAGES];
};

/* Handles one of the server's messages about a peer: its ID with the eventfd of its next vector, or
 * alone when it has left. The descriptor is the table's, or closed. False if the message is
 * invalid, or memory is short. A vector after the PEER_VECTORS_MAXth is ignored. */
bool peer_table_update(struct peer_table *table, const struct message *message,
		       struct error *error);

/* The number of vectors of a peer; 0 if there is none. */
unsigned peer_table_count(const struct peer_table *table, uint16_t id);

/* Notifies a vector of a peer, if there is one. It never blocks. */
void peer_table_ring(const struct peer_table *table, uint16_t id, uint16_t vector);

/* Marks everything as stale: each eventfd stays in use until the server announces its vector again,
 * or announces that the peer has left. */
void peer_table_age(struct peer_table *table);

/* Removes what is still stale. */
void peer_table_drop_stale(struct peer_table *table);

/* Removes all peers: the table is empty then. */
void peer_table_close(struct peer_table *table);

/* Of the present server and of the last ones before it; the oldest go first. */
#define PEER_GENERATIONS 5u

struct peer_self;

struct peer_vector {
	struct peer_self *self;
	int fd;
	unsigned number;
};

struct peer_generation {
	struct peer_vector vectors[PEER_VECTORS_MAX];
	unsigned count;
};

/* The eventfds that notify us: those that the server gave us last, and for a while the earlier
 * ones, which other peers may still have. The caller's storage, which must not move until
 * peer_self_close(). */
struct peer_self {
	struct loop *loop;
	unsigned vectors; /* so many are listened to, 1 to PEER_VECTORS_MAX */
	void (*on_notified)(void *data, unsigned vector);
	void *data;
	struct peer_generation generations[PEER_GENERATIONS]; /* a ring; unused ones are empty */
	unsigned newest;
	bool is_stale; /* the next eventfd begins another generation */
};

/* Listens to the eventfd of our next vector, which the call takes over and may close: also if we do
 * not listen to so many. False if it is not an eventfd, or cannot be watched. */
bool peer_self_add(struct peer_self *self, int fd, struct error *error);

/* The number of vectors that the server gave us last. */
unsigned peer_self_count(const struct peer_self *self);

/* Notifies ourselves, by the newest eventfd of the vector, if there is one. */
void peer_self_ring(const struct peer_self *self, uint16_t vector);

/* Marks all eventfds as old: they stay beside those that peer_self_add() adds. */
void peer_self_age(struct peer_self *self);

/* Closes all but the newest generation. */
void peer_self_drop_old(struct peer_self *self);

void peer_self_close(struct peer_self *self);

#endif
