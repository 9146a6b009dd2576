/* SPDX-License-Identifier: BSD-3-Clause
 * user_limit.c: a bucket is the time when it is full again; each token that is taken defers that.
 */
#include "ivshmem-server/user_limit.h"

#include <stddef.h>

/* The index of the user's bucket, or of one that is not needed; USER_LIMIT_USERS if there is none.
 */
static size_t find(const struct user_limit *limit, uid_t user, int64_t now)
{
	size_t found = USER_LIMIT_USERS;

	for (size_t i = 0; i < USER_LIMIT_USERS; i++) {
		if (limit->buckets[i].full <= now)
			found = i;
		else if (limit->buckets[i].user == user)
			return i;
	}
	return found;
}

bool user_limit_take(struct user_limit *limit, uid_t user, int64_t now)
{
	size_t index = find(limit, user, now);
	int64_t full = now;

	if (index == USER_LIMIT_USERS)
		return false;
	if (limit->buckets[index].full > now)
		full = limit->buckets[index].full;
	full += limit->interval_ms;
	if (full - now > (int64_t)limit->burst * limit->interval_ms)
		return false;
	limit->buckets[index].user = user;
	limit->buckets[index].full = full;
	return true;
}
