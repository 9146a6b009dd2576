/* SPDX-License-Identifier: BSD-3-Clause
 * link.h: one connection to the ivshmem server: whom to trust, and the greeting.
 */
#ifndef IVSHMEM_CLIENT_LINK_H
#define IVSHMEM_CLIENT_LINK_H

#include <stdint.h>

#include "base/error.h"
#include "ivshmem-client/message.h"

struct peer_link {
	const char *path; /* the region's socket; outlives the link */
	int socket;	  /* -1: none */
	struct message_stream stream;
	enum { PEER_LINK_VERSION, PEER_LINK_POSITION, PEER_LINK_MEMORY, PEER_LINK_PEERS } next;
	uint16_t position; /* our ID, when it has come */
};

enum peer_link_result {
	PEER_LINK_WAIT,	   /* there is no more yet */
	PEER_LINK_JOINED,  /* the greeting is over: the message is the one with the memory */
	PEER_LINK_MESSAGE, /* a message about a peer, of which nothing is known to be true */
	PEER_LINK_NOBODY,  /* nobody listens, and there is no socket */
	PEER_LINK_END,	   /* the server has hung up, or takes nobody just now */
	PEER_LINK_BROKEN,  /* the server breaks the protocol, or is not to be trusted */
};

/* A link that is not open. */
void peer_link_init(struct peer_link *link, const char *path);

/* Connects to the server. PEER_LINK_WAIT, or NOBODY, END or BROKEN with an error. */
enum peer_link_result peer_link_open(struct peer_link *link, struct error *error);

/* Receives what is there of one message, without blocking. PEER_LINK_JOINED and MESSAGE come with a
 * message, whose descriptor is the caller's; END and BROKEN with an error. */
enum peer_link_result peer_link_receive(struct peer_link *link, struct message *message,
					struct error *error);

/* Opens the link and waits for PEER_LINK_JOINED, which takes at most `milliseconds`. While a server
 * takes nobody, or hangs up, it is tried again: the next one may be just starting. Any other result
 * comes with an error that says what to do, and the link is not open; PEER_LINK_WAIT is that of a
 * server that does not answer. */
enum peer_link_result peer_link_join(struct peer_link *link, unsigned milliseconds,
				     struct message *memory, struct error *error);

/* Hangs up. Nothing happens if the link is not open. */
void peer_link_close(struct peer_link *link);

#endif
