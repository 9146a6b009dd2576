/* SPDX-License-Identifier: BSD-3-Clause
 * deadline.c: the clock, and how long to poll. */
#include "base/deadline.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

int64_t deadline_in(int milliseconds)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000 + milliseconds;
}

int deadline_left(int64_t deadline)
{
	int64_t left = deadline - deadline_in(0);

	if (left <= 0)
		return 0;
	return left < INT_MAX ? (int)left : INT_MAX;
}

bool deadline_wait(int fd, int64_t deadline)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	int count;

	do
		count = poll(&ready, 1, deadline_left(deadline));
	while (count < 0 && errno == EINTR);
	if (count == 0)
		errno = ETIMEDOUT;
	return count > 0;
}
