/* SPDX-License-Identifier: BSD-3-Clause
 * settings.h: the server's configuration: regions, and access to them.
 *
 * A region is one value, "NAME,KEY=VALUE,…":
 *
 *   size=BYTES[K|M|G]       a power of two of at least 4 KiB; required
 *   hugepages=2M|1G         of a memfd: huge pages of this size
 *   vectors=N               of each peer: 1 to 64 (default 8)
 *   peers=N                 places for peers: 1 to 65536 (default 128)
 *   lifetime=keep           the memory stays without peers (default)
 *   lifetime=unlink         it is removed with the last peer
 *   lifetime=recreate       it stays, and the next first peer gets new memory, all zeros
 *   mode=, owner=, group=   of new POSIX shared memory (default 0600, and the user's)
 *   socket=PATH             another socket of the region, besides that in the server's directory
 *   allow=user:NAME         users that may be peers; repeatable; also allow=group:NAME
 *   peer=ID[:VM[:USER]]     binds the ID to a VM, by a socket of its own, REGION.VM, or to a user,
 * or both; repeatable
 */
#ifndef IVSHMEM_SERVER_SETTINGS_H
#define IVSHMEM_SERVER_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "base/unix_socket.h"
#include "ivshmem-server/identity.h"
#include "schema/name.h"
#include "schema/static_config.h"

#define SETTINGS_VECTORS_DEFAULT 8u /* CFG_VECTORS: as ACRN's device */
#define SETTINGS_PEERS_DEFAULT	 128u

_Static_assert(SETTINGS_VECTORS_DEFAULT == CFG_VECTORS, "as many as the device has");

enum lifetime { LIFETIME_KEEP, LIFETIME_UNLINK, LIFETIME_RECREATE };

/* An ID that is bound to a VM or a user. */
struct bound_peer {
	uint16_t id;
	char vm[CFG_VM_NAME_MAX + 1]; /* "": no socket of its own */
	bool has_user;
	uid_t user;
};

struct region_settings {
	char name[SHM_NAME_MAX + 1];
	bool is_memfd;
	uint64_t size;	    /* bytes */
	uint64_t huge_page; /* bytes of a page; 0: normal ones */
	unsigned vectors, peers_max;
	enum lifetime lifetime;
	mode_t mode;
	uid_t owner;			       /* (uid_t)-1: the process's */
	gid_t group;			       /* (gid_t)-1: the process's */
	char socket[UNIX_SOCKET_PATH_MAX + 1]; /* an absolute path; "": none */
	struct access_rule *rules;
	size_t rule_count;
	struct bound_peer *peers;
	size_t peer_count;
};

/* All zero has no regions. */
struct settings {
	struct region_settings *regions;
	size_t region_count;
	/* The position of the current value, for messages: "FILE:LINE:" and the column of its first
	 * character; NULL on the command line. */
	const char *source;
	unsigned column;
};

/* Adds a region from the value of --shm or --memfd, which is modified. */
bool settings_add_region(struct settings *settings, char *value, bool is_memfd,
			 struct error *error);

/* Adds all dm-land regions of a table, with the VMs' IDs as their peer IDs, from the value of
 * --config, "FILE,KEY=VALUE,…", whose keys apply to all of them. `value` is modified. */
bool settings_add_table(struct settings *settings, char *value, struct error *error);

/* The binding of an ID of the region; NULL if it is not bound. */
const struct bound_peer *settings_bound_peer(const struct region_settings *region, uint16_t id);

void settings_free(struct settings *settings);

#endif
