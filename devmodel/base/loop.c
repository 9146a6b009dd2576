/* SPDX-License-Identifier: BSD-3-Clause
 * loop.c: the poll loop, on epoll.
 *
 * A handler may remove and close a descriptor that is ready in the same batch, and its number may
 * be reused for another. So each watch has a unique number that epoll returns with the event: an
 * event with another number belongs to a watch that was removed. */
#include "base/loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BATCH 64

struct watch {
	loop_handler *handler; /* NULL: the descriptor is not watched */
	void *data;
	uint32_t events;
	uint32_t number;
};

struct loop {
	int epoll;
	int spare;	       /* closed for a moment when descriptors are short */
	struct watch *watches; /* by descriptor */
	size_t watch_count;
	uint32_t last_number;
	bool is_stopped;
	int status;
};

/* Any descriptor. */
static int open_spare(void)
{
	return eventfd(0, EFD_CLOEXEC);
}

struct loop *loop_new(struct error *error)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (!loop) {
		error_set_errno(error, "cannot create a poll loop");
		return NULL;
	}
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	loop->spare = open_spare();
	if (loop->epoll >= 0 && loop->spare >= 0)
		return loop;
	error_set_errno(error, "cannot create a poll loop");
	loop_free(loop);
	return NULL;
}

void loop_free(struct loop *loop)
{
	if (!loop)
		return;
	if (loop->epoll >= 0)
		close(loop->epoll);
	if (loop->spare >= 0)
		close(loop->spare);
	free(loop->watches);
	free(loop);
}

static struct watch *find_watch(struct loop *loop, int fd)
{
	if (fd < 0 || (size_t)fd >= loop->watch_count || !loop->watches[fd].handler)
		return NULL;
	return &loop->watches[fd];
}

/* Makes room for `fd`, and some more: descriptors are numbered in sequence. */
static bool reserve(struct loop *loop, int fd)
{
	size_t count = (size_t)fd + 1 + (size_t)fd / 2;
	struct watch *watches;

	if ((size_t)fd < loop->watch_count)
		return true;
	watches = reallocarray(loop->watches, count, sizeof(*watches));
	if (!watches)
		return false;
	for (size_t i = loop->watch_count; i < count; i++)
		watches[i] = (struct watch) { 0 };
	loop->watches = watches;
	loop->watch_count = count;
	return true;
}

static bool control(struct loop *loop, int operation, int fd, const struct watch *watch)
{
	struct epoll_event event = {
		.events = watch->events,
		.data.u64 = (uint64_t)watch->number << 32 | (uint32_t)fd,
	};

	return epoll_ctl(loop->epoll, operation, fd, &event) == 0;
}

bool loop_add(struct loop *loop, int fd, uint32_t events, loop_handler *handler, void *data,
	      struct error *error)
{
	struct watch watch = { handler, data, events, ++loop->last_number };

	if (fd < 0)
		return error_set(error, "cannot watch descriptor %d: there is none", fd);
	if (!reserve(loop, fd) || !control(loop, EPOLL_CTL_ADD, fd, &watch))
		return error_set_errno(error, "cannot watch descriptor %d", fd);
	loop->watches[fd] = watch;
	return true;
}

bool loop_change(struct loop *loop, int fd, uint32_t events, struct error *error)
{
	struct watch *watch = find_watch(loop, fd);
	struct watch changed;

	if (!watch)
		return error_set(error, "descriptor %d is not watched", fd);
	changed = *watch;
	changed.events = events;
	if (!control(loop, EPOLL_CTL_MOD, fd, &changed))
		return error_set_errno(error, "cannot watch descriptor %d", fd);
	watch->events = events;
	return true;
}

void loop_remove(struct loop *loop, int fd)
{
	struct watch *watch = find_watch(loop, fd);

	if (!watch)
		return;
	epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
	watch->handler = NULL;
}

static int accept_peer(int listener, struct ucred *peer)
{
	socklen_t size = sizeof(*peer);
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	*peer = (struct ucred) { .uid = (uid_t)-1, .gid = (gid_t)-1 };
	if (fd >= 0)
		getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, &size);
	return fd;
}

int loop_accept(struct loop *loop, int listener, struct ucred *peer)
{
	int fd = accept_peer(listener, peer);
	int error = errno;

	if (fd >= 0 || (error != EMFILE && error != ENFILE))
		return fd;
	close(loop->spare);
	fd = accept_peer(listener, peer);
	if (fd >= 0)
		close(fd);
	loop->spare = open_spare();
	errno = error;
	return -1;
}

/* The watch is not used after the handler, which may have moved the array. */
static void dispatch(struct loop *loop, const struct epoll_event *event)
{
	int fd = (int)(uint32_t)event->data.u64;
	uint32_t number = (uint32_t)(event->data.u64 >> 32);
	const struct watch *watch = find_watch(loop, fd);
	uint32_t events;

	if (!watch || watch->number != number)
		return;
	/* A handler of the same batch may have changed the events to watch for. */
	events = event->events & (watch->events | EPOLLHUP | EPOLLERR);
	if (events)
		watch->handler(watch->data, fd, events);
}

int loop_run(struct loop *loop, struct error *error)
{
	struct epoll_event events[BATCH];

	while (!loop->is_stopped) {
		int count = epoll_wait(loop->epoll, events, BATCH, -1);

		if (count < 0 && errno != EINTR) {
			error_set_errno(error, "cannot wait for descriptors");
			return -1;
		}
		for (int i = 0; i < count && !loop->is_stopped; i++)
			dispatch(loop, &events[i]);
	}
	loop->is_stopped = false;
	return loop->status;
}

void loop_stop(struct loop *loop, int status)
{
	loop->is_stopped = true;
	loop->status = status;
}
