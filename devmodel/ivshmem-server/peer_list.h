/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.h: who is in a region, and what each of them has yet to be told.
 *
 * It knows the protocol's order (ivshmem-client/message.h) and nothing of sockets: whoever has
 * those asks for a member's next message, and says when it is sent. So two promises can be tried by
 * themselves, in every order of events:
 *   - nobody is sent an eventfd of a member that has left;
 *   - whoever is sent all of his messages knows the members that are there, and no others.
 *
 * QEMU's own device needs some care. When a peer goes it frees the peer's eventfds, and makes new
 * ones only when its table of peers grows: an ID that comes again is written to freed memory (seen
 * in QEMU 7.2 and 11.1). So a member that is brittle in this way is never told of an ID
 * again that it was told had gone. An ID that is given to the next in line waits until no brittle
 * member has seen it go. One that will be back, because it is bound, does not go for brittle
 * members: they keep its eventfds, which it gets again when it is back.
 */
#ifndef IVSHMEM_SERVER_PEER_LIST_H
#define IVSHMEM_SERVER_PEER_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ivshmem-client/message.h"

/* Eventfds of one member; QEMU's device has no more vectors either, by default. */
#define ROSTER_VECTORS_MAX 64u

/* So many comings and goings may be announced to a member that takes no message all the while: then
 * it is lost. A guest that is stopped for some time has room; one that is stuck costs no more than
 * that. */
#define ROSTER_UNREAD_MAX 256u

struct tiding;

/* Zeroed storage of the caller's, in its place for as long as it is in a roster. The first three
 * fields are the caller's to fill in; the eventfds may be closed once roster_leave() has returned.
 */
struct member {
	uint16_t id; /* no other member's */
	const int *vectors;
	unsigned vector_count; /* 1 to ROSTER_VECTORS_MAX */
	bool is_brittle;

	struct tiding *tidings; /* what it has yet to be told, in order */
	size_t tiding_count, tiding_room;
	unsigned unread;     /* announcements since it took a message */
	bool is_lost;	     /* it can't be told any more what it has to know: let it leave */
	unsigned char *seen; /* of a brittle member: what has become of each ID */
};

/* All zero is an empty one. */
struct roster {
	struct member **members; /* by rising ID */
	size_t count, room;
	int memory; /* handed to those who join from now on; the caller's */
};

/* Lets a member in, and has it and the others told. False without memory: then nothing is changed.
 */
bool roster_join(struct roster *roster, struct member *member);

/* Takes a member out, and has the others told; nothing refers to it any more. Its eventfds may be
 * closed, unless it `will_be_back` and roster_is_kept(). */
void roster_leave(struct roster *roster, struct member *member, bool will_be_back);

/* Does somebody keep the eventfds of the member that had this ID? Then they stay open and in their
 * place, and are those of the next member with it. */
bool roster_is_kept(const struct roster *roster, uint16_t id);

/* Was somebody told that this ID has gone who must not be told that it is there again? */
bool roster_is_spent(const struct roster *roster, uint16_t id);

/* What the member is to be sent next; false if it has been told all. */
bool roster_next(const struct roster *roster, const struct member *member, struct message *message);

/* The next message has been sent. */
void roster_sent(struct member *member);

/* The member with this ID, or NULL. */
struct member *roster_find(const struct roster *roster, uint16_t id);

/* Frees an empty roster. */
void roster_free(struct roster *roster);

#endif
