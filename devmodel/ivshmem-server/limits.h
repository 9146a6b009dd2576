/* SPDX-License-Identifier: BSD-3-Clause
 * limits.h: how many peers a region may have, and how many of them and of its IDs one user.
 *
 * Each bound ID has a place and descriptors of its own. The other peers share the remaining places,
 * and the remaining descriptors with those of other regions. A peer whose ID is reserved while it
 * is absent has a place, too.
 */
#ifndef IVSHMEM_SERVER_LIMITS_H
#define IVSHMEM_SERVER_LIMITS_H

#include <stddef.h>
#include <sys/types.h>

#include "ivshmem-server/id_pool.h"
#include "ivshmem-server/settings.h"

/* IDs of one user that are retired: half of them, so that one user alone cannot use up all. */
#define LIMITS_USER_RETIRED (MESSAGE_PEERS_MAX / 2)

struct limits {
	unsigned places;       /* of peers without a bound ID */
	unsigned user_places;  /* of these for one user */
	unsigned user_retired; /* retired IDs of one user */
};

/* Messages that a peer can leave unread, each with a descriptor that is in flight. A user's
 * processes may have no more than RLIMIT_NOFILE descriptors in flight altogether (unix(7)): if
 * peers could reach that limit, no other peer would be sent any. So each peer counts as at least so
 * many descriptors. */
#define LIMITS_UNREAD 11u

/* The limit that a peer without a bound ID would exceed. */
enum limit { LIMIT_NONE, LIMIT_USER_PLACES, LIMIT_PLACES, LIMIT_USER_RETIRED };

/* The places for peers without a bound ID, as far as the settings limit them. */
unsigned limits_places(const struct region_settings *settings);

/* The limits of a region with so many of these places. One user may have all of them if the
 * settings let only one user be a peer besides root and the server's user, else half of them. */
struct limits limits_for(const struct region_settings *settings, unsigned places);

/* Of all that would be exceeded, the one that is the user's own. */
enum limit limits_check(const struct limits *limits, const struct id_pool *ids, uid_t user);

/* The descriptors for all peers of the region with bound IDs, and for all others. */
size_t limits_bound_descriptors(const struct region_settings *settings);
size_t limits_other_descriptors(const struct region_settings *settings);

#endif
