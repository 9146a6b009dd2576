/* SPDX-License-Identifier: BSD-3-Clause
 * timer.h: a call from the loop after some time.
 */
#ifndef BASE_TIMER_H
#define BASE_TIMER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/loop.h"

typedef void timer_handler(void *data);

/* The caller's storage, which must not move until timer_close(). All zero is closed. */
struct timer {
	struct loop *loop; /* NULL: closed */
	int fd;
	timer_handler *handler;
	void *data;
};

/* A timer that is not set. */
bool timer_open(struct timer *timer, struct loop *loop, timer_handler *handler, void *data,
		struct error *error);

/* Calls the handler once, `milliseconds` from now, and no longer at the time set before. 0 only
 * cancels. */
void timer_set(struct timer *timer, unsigned milliseconds);

/* May be called from the handler, and repeatedly. */
void timer_close(struct timer *timer);

#endif
