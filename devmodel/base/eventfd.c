/* SPDX-License-Identifier: BSD-3-Clause
 * eventfd.c: distinguishes eventfds from files that would block. */
#include "base/eventfd.h"

#include <fcntl.h>
#include <sys/stat.h>

/* Pipes, sockets, terminals and files have a type in their mode; an eventfd has none. */
bool eventfd_unblock(int fd)
{
	struct stat status;
	int flags = fcntl(fd, F_GETFL);

	return fstat(fd, &status) == 0 && (status.st_mode & S_IFMT) == 0 && flags >= 0 &&
	       fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0;
}
