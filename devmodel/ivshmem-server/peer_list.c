/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.c: queues messages about joining and leaving peers. */
#include "ivshmem-server/peer_list.h"

#include <stdlib.h>
#include <string.h>

/* Messages to a new peer apart from those about peers: version, ID and memory. */
#define WELCOME_COUNT 3u

bool peer_list_open(struct peer_list *list)
{
	return id_pool_open(&list->ids);
}

void peer_list_close(struct peer_list *list)
{
	free(list->peers);
	id_pool_close(&list->ids);
	list->peers = NULL;
	list->room = 0;
}

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

/* Queues a message; there is room for it. `id` is that of the peer it is about, or 0. */
static void queue(struct server_peer *peer, enum pending_kind kind, uint16_t id)
{
	peer->pending[peer->pending_count++] =
		(struct pending_message) { .kind = (uint8_t)kind, .id = id };
}

static void remove_pending(struct server_peer *peer, size_t index)
{
	peer->pending_count--;
	memmove(&peer->pending[index], &peer->pending[index + 1],
		(peer->pending_count - index) * sizeof(peer->pending[0]));
}

/* Queues a message about another peer. */
static void announce(struct server_peer *peer, enum pending_kind kind, uint16_t id)
{
	if (reserve(peer, 1))
		queue(peer, kind, id);
	else
		peer->is_lost = true;
}

void peer_list_set_seen(struct peer_list *list, struct server_peer *peer, uint16_t id,
			enum peer_seen seen)
{
	static const enum id_reason reasons[] = { [SEEN_KEPT] = ID_KEPT, [SEEN_LEFT] = ID_RETIRED };
	enum peer_seen before = peer->seen[id];

	peer->seen[id] = (uint8_t)seen;
	if (seen != SEEN_NOTHING) {
		peer->seen_counts[seen]++;
		id_pool_add(&list->ids, id, reasons[seen]);
	}
	if (before != SEEN_NOTHING) {
		peer->seen_counts[before]--;
		id_pool_remove(&list->ids, id, reasons[before]);
	}
}

static bool keeps(const struct server_peer *peer, uint16_t id)
{
	return peer->seen && peer->seen[id] == SEEN_KEPT;
}

static void announce_join(struct peer_list *list, struct server_peer *peer, uint16_t id)
{
	if (keeps(peer, id))
		peer_list_set_seen(list, peer, id, SEEN_NOTHING);
	else
		announce(peer, PENDING_JOINS, id);
}

