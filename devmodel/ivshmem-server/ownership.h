/* SPDX-License-Identifier: BSD-3-Clause
 * ownership.h: one server for each region of POSIX shared memory, whatever the servers'
 * directories.
 *
 * The server of a region has a lock on the file /dev/shm/.REGION.server. The file has mode 0600 and
 * belongs to root, the server's user or the region's owner, so that no peer of another user can
 * open it; one that is not like that is no server's. It stays when a server is killed, and then has
 * no meaning.
 */
#ifndef IVSHMEM_SERVER_OWNERSHIP_H
#define IVSHMEM_SERVER_OWNERSHIP_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"

/* Locks the file of a region, and creates it if it is missing. `owner` is the region's, or
 * (uid_t)-1 for the user of this process. Returns its descriptor; -1 with an error, which names the
 * holder if another process has the lock. */
int ownership_take(const char *region, uid_t owner, struct error *error);

/* Removes the file and closes it. -1 is fine. */
void ownership_release(int fd, const char *region);

/* Whether a server has the region; this does not disturb one that starts. */
bool ownership_is_taken(const char *region, uid_t owner);

/* Sets the error that a server has the region, by a lock on the file `fd`, whose name is `path`,
 * and returns false. */
bool ownership_report(const char *region, int fd, const char *path, struct error *error);

/* Whether this is the name of such a file in /dev/shm; copies the region's name. */
bool ownership_parse_name(const char *name, char *region, size_t size);

#endif
