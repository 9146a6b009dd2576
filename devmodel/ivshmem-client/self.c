/* SPDX-License-Identifier: BSD-3-Clause
 * self.c: our eventfds in the loop. */
#include "ivshmem-client/self.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/eventfd.h"

/* Another process that has the eventfd may have read it first. What can't be read at all would be
 * ready for ever: it is not listened to any more. */
static void on_ring(void *data, int fd, uint32_t events)
{
	struct peer_own_vector *vector = data;
	struct peer_own *own = vector->own;
	eventfd_t count;

	(void)events;
	if (eventfd_read(fd, &count) == 0)
		own->rung(own->data, vector->number);
	else if (errno != EAGAIN && errno != EINTR)
		loop_remove(own->loop, fd);
}

static void drop(struct peer_own *own, struct peer_generation *generation)
{
	for (unsigned i = 0; i < generation->count; i++) {
		loop_remove(own->loop, generation->vectors[i].fd);
		close(generation->vectors[i].fd);
	}
	generation->count = 0;
}

/* In the place of the oldest one. */
static void begin_generation(struct peer_own *own)
{
	own->newest = (own->newest + 1) % PEER_GENERATIONS;
	drop(own, &own->generations[own->newest]);
	own->is_stale = false;
}

static bool listen_to(struct peer_own *own, int fd, struct error *error)
{
	struct peer_generation *generation = &own->generations[own->newest];
	struct peer_own_vector *vector = &generation->vectors[generation->count];

	*vector = (struct peer_own_vector) { own, fd, generation->count };
	if (!eventfd_unblock(fd))
		return error_set(error, "the server gives us no eventfd");
	if (!loop_add(own->loop, fd, EPOLLIN, on_ring, vector, error))
		return false;
	generation->count++;
	return true;
}

bool peer_own_add(struct peer_own *own, int fd, struct error *error)
{
	bool is_enough, is_good;

	if (own->is_stale)
		begin_generation(own);
	is_enough = own->generations[own->newest].count == own->vectors;
	is_good = is_enough || listen_to(own, fd, error);
	if (is_enough || !is_good)
		close(fd);
	return is_good;
}

void peer_own_ring(const struct peer_own *own, uint16_t vector)
{
	for (unsigned age = 0; age < PEER_GENERATIONS; age++) {
		const struct peer_generation *generation =
			&own->generations[(own->newest + PEER_GENERATIONS - age) %
					  PEER_GENERATIONS];

		if (vector < generation->count) {
			eventfd_write(generation->vectors[vector].fd, 1);
			return;
		}
	}
}

void peer_own_age(struct peer_own *own)
{
	own->is_stale = true;
}

void peer_own_drop_old(struct peer_own *own)
{
	for (unsigned i = 0; i < PEER_GENERATIONS; i++)
		if (i != own->newest)
			drop(own, &own->generations[i]);
}

void peer_own_close(struct peer_own *own)
{
	for (unsigned i = 0; i < PEER_GENERATIONS; i++)
		drop(own, &own->generations[i]);
}
