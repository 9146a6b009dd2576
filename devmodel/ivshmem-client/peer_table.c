/* SPDX-License-Identifier: BSD-3-Clause
 * peer_table.c: peers by ID, in pages that are allocated when they are needed. */
#include <inttypes.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/eventfd.h"
#include "ivshmem-client/internal.h"

#define PAGE_SIZE (MESSAGE_PEERS_MAX / PEER_TABLE_PAGES)

/* After the server has come back, old eventfds stay in use until each is replaced by its new one: a
 * vector that has not been announced again yet can still be notified. */
struct peer_entry {
	int fds[PEER_VECTORS_MAX];
	unsigned count;
	unsigned fresh; /* so many, the first ones, were announced by the present server */
};

/* The slot of a peer; NULL if its page has not been allocated. */
static struct peer_entry **find_slot(const struct peer_table *table, uint16_t id)
{
	struct peer_entry **page = table->pages[id / PAGE_SIZE];

	return page ? &page[id % PAGE_SIZE] : NULL;
}

static void remove_entry(struct peer_entry **slot)
{
	for (unsigned i = 0; i < (*slot)->count; i++)
		close((*slot)->fds[i]);
	free(*slot);
	*slot = NULL;
}

/* The peer, which is created if there is none. NULL if memory is short. */
static struct peer_entry *make_entry(struct peer_table *table, uint16_t id)
{
	struct peer_entry ***page = &table->pages[id / PAGE_SIZE];
	struct peer_entry **slot;

	if (!*page)
		*page = calloc(PAGE_SIZE, sizeof(**page));
	if (!*page)
		return NULL;
	slot = &(*page)[id % PAGE_SIZE];
	if (!*slot)
		*slot = calloc(1, sizeof(**slot));
	return *slot;
}

/* The entry takes over the descriptor, or it is closed. */
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

static bool add_peer_vector(struct peer_table *table, uint16_t id, int fd, struct error *error)
{
	struct peer_entry *entry = eventfd_unblock(fd) ? make_entry(table, id) : NULL;

	if (entry) {
		add_vector(entry, fd);
		return true;
	}
	error_set(error, "no eventfd from the server for peer %u, or out of memory", id);
	close(fd);
	return false;
}

static bool remove_peer(struct peer_table *table, uint16_t id, struct error *error)
{
	struct peer_entry **slot = find_slot(table, id);

	if (!slot || !*slot)
		return error_set(error, "the server says that peer %u has left, which is unknown",
				 id);
	remove_entry(slot);
	return true;
}

bool peer_table_update(struct peer_table *table, const struct message *message, struct error *error)
{
	if (message->number < 0 || message->number > MESSAGE_PEER_MAX) {
		if (message->fd >= 0)
			close(message->fd);
		return error_set(error, "invalid peer ID %" PRId64 " from the server",
				 message->number);
	}
	if (message->fd < 0)
		return remove_peer(table, (uint16_t)message->number, error);
	return add_peer_vector(table, (uint16_t)message->number, message->fd, error);
}

unsigned peer_table_count(const struct peer_table *table, uint16_t id)
{
	struct peer_entry **slot = find_slot(table, id);

	return slot && *slot ? (*slot)->count : 0;
}

/* The write can't block: see eventfd_unblock(). When the counter is full, a notification is
 * pending. */
void peer_table_ring(const struct peer_table *table, uint16_t id, uint16_t vector)
{
	if (vector < peer_table_count(table, id))
		eventfd_write((*find_slot(table, id))->fds[vector], 1);
}

static void age(struct peer_entry **slot)
{
	(*slot)->fresh = 0;
}

static void drop_stale(struct peer_entry **slot)
{
	struct peer_entry *entry = *slot;

	while (entry->count > entry->fresh)
		close(entry->fds[--entry->count]);
	if (entry->count == 0)
		remove_entry(slot);
}

static void for_each(struct peer_table *table, void (*act)(struct peer_entry **slot))
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
	for_each(table, remove_entry);
	for (unsigned i = 0; i < PEER_TABLE_PAGES; i++) {
		free(table->pages[i]);
		table->pages[i] = NULL;
	}
}
