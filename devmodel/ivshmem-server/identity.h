/* SPDX-License-Identifier: BSD-3-Clause
 * identity.h: the process at the other end of a socket, as the kernel reports it, and access lists.
 */
#ifndef IVSHMEM_SERVER_IDENTITY_H
#define IVSHMEM_SERVER_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A process. The start time, in ticks since boot (proc(5), field 22 of stat), distinguishes it from
 * a later process with the same number. */
struct process {
	pid_t pid; /* 0: unknown, as from another PID namespace */
	uint64_t start;
};

struct identity {
	uid_t user;
	struct process process;
	bool is_qemu; /* by the name of its program; true if that is unknown */
};

/* The process that connected, at the time of the connection. False if that cannot be determined. */
bool identity_of_peer(int socket, struct identity *identity);

/* Whether it is still running, and not about to end. */
bool identity_is_alive(const struct process *process);

/* A new pidfd, which is readable once the process has ended. -1 if it is not alive, or cannot be
 * watched. */
int identity_watch(const struct process *process);

bool identity_is_same(const struct process *one, const struct process *other);

/* One entry of an access list. */
struct access_rule {
	bool is_group;
	uid_t user;  /* of a rule about a user */
	gid_t group; /* of a rule about a group */
};

/* Whether the client may be a peer. Without rules: yes, the socket's mode decides. With rules: the
 * users they name, members of the groups they name, root, and the user of this process. */
bool access_is_granted(const struct access_rule *rules, size_t count, int socket,
		       const struct identity *identity);

#endif
