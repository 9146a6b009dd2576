/* SPDX-License-Identifier: BSD-3-Clause
 * self.c: the eventfds that notify this peer, in the loop. */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/eventfd.h"
#include "ivshmem-client/internal.h"

/* Another process that has the eventfd may have read it first. One that cannot be read at all would
 * be ready forever: it is no longer watched. */
static void on_readable(void *data, int fd, uint32_t events)
{
	struct peer_vector *vector = data;
	struct peer_self *self = vector->self;
	eventfd_t count;

	(void)events;
	if (eventfd_read(fd, &count) == 0)
		self->on_notified(self->data, vector->number);
	else if (errno != EAGAIN && errno != EINTR)
		loop_remove(self->loop, fd);
}

static void drop(struct peer_self *self, struct peer_generation *generation)
{
	for (unsigned i = 0; i < generation->count; i++) {
		loop_remove(self->loop, generation->vectors[i].fd);
		close(generation->vectors[i].fd);
	}
	generation->count = 0;
}

/* It replaces the oldest one. */
static void begin_generation(struct peer_self *self)
{
	self->newest = (self->newest + 1) % PEER_GENERATIONS;
	drop(self, &self->generations[self->newest]);
	self->is_stale = false;
}

static bool listen_to(struct peer_self *self, int fd, struct error *error)
{
	struct peer_generation *generation = &self->generations[self->newest];
	struct peer_vector *vector = &generation->vectors[generation->count];

	*vector = (struct peer_vector) { self, fd, generation->count };
	if (!eventfd_unblock(fd))
		return error_set(error, "the server sent no eventfd for this peer");
	if (!loop_add(self->loop, fd, EPOLLIN, on_readable, vector, error))
		return false;
	generation->count++;
	return true;
}

bool peer_self_add(struct peer_self *self, int fd, struct error *error)
{
	bool is_enough, is_valid;

	if (self->is_stale)
		begin_generation(self);
	is_enough = self->generations[self->newest].count == self->vectors;
	is_valid = is_enough || listen_to(self, fd, error);
	if (is_enough || !is_valid)
		close(fd);
	return is_valid;
}

unsigned peer_self_count(const struct peer_self *self)
{
	return self->generations[self->newest].count;
}

void peer_self_ring(const struct peer_self *self, uint16_t vector)
{
	for (unsigned age = 0; age < PEER_GENERATIONS; age++) {
		const struct peer_generation *generation =
			&self->generations[(self->newest + PEER_GENERATIONS - age) %
					   PEER_GENERATIONS];

		if (vector < generation->count) {
			eventfd_write(generation->vectors[vector].fd, 1);
			return;
		}
	}
}

void peer_self_age(struct peer_self *self)
{
	self->is_stale = true;
}

void peer_self_drop_old(struct peer_self *self)
{
	for (unsigned i = 0; i < PEER_GENERATIONS; i++)
		if (i != self->newest)
			drop(self, &self->generations[i]);
}

void peer_self_close(struct peer_self *self)
{
	for (unsigned i = 0; i < PEER_GENERATIONS; i++)
		drop(self, &self->generations[i]);
}
