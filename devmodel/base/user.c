/* SPDX-License-Identifier: BSD-3-Clause
 * user.c: looks up users and groups in the system's database. */
#include "base/user.h"

#include <grp.h>
#include <pwd.h>

#include "schema/number.h"

bool user_find(const char *name, uid_t *user)
{
	const struct passwd *found;
	uint64_t id;

	if (number_parse_range(name, 0, UINT32_MAX - 1, &id)) {
		*user = (uid_t)id;
		return true;
	}
	found = getpwnam(name);
	if (found)
		*user = found->pw_uid;
	return found;
}

bool group_find(const char *name, gid_t *group)
{
	const struct group *found;
	uint64_t id;

	if (number_parse_range(name, 0, UINT32_MAX - 1, &id)) {
		*group = (gid_t)id;
		return true;
	}
	found = getgrnam(name);
	if (found)
		*group = found->gr_gid;
	return found;
}
