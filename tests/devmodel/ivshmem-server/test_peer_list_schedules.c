/* SPDX-License-Identifier: BSD-3-Clause
 * test_peer_list_schedules.c: the list in every order of events: peers join and leave, and their
 * messages are sent one by one, each at its own pace. In all states that can be reached:
 *   - no peer is sent an eventfd of a peer that has left, or one twice, or out of order;
 *   - a peer that is then sent all pending messages knows exactly the peers in the list.
 * The second peer may be absent, then return or leave. The same if the first peer has QEMU's ID
 * reuse bug (ivshmem-server/peer_list.h): it is never sent an ID again whose leaving it was sent,
 * and knows the absent peer until that leaves.
 *
 * The states are searched breadth first. One is known by what its peers know and by the messages
 * that wait for them; how it was reached is kept, so that it can be reached again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ivshmem-server/peer_list.h"

#define IDS	  3u
#define VECTORS	  2u
#define MEMORY	  9
#define STEPS_MAX 64u

/* The peer with the bug, and the one that may be absent. */
#define BUGGY	  0u
#define RETURNING 1u

enum action { ACTION_JOIN, ACTION_LEAVE, ACTION_SEND, ACTION_SET_ABSENT, ACTIONS };

/* What a client knows of one ID. */
struct known {
	unsigned life; /* of the ID, by number; 0: none */
	unsigned vectors;
};

struct client {
	struct server_peer peer;
	int vectors[VECTORS];
	unsigned life; /* 0: not present */
	unsigned greeted;
	struct known known[IDS];
};

struct ctx {
	bool has_qemu_id_reuse_bug; /* the first peer */
	struct peer_list *peers;
	struct client clients[IDS];
	unsigned lives;
	unsigned kept_life;	    /* whose eventfds the absent peer has */
	bool was_sent_leaving[IDS]; /* the one with the bug, by ID */
};

/* How a state was reached: its parent, and one step more. */
struct reached {
	uint32_t parent;
	uint8_t step; /* action * IDS + ID */
};

struct search {
	bool has_qemu_id_reuse_bug;
	struct peer_list peers; /* empty before and after each step */
	struct reached *states;
	uint32_t count, room;
	char **keys; /* a hash table of what is known */
	size_t key_count, key_room;
	unsigned longest;
};

/* Eventfds by number: which life of which ID, which vector. */
static int eventfd_of(unsigned life, unsigned vector)
{
	return (int)(1000 + life * VECTORS + vector);
}

/* An absent peer has new eventfds if no peer keeps those it had. */
static void begin_life(struct ctx *ctx, unsigned id)
{
	struct client *client = &ctx->clients[id];

	client->life = ++ctx->lives;
	if (peer_list_is_kept(ctx->peers, (uint16_t)id))
		client->life = ctx->kept_life;
	for (unsigned i = 0; i < VECTORS; i++)
		client->vectors[i] = eventfd_of(client->life, i);
	client->greeted = 0;
	memset(client->known, 0, sizeof(client->known));
}

/* False if the ID is retired. */
static bool join(struct ctx *ctx, unsigned id)
{
	struct client *client = &ctx->clients[id];

	if (id_pool_has(&ctx->peers->ids, (uint16_t)id, ID_RETIRED))
		return false;
	begin_life(ctx, id);
	client->peer.id = (uint16_t)id;
	client->peer.vectors = client->vectors;
	client->peer.has_qemu_id_reuse_bug = ctx->has_qemu_id_reuse_bug && id == BUGGY;
	if (id == BUGGY)
		memset(ctx->was_sent_leaving, 0, sizeof(ctx->was_sent_leaving));
	assert_true(peer_list_join(ctx->peers, &client->peer));
	return true;
}

static bool leave(struct ctx *ctx, unsigned id)
{
	struct client *client = &ctx->clients[id];

	if (!client->life && !client->peer.is_absent)
		return false;
	peer_list_leave(ctx->peers, &client->peer);
	*client = (struct client) { 0 };
	return true;
}

static bool set_absent(struct ctx *ctx, unsigned id)
{
	struct client *client = &ctx->clients[id];

	if (!client->life || id != RETURNING)
		return false;
	peer_list_set_absent(ctx->peers, &client->peer);
	ctx->kept_life = client->life;
	client->life = 0;
	return true;
}

