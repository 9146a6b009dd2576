/* SPDX-License-Identifier: BSD-3-Clause
 * clock.h: timers of the program under test expire when the test says so.
 *
 * For one file of a program: it replaces timerfd_settime(2).
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define CLOCK_TIMERS_MAX 4

/* Distinguishes the timers of a program. */
enum clock_span { CLOCK_SHORT, CLOCK_LONG /* 10 s or more */ };

struct clock_timer {
	int fd;
	long milliseconds; /* 0: not set */
};

static struct clock_timer clock_timers[CLOCK_TIMERS_MAX];
static unsigned clock_timer_count;

/* Before a test: what the one before has left is closed. */
static inline void clock_forget(void)
{
	clock_timer_count = 0;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
	const struct itimerspec never = { .it_value = { 0 } };
	unsigned i = 0;

	while (i < clock_timer_count && clock_timers[i].fd != fd)
		i++;
	if (i == CLOCK_TIMERS_MAX)
		return -1;
	if (i == clock_timer_count)
		clock_timer_count++;
	clock_timers[i] = (struct clock_timer) { fd, new->it_value.tv_sec * 1000 +
							     new->it_value.tv_nsec / 1000000 };
	return (int)syscall(SYS_timerfd_settime, fd, flags, &never, old);
}

static inline struct clock_timer *clock_find(enum clock_span span)
{
	for (unsigned i = 0; i < clock_timer_count; i++) {
		long milliseconds = clock_timers[i].milliseconds;

		if (milliseconds && (milliseconds >= 10000) == (span == CLOCK_LONG))
			return &clock_timers[i];
	}
	return NULL;
}

/* What the timer is set to, or 0. */
static inline long clock_milliseconds(enum clock_span span)
{
	const struct clock_timer *timer = clock_find(span);

	return timer ? timer->milliseconds : 0;
}

/* Makes it expire, if it is set, and waits until its descriptor is readable. */
static inline bool clock_fire(enum clock_span span)
{
	const struct itimerspec soon = { .it_value = { .tv_nsec = 1 } };
	struct clock_timer *timer = clock_find(span);

	if (!timer)
		return false;
	timer->milliseconds = 0;
	return syscall(SYS_timerfd_settime, timer->fd, 0, &soon, NULL) == 0 &&
	       poll(&(struct pollfd) { .fd = timer->fd, .events = POLLIN }, 1, -1) == 1;
}

#endif
