/* SPDX-License-Identifier: BSD-3-Clause
 * identity.h: who is at the other end of a socket, by what the kernel says, and who may be there.
 */
#ifndef IVSHMEM_SERVER_IDENTITY_H
#define IVSHMEM_SERVER_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* One process, and no other that gets its number later: with the time that it was started at, in
 * the kernel's ticks since boot (proc(5), field 22 of stat). */
struct process {
	pid_t pid; /* 0: unknown, as over the border of a PID namespace */
	uint64_t start;
};

struct identity {
	uid_t user;
	struct process process;
	bool is_qemu; /* by the name of its program */
};

/* Who has connected, at the time when that was done. False when it can't be told. */
bool identity_of_peer(int socket, struct identity *identity);

/* Is it still there? */
bool identity_is_alive(const struct process *process);

bool identity_is_same(const struct process *one, const struct process *other);

/* One entry of an access list. */
struct access_rule {
	bool is_group;
	uid_t user;  /* of a rule about a user */
	gid_t group; /* of a rule about a group */
};

/* May the peer be there? Without rules everybody may that the socket's mode lets in. With rules:
 * the users they name, members of the groups they name, root, and who runs this. */
bool access_is_granted(const struct access_rule *rules, size_t count, int socket,
		       const struct identity *identity);

#endif
