/* SPDX-License-Identifier: BSD-3-Clause
 * id_pool.c: a bitmap of two levels over counted reasons. */
#include "ivshmem-server/id_pool.h"

#include <stdlib.h>
#include <string.h>

struct id_record {
	uint16_t counts[ID_REASONS];
	bool has_user;
	uid_t user;
};

/* A user that has IDs. */
struct id_user {
	uid_t user;
	unsigned ids, held, retired;
};

bool id_pool_open(struct id_pool *pool)
{
	*pool = (struct id_pool) { .records = calloc(MESSAGE_PEERS_MAX, sizeof(*pool->records)) };
	return pool->records;
}

void id_pool_close(struct id_pool *pool)
{
	free(pool->records);
	free(pool->users);
	*pool = (struct id_pool) { 0 };
}

bool id_pool_has(const struct id_pool *pool, uint16_t id, enum id_reason reason)
{
	return pool->records[id].counts[reason] > 0;
}

/* The index of the first user with this number or a greater one. */
static size_t index_of(const struct id_pool *pool, uid_t user)
{
	size_t low = 0, high = pool->user_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pool->users[middle].user < user)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct id_user *find_user(const struct id_pool *pool, uid_t user)
{
	size_t index = index_of(pool, user);

	return index < pool->user_count && pool->users[index].user == user ? &pool->users[index]
									   : NULL;
}

static bool add_user(struct id_pool *pool, uid_t user)
{
	size_t index = index_of(pool, user);

	if (pool->user_count == pool->user_room) {
		size_t room = pool->user_room ? 2 * pool->user_room : 4;
		struct id_user *users = reallocarray(pool->users, room, sizeof(*users));

		if (!users)
			return false;
		pool->users = users;
		pool->user_room = room;
	}
	memmove(&pool->users[index + 1], &pool->users[index],
		(pool->user_count - index) * sizeof(pool->users[0]));
	pool->users[index] = (struct id_user) { .user = user };
	pool->user_count++;
	return true;
}

static void remove_user(struct id_pool *pool, struct id_user *user)
{
	pool->user_count--;
	memmove(user, user + 1, (size_t)(&pool->users[pool->user_count] - user) * sizeof(*user));
}

static bool is_held(const struct id_record *record)
{
	return (record->counts[ID_TAKEN] || record->counts[ID_RESERVED]) &&
	       !record->counts[ID_BOUND];
}

/* Counts an ID for its user, before it changes and after it has. */
static void uncount(struct id_user *user, const struct id_record *record)
{
	user->held -= is_held(record);
	user->retired -= record->counts[ID_RETIRED] > 0;
}

static void count(struct id_user *user, const struct id_record *record)
{
	user->held += is_held(record);
	user->retired += record->counts[ID_RETIRED] > 0;
}

static void clear_user(struct id_pool *pool, struct id_record *record)
{
	struct id_user *user = find_user(pool, record->user);

	record->has_user = false;
	uncount(user, record);
	if (--user->ids == 0)
		remove_user(pool, user);
}

bool id_pool_set_user(struct id_pool *pool, uint16_t id, uid_t user)
{
	struct id_record *record = &pool->records[id];
	struct id_user *owner;

	if (!find_user(pool, user) && !add_user(pool, user))
		return false;
	owner = find_user(pool, user);
	owner->ids++;
	count(owner, record);
	if (record->has_user)
		clear_user(pool, record);
	record->has_user = true;
	record->user = user;
	return true;
}

bool id_pool_get_user(const struct id_pool *pool, uint16_t id, uid_t *user)
{
	*user = pool->records[id].user;
	return pool->records[id].has_user;
}

static bool is_free(const struct id_record *record)
{
	for (unsigned i = 0; i < ID_REASONS; i++)
		if (record->counts[i])
			return false;
	return true;
}

/* Sets or clears a bit; whether its word has all bits set then. */
static bool set_bit(uint64_t *words, size_t index, bool value)
{
	uint64_t bit = UINT64_C(1) << index % 64;

	if (value)
		words[index / 64] |= bit;
	else
		words[index / 64] &= ~bit;
	return words[index / 64] == UINT64_MAX;
}

static void change(struct id_pool *pool, uint16_t id, enum id_reason reason, int difference)
{
	struct id_record *record = &pool->records[id];
	struct id_user *user = record->has_user ? find_user(pool, record->user) : NULL;

	if (user)
		uncount(user, record);
	pool->held -= is_held(record);
	record->counts[reason] = (uint16_t)(record->counts[reason] + difference);
	pool->held += is_held(record);
	if (user)
		count(user, record);
	set_bit(pool->full, id / 64, set_bit(pool->used, id, !is_free(record)));
}

void id_pool_add(struct id_pool *pool, uint16_t id, enum id_reason reason)
{
	change(pool, id, reason, 1);
}

void id_pool_remove(struct id_pool *pool, uint16_t id, enum id_reason reason)
{
	struct id_record *record = &pool->records[id];

	change(pool, id, reason, -1);
	if (record->has_user && !record->counts[ID_TAKEN] && !record->counts[ID_RESERVED] &&
	    !record->counts[ID_RETIRED])
		clear_user(pool, record);
}

/* The lowest bit that is not set; false if there is none. */
static bool find_clear(const uint64_t *words, size_t word_count, size_t *index)
{
	for (size_t i = 0; i < word_count; i++) {
		if (words[i] == UINT64_MAX)
			continue;
		*index = 64 * i + (size_t)__builtin_ctzll(~words[i]);
		return true;
	}
	return false;
}

bool id_pool_lowest(const struct id_pool *pool, uint16_t *id)
{
	size_t word, bit;

	if (!find_clear(pool->full, ID_POOL_WORDS / 64, &word) ||
	    !find_clear(&pool->used[word], 1, &bit))
		return false;
	*id = (uint16_t)(64 * word + bit);
	return true;
}

unsigned id_pool_held(const struct id_pool *pool, uid_t user)
{
	const struct id_user *owner = find_user(pool, user);

	return owner ? owner->held : 0;
}

unsigned id_pool_retired(const struct id_pool *pool, uid_t user)
{
	const struct id_user *owner = find_user(pool, user);

	return owner ? owner->retired : 0;
}