/* Whether the client knows this ID by eventfds that are kept. */
static bool is_kept_for(const struct ctx *ctx, const struct client *client, unsigned id)
{
	return client->peer.has_qemu_id_reuse_bug && peer_list_is_kept(ctx->peers, (uint16_t)id);
}

static void hear_of_coming(struct ctx *ctx, struct client *client, unsigned id, int fd)
{
	struct known *known = &client->known[id];
	unsigned life = is_kept_for(ctx, client, id) ? ctx->kept_life : ctx->clients[id].life;

	assert_true(life != 0);
	if (known->vectors == 0) {
		assert_int_equal(known->life, 0);
		known->life = life;
	}
	assert_int_equal(known->life, life);
	assert_in_range(known->vectors, 0, VECTORS - 1);
	assert_int_equal(fd, eventfd_of(life, known->vectors));
	assert_false(client->peer.has_qemu_id_reuse_bug && ctx->was_sent_leaving[id]);
	known->vectors++;
}

static void hear_of_going(struct ctx *ctx, struct client *client, unsigned id)
{
	struct known *known = &client->known[id];

	assert_true(known->life != 0 && (known->life != ctx->clients[id].life || id == RETURNING));
	assert_false(is_kept_for(ctx, client, id));
	*known = (struct known) { 0 };
	ctx->was_sent_leaving[id] |= client->peer.has_qemu_id_reuse_bug;
}

static void hear(struct ctx *ctx, struct client *client, const struct message *message)
{
	if (client->greeted < 3) {
		const int64_t numbers[] = { MESSAGE_VERSION, client->peer.id, MESSAGE_MEMORY };

		assert_int_equal(message->number, numbers[client->greeted]);
		assert_int_equal(message->fd, client->greeted == 2 ? MEMORY : -1);
		client->greeted++;
		return;
	}
	assert_in_range(message->number, 0, IDS - 1);
	if (message->fd >= 0)
		hear_of_coming(ctx, client, (unsigned)message->number, message->fd);
	else
		hear_of_going(ctx, client, (unsigned)message->number);
}

/* False where there is nothing to send. */
static bool send(struct ctx *ctx, unsigned id)
{
	struct client *client = &ctx->clients[id];
	struct message message;

	if (!client->life || !peer_list_next(ctx->peers, &client->peer, &message))
		return false;
	hear(ctx, client, &message);
	peer_list_sent(ctx->peers, &client->peer);
	return true;
}

/* False where that cannot happen now. */
static bool take_step(struct ctx *ctx, unsigned step)
{
	unsigned id = step % IDS;

	switch (step / IDS) {
	case ACTION_JOIN:
		return !ctx->clients[id].life && join(ctx, id);
	case ACTION_LEAVE:
		return leave(ctx, id);
	case ACTION_SEND:
		return send(ctx, id);
	default:
		return set_absent(ctx, id);
	}
}

static void end(struct ctx *ctx)
{
	for (unsigned id = 0; id < IDS; id++)
		leave(ctx, id);
	assert_int_equal(ctx->peers->count, 0);
}

/* A state as text: which life has an ID now does not matter, only whether it is the one that is
 * known. Sends all that waits on the way. */
static void describe(struct ctx *ctx, FILE *text)
{
	for (unsigned id = 0; id < IDS; id++) {
		struct client *client = &ctx->clients[id];

		fputc(client->peer.is_absent ? 'a' : '|', text);
		if (!client->life)
			continue;
		fprintf(text, "%u", client->greeted);
		for (unsigned i = 0; i < IDS; i++)
			fprintf(text, "%c%u%s%s",
				client->known[i].life == ctx->clients[i].life ? '=' : '!',
				client->known[i].vectors,
				id_pool_has(&ctx->peers->ids, (uint16_t)i, ID_RETIRED) ? "s" : "",
				is_kept_for(ctx, client, i) ? "k" : "");
		for (struct message message; peer_list_next(ctx->peers, &client->peer, &message);
		     send(ctx, id))
			fprintf(text, " %d%c", (int)message.number, message.fd < 0 ? '-' : '+');
	}
}

/* Peers that have received all their messages know exactly the peers in the list. */
static void check_knowledge(const struct ctx *ctx)
{
	for (unsigned id = 0; id < IDS; id++)
		for (unsigned i = 0; ctx->clients[id].life && i < IDS; i++) {
			const struct known *known = &ctx->clients[id].known[i];
			unsigned life = is_kept_for(ctx, &ctx->clients[id], i)
						? ctx->kept_life
						: ctx->clients[i].life;

			assert_int_equal(known->life, life);
			assert_int_equal(known->vectors, life ? VECTORS : 0);
		}
}

