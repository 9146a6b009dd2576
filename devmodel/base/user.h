/* SPDX-License-Identifier: BSD-3-Clause
 * user.h: users and groups, by name or number.
 */
#ifndef BASE_USER_H
#define BASE_USER_H

#include <stdbool.h>
#include <sys/types.h>

/* False if there is no such user or group. A decimal number is one even if it is not in the
 * database, except for the largest, which is -1 and means none. */
bool user_find(const char *name, uid_t *user);
bool group_find(const char *name, gid_t *group);

#endif
