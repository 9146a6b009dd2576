/* SPDX-License-Identifier: BSD-3-Clause
 * lease.c: takes and releases leases. */
#include "shm/lease.h"

#include <fcntl.h>
#include <signal.h>

/* The kernel sends a signal to the holder of a lease when another process wants the file. Its
 * default, SIGIO, would end the process; SIGURG is ignored. */
bool lease_take(int fd, enum lease lease)
{
	return fcntl(fd, F_SETSIG, SIGURG) == 0 &&
	       fcntl(fd, F_SETLEASE, lease == LEASE_ALONE ? F_WRLCK : F_RDLCK) == 0;
}

void lease_release(int fd)
{
	fcntl(fd, F_SETLEASE, F_UNLCK);
}
