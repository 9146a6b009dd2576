/* SPDX-License-Identifier: BSD-3-Clause
 * turns.h: a loop that a test turns for as long as it has something to do. One that never comes to
 * rest is found by that, too: a program with it would keep a CPU busy. For tests and for fuzzers:
 * what must be true and is not ends the program.
 */
#ifndef TURNS_H
#define TURNS_H

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/loop.h"
#include "descriptors.h"

#define TURNS_MAX     100000u
#define TURNS_WAIT_MS 60000

struct turns {
	struct loop *loop;
	int epoll; /* the loop's own: ready while the loop has something to do */
	int end;   /* of a turn */
	int fds_before;
};

static inline void turns_must(bool is_true, const char *text)
{
	if (is_true)
		return;
	fprintf(stderr, "%s\n", text);
	abort();
}

static inline void turns_on_end(void *data, int fd, uint32_t events)
{
	eventfd_t count;

	(void)events;
	eventfd_read(fd, &count);
	loop_stop(((struct turns *)data)->loop, 0);
}

static inline void turns_open(struct turns *turns)
{
	struct error error;

	turns->fds_before = count_fds();
	/* The loop's only descriptor is the lowest that is free. */
	turns->epoll = dup(STDIN_FILENO);
	close(turns->epoll);
	turns->loop = loop_new(&error);
	turns->end = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	turns_must(turns->loop &&
			   loop_add(turns->loop, turns->end, EPOLLIN, turns_on_end, turns, &error),
		   "there is no loop");
}

/* False if a descriptor is left behind. */
static inline bool turns_close(struct turns *turns)
{
	loop_free(turns->loop);
	close(turns->end);
	return count_fds() == turns->fds_before;
}

static inline bool turns_is_ready(const struct turns *turns, int milliseconds)
{
	return poll(&(struct pollfd) { .fd = turns->epoll, .events = POLLIN }, 1, milliseconds) > 0;
}

static inline void turn(struct turns *turns)
{
	struct error error;

	eventfd_write(turns->end, 1);
	turns_must(loop_run(turns->loop, &error) == 0, "the loop fails");
}

/* Turns the loop until it has nothing to do. */
static inline void pump(struct turns *turns)
{
	for (unsigned i = 0; turns_is_ready(turns, 0); i++) {
		turns_must(i < TURNS_MAX, "the loop does not come to rest");
		turn(turns);
	}
}

/* Waits until it has something to do, and does it. */
static inline void await(struct turns *turns)
{
	turns_must(turns_is_ready(turns, TURNS_WAIT_MS), "nothing has happened");
	pump(turns);
}

#endif
