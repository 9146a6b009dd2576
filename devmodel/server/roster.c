/* SPDX-License-Identifier: BSD-3-Clause
 * roster.c: announces comings and goings, each to everybody. */
#include "roster.h"

#include <stdlib.h>
#include <string.h>

enum tiding_kind { TIDING_VERSION, TIDING_ID, TIDING_MEMORY, TIDING_COMES, TIDING_GOES };

/* One thing to tell: a message, or one for each vector of the member that comes. */
struct tiding {
	enum tiding_kind kind;
	uint16_t id;
	unsigned sent;		      /* of its messages */
	const struct member *subject; /* who comes */
};

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

/* There is room for it. */
static void tell(struct member *member, enum tiding_kind kind, uint16_t id,
		 const struct member *subject)
{
	member->tidings[member->tiding_count++] =
		(struct tiding) { .kind = kind, .id = id, .subject = subject };
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
	tell(member, kind, subject->id, kind == TIDING_COMES ? subject : NULL);
}

static void welcome(const struct roster *roster, struct member *member)
{
	tell(member, TIDING_VERSION, 0, NULL);
	tell(member, TIDING_ID, member->id, NULL);
	tell(member, TIDING_MEMORY, 0, NULL);
	for (size_t i = 0; i < roster->count; i++)
		tell(member, TIDING_COMES, roster->members[i]->id, roster->members[i]);
	tell(member, TIDING_COMES, member->id, member);
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

bool roster_join(struct roster *roster, struct member *member)
{
	size_t place = place_of(roster, member->id);

	if (!make_room(roster) || !reserve(member, WELCOME_COUNT + roster->count + 1))
		return false;
	welcome(roster, member);
	for (size_t i = 0; i < roster->count; i++)
		announce(roster->members[i], TIDING_COMES, member);
	memmove(&roster->members[place + 1], &roster->members[place],
		(roster->count - place) * sizeof(roster->members[0]));
	roster->members[place] = member;
	roster->count++;
	return true;
}

/* Whoever has not heard yet that the subject has come need not hear that it goes. */
static void retract(struct member *member, const struct member *subject)
{
	for (size_t i = 0; i < member->tiding_count; i++) {
		struct tiding *tiding = &member->tidings[i];

		if (tiding->subject != subject)
			continue;
		if (tiding->sent)
			*tiding = (struct tiding) { .kind = TIDING_GOES, .id = subject->id };
		else
			remove_tiding(member, i);
		return;
	}
	announce(member, TIDING_GOES, subject);
}

void roster_leave(struct roster *roster, struct member *member)
{
	size_t place = place_of(roster, member->id);

	roster->count--;
	memmove(&roster->members[place], &roster->members[place + 1],
		(roster->count - place) * sizeof(roster->members[0]));
	for (size_t i = 0; i < roster->count; i++)
		retract(roster->members[i], member);
	free(member->tidings);
	member->tidings = NULL;
	member->tiding_count = 0;
	member->tiding_room = 0;
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
		message->fd = tiding->subject->vectors[tiding->sent];
	return true;
}

void roster_sent(struct member *member)
{
	struct tiding *tiding = member->tidings;

	member->unread = 0;
	tiding->sent++;
	if (tiding->kind != TIDING_COMES || tiding->sent == tiding->subject->vector_count)
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
