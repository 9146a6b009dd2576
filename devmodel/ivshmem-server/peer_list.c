/* SPDX-License-Identifier: BSD-3-Clause
 * peer_list.c: announces comings and goings, each to everybody. */
#include "ivshmem-server/peer_list.h"

#include <stdlib.h>
#include <string.h>

enum tiding_kind { TIDING_VERSION, TIDING_ID, TIDING_MEMORY, TIDING_COMES, TIDING_GOES };

/* One thing to tell: a message, or one for each vector of the member that comes. */
struct tiding {
	enum tiding_kind kind;
	uint16_t id;
	unsigned sent; /* of its messages */
	const int *vectors;
	unsigned vector_count;
};

/* What a brittle member has been told, or is about to be, of an ID that is not there. */
enum seen { SEEN_NOTHING, SEEN_KEPT, SEEN_GOING };

/* What a member is told besides of others: version, ID and memory. */
#define WELCOME_COUNT 3u

static bool reserve(struct member *member, size_t count)
{
	size_t room = member->tiding_count + count;
	struct tiding *tidings;

	if (room <= member->tiding_room)
		return true;
	room += room / 2;
	tidings = reallocarray(member->tidings, room, sizeof(*tidings));
	if (!tidings)
		return false;
	member->tidings = tidings;
	member->tiding_room = room;
	return true;
}

/* There is room for it. `subject` is who it is about, if anybody. */
static void tell(struct member *member, enum tiding_kind kind, const struct member *subject)
{
	struct tiding tiding = { .kind = kind };

	if (subject) {
		tiding.id = subject->id;
		tiding.vectors = subject->vectors;
		tiding.vector_count = subject->vector_count;
	}
	member->tidings[member->tiding_count++] = tiding;
}

static void remove_tiding(struct member *member, size_t index)
{
	member->tiding_count--;
	memmove(&member->tidings[index], &member->tidings[index + 1],
		(member->tiding_count - index) * sizeof(member->tidings[0]));
}

/* Tells somebody who is there about somebody else. */
static void announce(struct member *member, enum tiding_kind kind, const struct member *subject)
{
	if (!reserve(member, 1) || ++member->unread > ROSTER_UNREAD_MAX) {
		member->is_lost = true;
		return;
	}
	tell(member, kind, subject);
}

static void announce_coming(struct member *member, const struct member *subject)
{
	if (member->seen && member->seen[subject->id] == SEEN_KEPT)
		member->seen[subject->id] = SEEN_NOTHING;
	else
		announce(member, TIDING_COMES, subject);
}

static void welcome(const struct roster *roster, struct member *member)
{
	tell(member, TIDING_VERSION, NULL);
	tell(member, TIDING_ID, member);
	tell(member, TIDING_MEMORY, NULL);
	for (size_t i = 0; i < roster->count; i++)
		tell(member, TIDING_COMES, roster->members[i]);
	tell(member, TIDING_COMES, member);
}

/* Where the first member with this ID or a greater one is. */
static size_t place_of(const struct roster *roster, uint16_t id)
{
	size_t low = 0, high = roster->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (roster->members[middle]->id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool make_room(struct roster *roster)
{
	size_t room = roster->room ? 2 * roster->room : 16;
	struct member **members;

	if (roster->count < roster->room)
		return true;
	members = reallocarray(roster->members, room, sizeof(*members));
	if (!members)
		return false;
	roster->members = members;
	roster->room = room;
	return true;
}

/* What a member needs by itself. */
static bool prepare(const struct roster *roster, struct member *member)
{
	if (!reserve(member, WELCOME_COUNT + roster->count + 1))
		return false;
	if (member->is_brittle)
		member->seen = calloc(MESSAGE_PEERS_MAX, sizeof(*member->seen));
	return !member->is_brittle || member->seen;
}

static void release(struct member *member)
{
	free(member->tidings);
	free(member->seen);
	member->tidings = NULL;
	member->seen = NULL;
	member->tiding_count = 0;
	member->tiding_room = 0;
}

bool roster_join(struct roster *roster, struct member *member)
{
	size_t place = place_of(roster, member->id);

	if (!make_room(roster) || !prepare(roster, member)) {
		release(member);
		return false;
	}
	welcome(roster, member);
	for (size_t i = 0; i < roster->count; i++)
		announce_coming(roster->members[i], member);
	memmove(&roster->members[place + 1], &roster->members[place],
		(roster->count - place) * sizeof(roster->members[0]));
	roster->members[place] = member;
	roster->count++;
	return true;
}

/* The place of the tiding that the member of this ID comes, or the count where there is none. */
static size_t find_coming(const struct member *member, uint16_t id)
{
	size_t i = 0;

	while (i < member->tiding_count &&
	       (member->tidings[i].kind != TIDING_COMES || member->tidings[i].id != id))
		i++;
	return i;
}

/* Whoever has not heard yet that the subject has come need not hear that it goes. */
static void announce_going(struct member *member, const struct member *subject, bool will_be_back)
{
	size_t coming = find_coming(member, subject->id);
	bool is_waiting = coming < member->tiding_count;

	if (is_waiting && member->tidings[coming].sent == 0) {
		remove_tiding(member, coming);
		return;
	}
	if (member->seen)
		member->seen[subject->id] = will_be_back ? SEEN_KEPT : SEEN_GOING;
	if (member->seen && will_be_back)
		return;
	if (is_waiting)
		member->tidings[coming] =
			(struct tiding) { .kind = TIDING_GOES, .id = subject->id };
	else
		announce(member, TIDING_GOES, subject);
}

void roster_leave(struct roster *roster, struct member *member, bool will_be_back)
{
	size_t place = place_of(roster, member->id);

	roster->count--;
	memmove(&roster->members[place], &roster->members[place + 1],
		(roster->count - place) * sizeof(roster->members[0]));
	for (size_t i = 0; i < roster->count; i++)
		announce_going(roster->members[i], member, will_be_back);
	release(member);
}

static bool is_seen(const struct roster *roster, uint16_t id, enum seen seen)
{
	for (size_t i = 0; i < roster->count; i++)
		if (roster->members[i]->seen && roster->members[i]->seen[id] == seen)
			return true;
	return false;
}

bool roster_is_kept(const struct roster *roster, uint16_t id)
{
	return is_seen(roster, id, SEEN_KEPT);
}

bool roster_is_spent(const struct roster *roster, uint16_t id)
{
	return is_seen(roster, id, SEEN_GOING);
}

bool roster_next(const struct roster *roster, const struct member *member, struct message *message)
{
	const struct tiding *tiding = member->tidings;

	if (!member->tiding_count)
		return false;
	*message = (struct message) { .number = tiding->id, .fd = -1 };
	if (tiding->kind == TIDING_VERSION)
		message->number = MESSAGE_VERSION;
	if (tiding->kind == TIDING_MEMORY)
		*message = (struct message) { MESSAGE_MEMORY, roster->memory };
	if (tiding->kind == TIDING_COMES)
		message->fd = tiding->vectors[tiding->sent];
	return true;
}

void roster_sent(struct member *member)
{
	struct tiding *tiding = member->tidings;

	member->unread = 0;
	tiding->sent++;
	if (tiding->kind != TIDING_COMES || tiding->sent == tiding->vector_count)
		remove_tiding(member, 0);
}

struct member *roster_find(const struct roster *roster, uint16_t id)
{
	size_t place = place_of(roster, id);

	return place < roster->count && roster->members[place]->id == id ? roster->members[place]
									 : NULL;
}

void roster_free(struct roster *roster)
{
	free(roster->members);
	roster->members = NULL;
	roster->room = 0;
}
