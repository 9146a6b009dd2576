/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.c: queues messages about joining and leaving peers. */
#include "ivshmem-server/peer_list.h"

#include <stdlib.h>
#include <string.h>

enum pending_kind { PENDING_VERSION, PENDING_ID, PENDING_MEMORY, PENDING_JOINS, PENDING_LEAVES };

/* A message to be sent, or one for each vector of a peer that joins. */
struct pending_message {
	enum pending_kind kind;
	uint16_t id;
	unsigned sent; /* messages of these */
	const int *vectors;
	unsigned vector_count;
};

/* What a peer with the bug has been sent, or will be, about an ID that is not in the list. */
enum seen { SEEN_NOTHING, SEEN_KEPT, SEEN_LEFT };

/* Messages to a new peer apart from those about peers: version, ID and memory. */
#define WELCOME_COUNT 3u

static bool reserve(struct server_peer *peer, size_t count)
{
	size_t room = peer->pending_count + count;
	struct pending_message *pending;

	if (room <= peer->pending_room)
		return true;
	room += room / 2;
	pending = reallocarray(peer->pending, room, sizeof(*pending));
	if (!pending)
		return false;
	peer->pending = pending;
	peer->pending_room = room;
	return true;
}

/* Queues a message; there is room for it. `subject` is the peer it is about, or NULL. */
static void queue(struct server_peer *peer, enum pending_kind kind,
		  const struct server_peer *subject)
{
	struct pending_message message = { .kind = kind };

	if (subject) {
		message.id = subject->id;
		message.vectors = subject->vectors;
		message.vector_count = subject->vector_count;
	}
	peer->pending[peer->pending_count++] = message;
}

static void remove_pending(struct server_peer *peer, size_t index)
{
	peer->pending_count--;
	memmove(&peer->pending[index], &peer->pending[index + 1],
		(peer->pending_count - index) * sizeof(peer->pending[0]));
}

/* Queues a message about another peer. */
static void announce(struct server_peer *peer, enum pending_kind kind,
		     const struct server_peer *subject)
{
	if (!reserve(peer, 1) || ++peer->unread > PEER_LIST_UNREAD_MAX) {
		peer->is_lost = true;
		return;
	}
	queue(peer, kind, subject);
}

static void announce_join(struct server_peer *peer, const struct server_peer *subject)
{
	if (peer->seen && peer->seen[subject->id] == SEEN_KEPT)
		peer->seen[subject->id] = SEEN_NOTHING;
	else
		announce(peer, PENDING_JOINS, subject);
}

static void welcome(const struct peer_list *list, struct server_peer *peer)
{
	queue(peer, PENDING_VERSION, NULL);
	queue(peer, PENDING_ID, peer);
	queue(peer, PENDING_MEMORY, NULL);
	for (size_t i = 0; i < list->count; i++)
		queue(peer, PENDING_JOINS, list->peers[i]);
	queue(peer, PENDING_JOINS, peer);
}

