/* SPDX-License-Identifier: BSD-3-Clause
 * server.h: the options of a running ivshmem-server.
 */
#ifndef DOCTOR_SERVER_H
#define DOCTOR_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct doctor;
struct doctor_process;

/* Root's, where neither an option nor the environment has another one. */
#define SERVER_DIRECTORY "/run/ivshmem-server"

struct server_region {
	const char *name;
	uint64_t size;	   /* bytes; 0 where it is invalid */
	const char *keys;  /* "size=SIZE,peer=ID:VM,…" */
	const char *place; /* "PID 12", or the path of the options */
};

struct server {
	const struct doctor_process *process;
	const char *directory; /* of its sockets */
	struct server_region *regions;
	size_t region_count;
	const char *unread; /* a file with options that cannot be read, or NULL */
};

/* The options of a process; NULL where it is no server, but a worker or another command. */
struct server *server_read(struct doctor *doctor, const struct doctor_process *process);

/* The peers that a region has by its state file, "1 (PID 12), 2 (PID 13)"; "none" without any, and
 * NULL where it cannot be read. */
const char *server_peers(struct doctor *doctor, const struct server *server,
			 const struct server_region *region);

/* Whether ID:VM is a bound peer. */
bool server_has_peer(const struct server_region *region, const char *peer);

#endif
