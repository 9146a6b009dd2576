/* SPDX-License-Identifier: BSD-3-Clause
 * lease.h: whether a file in memory is in use, as the kernel knows it.
 *
 * A lease, fcntl(2), is granted only if no other open file description or mapping of the file is in
 * the way, in any process, visible or not; and no process can fake or withhold one by what it does
 * to a descriptor of its own, as it could with a lock. Descriptors that were inherited or received
 * share their description: the caller's own does not count. The description of memfd_create(2) is
 * not counted right: such a file has to be opened again.
 *
 * While a lease is held, open(2) of the file with O_NONBLOCK fails with EWOULDBLOCK; other calls
 * wait until the lease is released. It is released when the file is closed.
 */
#ifndef SHM_LEASE_H
#define SHM_LEASE_H

#include <stdbool.h>

enum lease {
	LEASE_ALONE,	  /* the file is not open elsewhere */
	LEASE_NO_WRITERS, /* it is not open elsewhere for writing; `fd` must be read-only */
};

/* Takes a lease, or takes it again, which is refused if a process waits to open the file. False
 * with errno: EAGAIN if the file is in use, EACCES if it belongs to another user. */
bool lease_take(int fd, enum lease lease);

void lease_release(int fd);

#endif