static void welcome(const struct peer_list *list, struct server_peer *peer)
{
	queue(peer, PENDING_VERSION, 0);
	queue(peer, PENDING_ID, peer->id);
	queue(peer, PENDING_MEMORY, 0);
	for (size_t i = 0; i < list->count; i++)
		if (!list->peers[i]->is_absent)
			queue(peer, PENDING_JOINS, list->peers[i]->id);
	queue(peer, PENDING_JOINS, peer->id);
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

static void insert(struct peer_list *list, struct server_peer *peer)
{
	size_t index = index_of(list, peer->id);

	memmove(&list->peers[index + 1], &list->peers[index],
		(list->count - index) * sizeof(list->peers[0]));
	list->peers[index] = peer;
	list->count++;
}

static void extract(struct peer_list *list, const struct server_peer *peer)
{
	size_t index = index_of(list, peer->id);

	list->count--;
	memmove(&list->peers[index], &list->peers[index + 1],
		(list->count - index) * sizeof(list->peers[0]));
}

/* Allocates what a present peer needs. */
static bool prepare(struct peer_list *list, struct server_peer *peer)
{
	if (!make_room(list) || !reserve(peer, WELCOME_COUNT + list->present_count + 1))
		return false;
	if (peer->has_qemu_id_reuse_bug)
		peer->seen = calloc(MESSAGE_PEERS_MAX, sizeof(*peer->seen));
	return (!peer->has_qemu_id_reuse_bug || peer->seen) &&
	       id_pool_set_user(&list->ids, peer->id, peer->user);
}

/* Frees what a present peer needs. */
static void release(struct peer_list *list, struct server_peer *peer)
{
	for (unsigned id = 0; peer->seen_counts[SEEN_KEPT] + peer->seen_counts[SEEN_LEFT]; id++)
		peer_list_set_seen(list, peer, (uint16_t)id, SEEN_NOTHING);
	free(peer->pending);
	free(peer->seen);
	peer->pending = NULL;
	peer->seen = NULL;
	peer->pending_count = 0;
	peer->pending_room = 0;
	peer->is_lost = false;
}

static void set_present(struct peer_list *list, struct server_peer *peer)
{
	id_pool_add(&list->ids, peer->id, ID_TAKEN);
	if (peer->is_absent)
		id_pool_remove(&list->ids, peer->id, ID_RESERVED);
	else
		insert(list, peer);
	peer->is_absent = false;
	list->present_count++;
}

bool peer_list_join(struct peer_list *list, struct server_peer *peer)
{
	if (!prepare(list, peer)) {
		release(list, peer);
		return false;
	}
	welcome(list, peer);
	for (size_t i = 0; i < list->count; i++)
		if (!list->peers[i]->is_absent)
			announce_join(list, list->peers[i], peer->id);
	set_present(list, peer);
	return true;
}

bool peer_list_add_present(struct peer_list *list, struct server_peer *peer)
{
	if (!prepare(list, peer)) {
		release(list, peer);
		return false;
	}
	set_present(list, peer);
	return true;
}

bool peer_list_add_pending(struct server_peer *peer, const struct pending_message *message)
{
	if (!reserve(peer, 1))
		return false;
	peer->pending[peer->pending_count++] = *message;
	return true;
}

bool peer_list_add_absent(struct peer_list *list, struct server_peer *peer)
{
	if (!make_room(list) || !id_pool_set_user(&list->ids, peer->id, peer->user))
		return false;
	id_pool_add(&list->ids, peer->id, ID_RESERVED);
	insert(list, peer);
	peer->is_absent = true;
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

bool peer_list_will_join(const struct server_peer *peer, uint16_t id)
{
	return find_join(peer, id) < peer->pending_count;
}

/* A peer that has not been sent yet that the ID joined is not sent that it leaves. One that will be
 * back does not leave for a peer with the bug. */
static void announce_leave(struct peer_list *list, struct server_peer *peer, uint16_t id,
			   bool will_be_back)
{
	size_t join = find_join(peer, id);
	bool is_waiting = join < peer->pending_count;

	if (is_waiting && peer->pending[join].sent == 0) {
		remove_pending(peer, join);
		return;
	}
	if (peer->seen)
		peer_list_set_seen(list, peer, id, will_be_back ? SEEN_KEPT : SEEN_LEFT);
	if (peer->seen && will_be_back)
		return;
	if (is_waiting)
		peer->pending[join] = (struct pending_message) { .kind = PENDING_LEAVES, .id = id };
	else
		announce(peer, PENDING_LEAVES, id);
}

/* Most peers have been sent already that an absent one has left. */
static void announce_leave_to_all(struct peer_list *list, const struct server_peer *subject,
				  bool will_be_back)
{
	for (size_t i = 0; i < list->count; i++) {
		struct server_peer *peer = list->peers[i];

		if (peer != subject && !peer->is_absent &&
		    (!subject->is_absent || keeps(peer, subject->id)))
			announce_leave(list, peer, subject->id, will_be_back);
	}
}

void peer_list_set_absent(struct peer_list *list, struct server_peer *peer)
{
	announce_leave_to_all(list, peer, true);
	release(list, peer);
	id_pool_add(&list->ids, peer->id, ID_RESERVED);
	id_pool_remove(&list->ids, peer->id, ID_TAKEN);
	peer->is_absent = true;
	list->present_count--;
}

void peer_list_leave(struct peer_list *list, struct server_peer *peer)
{
	announce_leave_to_all(list, peer, false);
	release(list, peer);
	id_pool_remove(&list->ids, peer->id, peer->is_absent ? ID_RESERVED : ID_TAKEN);
	if (!peer->is_absent)
		list->present_count--;
	extract(list, peer);
}

bool peer_list_is_kept(const struct peer_list *list, uint16_t id)
{
	return id_pool_has(&list->ids, id, ID_KEPT);
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
		message->fd = peer_list_find(list, pending->id)->vectors[pending->sent];
	return true;
}

void peer_list_sent(const struct peer_list *list, struct server_peer *peer)
{
	struct pending_message *pending = peer->pending;

	pending->sent++;
	if (pending->kind != PENDING_JOINS || pending->sent == list->vector_count)
		remove_pending(peer, 0);
}

struct server_peer *peer_list_find(const struct peer_list *list, uint16_t id)
{
	size_t index = index_of(list, id);

	return index < list->count && list->peers[index]->id == id ? list->peers[index] : NULL;
}

struct server_peer *peer_list_find_most_retired(const struct peer_list *list)
{
	struct server_peer *most = NULL;

	for (size_t i = 0; i < list->count; i++) {
		struct server_peer *peer = list->peers[i];

		if (peer->seen_counts[SEEN_LEFT] > (most ? most->seen_counts[SEEN_LEFT] : 0))
			most = peer;
	}
	return most;
}