static size_t hash(const char *key)
{
	uint64_t value = UINT64_C(14695981039346656037);

	for (; *key; key++)
		value = (value ^ (unsigned char)*key) * UINT64_C(1099511628211);
	return (size_t)value;
}

static void put_key(struct search *search, char *key)
{
	size_t at = hash(key) % search->key_room;

	while (search->keys[at])
		at = (at + 1) % search->key_room;
	search->keys[at] = key;
}

static void grow_keys(struct search *search)
{
	char **keys = search->keys;
	size_t room = search->key_room;

	search->key_room = room ? 2 * room : 1024;
	search->keys = calloc(search->key_room, sizeof(*search->keys));
	assert_non_null(search->keys);
	for (size_t i = 0; i < room; i++)
		if (keys[i])
			put_key(search, keys[i]);
	free(keys);
}

/* Takes over the key. False if it is known already. */
static bool add_key(struct search *search, char *key)
{
	if (2 * search->key_count >= search->key_room)
		grow_keys(search);
	for (size_t at = hash(key) % search->key_room; search->keys[at];
	     at = (at + 1) % search->key_room) {
		if (strcmp(search->keys[at], key) == 0) {
			free(key);
			return false;
		}
	}
	put_key(search, key);
	search->key_count++;
	return true;
}

/* The steps to a state, from the first one. */
static unsigned steps_to(const struct search *search, uint32_t state, uint8_t steps[STEPS_MAX])
{
	unsigned count = 0;

	for (uint32_t at = state; at; at = search->states[at].parent)
		count++;
	assert_in_range(count, 0, STEPS_MAX);
	for (unsigned i = count; i-- > 0; state = search->states[state].parent)
		steps[i] = search->states[state].step;
	return count;
}

static void add_state(struct search *search, uint32_t parent, unsigned step)
{
	if (search->count == search->room) {
		search->room = search->room ? 2 * search->room : 1024;
		search->states =
			reallocarray(search->states, search->room, sizeof(*search->states));
		assert_non_null(search->states);
	}
	search->states[search->count++] = (struct reached) { parent, (uint8_t)step };
}

/* Reaches a state again, and goes one step further. */
static void try_step(struct search *search, uint32_t state, unsigned step)
{
	struct ctx ctx = { .has_qemu_id_reuse_bug = search->has_qemu_id_reuse_bug,
			   .peers = &search->peers };
	uint8_t steps[STEPS_MAX];
	unsigned count = steps_to(search, state, steps);
	char *key = NULL;
	size_t size = 0;
	FILE *text;

	for (unsigned i = 0; i < count; i++)
		assert_true(take_step(&ctx, steps[i]));
	if (take_step(&ctx, step)) {
		text = open_memstream(&key, &size);
		assert_non_null(text);
		describe(&ctx, text);
		fclose(text);
		check_knowledge(&ctx);
		if (add_key(search, key)) {
			add_state(search, state, step);
			if (count + 1 > search->longest)
				search->longest = count + 1;
		}
	}
	end(&ctx);
}

static void search_all(bool has_qemu_id_reuse_bug)
{
	struct search search = { .has_qemu_id_reuse_bug = has_qemu_id_reuse_bug };

	assert_true(peer_list_open(&search.peers));
	search.peers.memory = MEMORY;
	search.peers.vector_count = VECTORS;
	add_state(&search, 0, 0);
	for (uint32_t at = 0; at < search.count; at++)
		for (unsigned step = 0; step < ACTIONS * IDS; step++)
			try_step(&search, at, step);
	print_message("%u states, the farthest after %u steps\n", search.count, search.longest);
	assert_true(search.count > 1000);
	for (size_t i = 0; i < search.key_room; i++)
		free(search.keys[i]);
	free(search.keys);
	peer_list_close(&search.peers);
	free(search.states);
}

static void test_every_schedule(void **state)
{
	(void)state;
	search_all(false);
}

static void test_every_schedule_with_the_bug(void **state)
{
	(void)state;
	search_all(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_schedule),
		cmocka_unit_test(test_every_schedule_with_the_bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