/* The index of the first peer with this ID or a greater one. */
static size_t index_of(const struct peer_list *list, uint16_t id)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->peers[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool make_room(struct peer_list *list)
{
	size_t room = list->room ? 2 * list->room : 16;
	struct server_peer **peers;

	if (list->count < list->room)
		return true;
	peers = reallocarray(list->peers, room, sizeof(*peers));
	if (!peers)
		return false;
	list->peers = peers;
	list->room = room;
	return true;
}

/* Allocates what a peer needs. */
static bool prepare(const struct peer_list *list, struct server_peer *peer)
{
	if (!reserve(peer, WELCOME_COUNT + list->count + 1))
		return false;
	if (peer->has_qemu_id_reuse_bug)
		peer->seen = calloc(MESSAGE_PEERS_MAX, sizeof(*peer->seen));
	return !peer->has_qemu_id_reuse_bug || peer->seen;
}

static void release(struct server_peer *peer)
{
	free(peer->pending);
	free(peer->seen);
	peer->pending = NULL;
	peer->seen = NULL;
	peer->pending_count = 0;
	peer->pending_room = 0;
}

bool peer_list_join(struct peer_list *list, struct server_peer *peer)
{
	size_t index = index_of(list, peer->id);

	if (!make_room(list) || !prepare(list, peer)) {
		release(peer);
		return false;
	}
	welcome(list, peer);
	for (size_t i = 0; i < list->count; i++)
		announce_join(list->peers[i], peer);
	memmove(&list->peers[index + 1], &list->peers[index],
		(list->count - index) * sizeof(list->peers[0]));
	list->peers[index] = peer;
	list->count++;
	return true;
}

/* The index of the pending message that the peer of this ID joins; the count if there is none. */
static size_t find_join(const struct server_peer *peer, uint16_t id)
{
	size_t i = 0;

	while (i < peer->pending_count &&
	       (peer->pending[i].kind != PENDING_JOINS || peer->pending[i].id != id))
		i++;
	return i;
}

/* A peer that has not been sent yet that the subject joined is not sent that it leaves. */
static void announce_leave(struct server_peer *peer, const struct server_peer *subject,
			   bool will_be_back)
{
	size_t join = find_join(peer, subject->id);
	bool is_waiting = join < peer->pending_count;

	if (is_waiting && peer->pending[join].sent == 0) {
		remove_pending(peer, join);
		return;
	}
	if (peer->seen)
		peer->seen[subject->id] = will_be_back ? SEEN_KEPT : SEEN_LEFT;
	if (peer->seen && will_be_back)
		return;
	if (is_waiting)
		peer->pending[join] =
			(struct pending_message) { .kind = PENDING_LEAVES, .id = subject->id };
	else
		announce(peer, PENDING_LEAVES, subject);
}

void peer_list_leave(struct peer_list *list, struct server_peer *peer, bool will_be_back)
{
	size_t index = index_of(list, peer->id);

	list->count--;
	memmove(&list->peers[index], &list->peers[index + 1],
		(list->count - index) * sizeof(list->peers[0]));
	for (size_t i = 0; i < list->count; i++)
		announce_leave(list->peers[i], peer, will_be_back);
	release(peer);
}

static bool is_seen(const struct peer_list *list, uint16_t id, enum seen seen)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->peers[i]->seen && list->peers[i]->seen[id] == seen)
			return true;
	return false;
}

bool peer_list_is_kept(const struct peer_list *list, uint16_t id)
{
	return is_seen(list, id, SEEN_KEPT);
}

bool peer_list_is_retired(const struct peer_list *list, uint16_t id)
{
	return is_seen(list, id, SEEN_LEFT);
}

bool peer_list_next(const struct peer_list *list, const struct server_peer *peer,
		    struct message *message)
{
	const struct pending_message *pending = peer->pending;

	if (!peer->pending_count)
		return false;
	*message = (struct message) { .number = pending->id, .fd = -1 };
	if (pending->kind == PENDING_VERSION)
		message->number = MESSAGE_VERSION;
	if (pending->kind == PENDING_MEMORY)
		*message = (struct message) { MESSAGE_MEMORY, list->memory };
	if (pending->kind == PENDING_JOINS)
		message->fd = pending->vectors[pending->sent];
	return true;
}

void peer_list_sent(struct server_peer *peer)
{
	struct pending_message *pending = peer->pending;

	peer->unread = 0;
	pending->sent++;
	if (pending->kind != PENDING_JOINS || pending->sent == pending->vector_count)
		remove_pending(peer, 0);
}

struct server_peer *peer_list_find(const struct peer_list *list, uint16_t id)
{
	size_t index = index_of(list, id);

	return index < list->count && list->peers[index]->id == id ? list->peers[index] : NULL;
}

void peer_list_free(struct peer_list *list)
{
	free(list->peers);
	list->peers = NULL;
	list->room = 0;
}
