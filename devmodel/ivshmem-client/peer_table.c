/* SPDX-License-Identifier: BSD-3-Clause
 * peer_table.c: peers by ID, in pages that are made when they are needed. */
#include "ivshmem-client/peer_table.h"

#include <inttypes.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/eventfd.h"

#define PAGE_SIZE (MESSAGE_PEERS_MAX / PEER_TABLE_PAGES)

/* After the server has come back old eventfds are of use until each is replaced by its new one: a
 * vector that has not been announced again yet can still be rung. */
struct peer_entry {
	int fds[PEER_VECTORS_MAX];
	unsigned count;
	unsigned
		fresh; /* so many of them, the first ones, the server that is there has announced */
};

/* The place of a peer; NULL if it has none yet. */
static struct peer_entry **find_place(const struct peer_table *table, uint16_t id)
{
	struct peer_entry **page = table->pages[id / PAGE_SIZE];

	return page ? &page[id % PAGE_SIZE] : NULL;
}

static void forget(struct peer_entry **place)
{
	for (unsigned i = 0; i < (*place)->count; i++)
		close((*place)->fds[i]);
	free(*place);
	*place = NULL;
}

/* The peer, which is new if there is none. NULL when memory is short. */
static struct peer_entry *make_entry(struct peer_table *table, uint16_t id)
{
	struct peer_entry ***page = &table->pages[id / PAGE_SIZE];
	struct peer_entry **place;

	if (!*page)
		*page = calloc(PAGE_SIZE, sizeof(**page));
	if (!*page)
		return NULL;
	place = &(*page)[id % PAGE_SIZE];
	if (!*place)
		*place = calloc(1, sizeof(**place));
	return *place;
}

/* The descriptor is the entry's, or closed. */
static void add_vector(struct peer_entry *entry, int fd)
{
	if (entry->fresh == PEER_VECTORS_MAX) {
		close(fd);
		return;
	}
	if (entry->fresh < entry->count)
		close(entry->fds[entry->fresh]);
	else
		entry->count++;
	entry->fds[entry->fresh++] = fd;
}

static bool arrive(struct peer_table *table, uint16_t id, int fd, struct error *error)
{
	struct peer_entry *entry = eventfd_unblock(fd) ? make_entry(table, id) : NULL;

	if (entry) {
		add_vector(entry, fd);
		return true;
	}
	error_set(error, "the server gives no eventfd for peer %u, or memory is short", id);
	close(fd);
	return false;
}

static bool depart(struct peer_table *table, uint16_t id, struct error *error)
{
	struct peer_entry **place = find_place(table, id);

	if (!place || !*place)
		return error_set(error,
				 "the server says that peer %u has gone, which was not there", id);
	forget(place);
	return true;
}

bool peer_table_take(struct peer_table *table, const struct message *message, struct error *error)
{
	if (message->number < 0 || message->number > MESSAGE_PEER_MAX) {
		if (message->fd >= 0)
			close(message->fd);
		return error_set(error, "the server gives %" PRId64 " for a peer's ID",
				 message->number);
	}
	if (message->fd < 0)
		return depart(table, (uint16_t)message->number, error);
	return arrive(table, (uint16_t)message->number, message->fd, error);
}

/* The write can't block: see eventfd_unblock(). When the counter is full it is rung already. */
void peer_table_ring(const struct peer_table *table, uint16_t id, uint16_t vector)
{
	struct peer_entry **place = find_place(table, id);

	if (place && *place && vector < (*place)->count)
		eventfd_write((*place)->fds[vector], 1);
}

static void age(struct peer_entry **place)
{
	(*place)->fresh = 0;
}

static void drop_stale(struct peer_entry **place)
{
	struct peer_entry *entry = *place;

	while (entry->count > entry->fresh)
		close(entry->fds[--entry->count]);
	if (entry->count == 0)
		forget(place);
}

static void for_each(struct peer_table *table, void (*act)(struct peer_entry **place))
{
	for (unsigned i = 0; i < PEER_TABLE_PAGES; i++)
		for (unsigned j = 0; table->pages[i] && j < PAGE_SIZE; j++)
			if (table->pages[i][j])
				act(&table->pages[i][j]);
}

void peer_table_age(struct peer_table *table)
{
	for_each(table, age);
}

void peer_table_drop_stale(struct peer_table *table)
{
	for_each(table, drop_stale);
}

void peer_table_close(struct peer_table *table)
{
	for_each(table, forget);
	for (unsigned i = 0; i < PEER_TABLE_PAGES; i++) {
		free(table->pages[i]);
		table->pages[i] = NULL;
	}
}
