/* SPDX-License-Identifier: BSD-3-Clause
 * deadline.h: waiting with a timeout.
 *
 * A deadline is a time in milliseconds of CLOCK_MONOTONIC.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/* So many milliseconds from now. */
int64_t deadline_in(int milliseconds);

/* The milliseconds that are left, for poll(2); 0 after the deadline. */
int deadline_left(int64_t deadline);

/* True once the descriptor is readable or at its end; false with errno otherwise, which is
 * ETIMEDOUT at the deadline. */
bool deadline_wait(int fd, int64_t deadline);

#endif
