/* SPDX-License-Identifier: BSD-3-Clause
 * timer.c: timers, on timerfd. */
#include "base/timer.h"

#include <stdint.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* The timer may have been set again since it expired: then there is nothing to read. */
static void on_time(void *data, int fd, uint32_t events)
{
	struct timer *timer = data;
	uint64_t count;

	(void)events;
	if (read(fd, &count, sizeof(count)) == (ssize_t)sizeof(count))
		timer->handler(timer->data);
}

bool timer_open(struct timer *timer, struct loop *loop, timer_handler *handler, void *data,
		struct error *error)
{
	*timer = (struct timer) { .handler = handler, .data = data };
	timer->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (timer->fd < 0)
		return error_set_errno(error, "cannot create a timer");
	if (!loop_add(loop, timer->fd, EPOLLIN, on_time, timer, error)) {
		close(timer->fd);
		return false;
	}
	timer->loop = loop;
	return true;
}

void timer_set(struct timer *timer, unsigned milliseconds)
{
	const struct itimerspec when = { .it_value = { .tv_sec = milliseconds / 1000,
						       .tv_nsec =
							       milliseconds % 1000 * 1000000L } };

	timerfd_settime(timer->fd, 0, &when, NULL);
}

void timer_close(struct timer *timer)
{
	if (!timer->loop)
		return;
	loop_remove(timer->loop, timer->fd);
	close(timer->fd);
	timer->loop = NULL;
}
