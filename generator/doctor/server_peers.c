/* SPDX-License-Identifier: BSD-3-Clause
 * server_peers.c: reads the file in which ivshmem-server has the IDs of a region's peers: see
 * devmodel/ivshmem-server/id_lease.h. */
#include <stdio.h>

#include "doctor/internal.h"
#include "doctor/server.h"

/* "ID PID START" in columns of 5, 10 and 20 characters, at the place of its ID. */
#define LINE_LENGTH 38u
#define IDS_MAX	    65536u

/* As many peers are named. */
#define PEERS_SHOWN 8u

/* False for a line without a peer. */
static bool read_line(const char *line, unsigned *id, unsigned *pid)
{
	return sscanf(line, "%5u %10u", id, pid) == 2;
}

const char *server_peers(struct doctor *doctor, const struct server *server,
			 const struct server_region *region)
{
	const char *path =
		arena_printf(doctor->arena, "%s/.%s.peers", server->directory, region->name);
	size_t size, count = 0;
	const char *bytes = host_read(doctor->host, path, IDS_MAX * LINE_LENGTH, &size);
	const char *text = "";

	if (!bytes)
		return NULL;
	for (size_t at = 0; at + LINE_LENGTH <= size; at += LINE_LENGTH) {
		const char *line = arena_copy(doctor->arena, bytes + at, LINE_LENGTH);
		unsigned id, pid;

		if (read_line(line, &id, &pid) && count++ < PEERS_SHOWN)
			text = arena_printf(doctor->arena, "%s%s%u (PID %u)", text,
					    *text ? ", " : "", id, pid);
	}
	if (count > PEERS_SHOWN)
		text = arena_printf(doctor->arena, "%s and %zu more", text, count - PEERS_SHOWN);
	return count ? text : "none";
}
