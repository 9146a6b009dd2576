/* SPDX-License-Identifier: BSD-3-Clause
 * account.h: users and groups, by name or number.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

/* False where there is no such user or group. A decimal number is always one, known or not, but for
 * the greatest, which is -1 and means nobody. */
bool account_user(const char *name, uid_t *user);
bool account_group(const char *name, gid_t *group);

#endif
