/* SPDX-License-Identifier: BSD-3-Clause
 * scm_rights.h: bytes over a UNIX socket, and descriptors along with them.
 */
#ifndef BASE_SCM_RIGHTS_H
#define BASE_SCM_RIGHTS_H

#include <stddef.h>
#include <sys/types.h>

/* So many are received at a time; the kernel closes the others. */
#define SCM_RIGHTS_MAX 16u

/* Descriptors that were received; the caller closes them. */
struct scm_rights {
	int *fds; /* with room for `max` */
	unsigned count, max;
};

/* Sends as sendmsg() does, without blocking and without SIGPIPE; `fd`, unless it is -1, goes with
 * the first byte. */
ssize_t scm_rights_send(int socket, const void *bytes, size_t size, int fd);

/* Receives as recvmsg() does, without blocking, and adds the descriptors that come along, which
 * close on exec. Those that do not fit are closed; then it returns -1 with EMSGSIZE, however many
 * bytes came. */
ssize_t scm_rights_receive(int socket, void *bytes, size_t size, struct scm_rights *rights);

#endif
