/* SPDX-License-Identifier: BSD-3-Clause
 * user_limit.h: how often users may cause something that is expensive: a token bucket for each
 * user.
 */
#ifndef IVSHMEM_SERVER_USER_LIMIT_H
#define IVSHMEM_SERVER_USER_LIMIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* A user may have many user IDs: more than so many at a time have to wait. */
#define USER_LIMIT_USERS 32u

/* With the first two fields set, and the others zero, it is new: every bucket is full. */
struct user_limit {
	unsigned burst;	      /* tokens in a full bucket */
	unsigned interval_ms; /* until a token returns */
	struct {
		uid_t user;
		int64_t full; /* when the bucket is full, in ms: before that the place is taken */
	} buckets[USER_LIMIT_USERS];
};

/* Takes a token of the user at the time `now`, in ms of any clock that does not go back and is
 * positive. False if there is none. */
bool user_limit_take(struct user_limit *limit, uid_t user, int64_t now);

#endif
