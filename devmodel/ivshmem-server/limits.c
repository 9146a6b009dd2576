/* SPDX-License-Identifier: BSD-3-Clause
 * limits.c: places, and the users that share them. */
#include "ivshmem-server/limits.h"

#include <sys/stat.h>

unsigned limits_places(const struct region_settings *settings)
{
	return settings->peers_max > settings->peer_count
		       ? settings->peers_max - (unsigned)settings->peer_count
		       : 0;
}

/* Whether peers of several users are allowed. To connect, a user must be able to write to the
 * socket. */
static bool is_for_several_users(const struct region_settings *settings)
{
	if (settings->rule_count == 0)
		return settings->mode & (S_IWGRP | S_IWOTH);
	return settings->rule_count > 1 || settings->rules[0].is_group;
}

struct limits limits_for(const struct region_settings *settings, unsigned places)
{
	return (struct limits) {
		.places = places,
		.user_places = is_for_several_users(settings) ? (places + 1) / 2 : places,
		.user_retired = LIMITS_USER_RETIRED,
	};
}

enum limit limits_check(const struct limits *limits, const struct id_pool *ids, uid_t user)
{
	if (id_pool_retired(ids, user) >= limits->user_retired)
		return LIMIT_USER_RETIRED;
	if (limits->user_places < limits->places && id_pool_held(ids, user) >= limits->user_places)
		return LIMIT_USER_PLACES;
	return ids->held >= limits->places ? LIMIT_PLACES : LIMIT_NONE;
}

/* A peer has its eventfds, and a socket or, while it is absent, a pidfd. Open descriptors and those
 * in flight are limited to the same number, each for themselves. */
static size_t peer_descriptors(const struct region_settings *settings)
{
	size_t open = (size_t)settings->vectors + 1;

	return open > LIMITS_UNREAD ? open : LIMITS_UNREAD;
}

size_t limits_bound_descriptors(const struct region_settings *settings)
{
	return settings->peer_count * peer_descriptors(settings);
}

size_t limits_other_descriptors(const struct region_settings *settings)
{
	return limits_places(settings) * peer_descriptors(settings);
}
