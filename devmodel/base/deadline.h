/* SPDX-License-Identifier: BSD-3-Clause
 * deadline.h: waiting for something, but not for ever.
 *
 * A deadline is a time in milliseconds, by a clock that nobody sets.
 */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

/* So many milliseconds from now. */
int64_t deadline_in(int milliseconds);

/* The milliseconds that are left, for poll(2); 0 once it is over. */
int deadline_left(int64_t deadline);

/* True once the descriptor can be read, or has come to its end; false with errno otherwise, which
 * is ETIMEDOUT at the deadline. */
bool deadline_wait(int fd, int64_t deadline);

#endif
