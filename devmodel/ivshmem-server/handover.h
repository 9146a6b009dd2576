/* SPDX-License-Identifier: BSD-3-Clause
 * handover.h: hands a region over to the next worker, so that its peers do not notice.
 *
 * Descriptors are stored under names that begin with the region's (ivshmem-server/fd_store.h):
 *
 *   REGION/state          a memfd with the text below
 *   REGION/memory         the memory
 *   REGION/lock           the locked file of its ownership; not of a memfd region
 *   REGION/listener=PATH  a listening socket, which is not the service manager's
 *   REGION/ID/socket      the connection of a present peer; if it is missing, the peer has left
 *   REGION/ID/N           the eventfd of a peer's vector N
 *
 * The state is lines of a key and decimal numbers:
 *
 *   ivshmem-server VERSION
 *   region SIZE VECTORS IS_MEMFD WAS_USED
 *   peer ID USER PID START IS_QEMU ABSENCE EVENTFDS
 *   seen PEER STATE FIRST LAST
 *   pending PEER KIND SENT ID
 *   retired USER FIRST LAST
 *
 * "retired" says whose peers had IDs that a QEMU has seen leave; it is behind all "seen".
 * ABSENCE is 0 for a present peer, and grows with each absent one. A line that refers to a peer is
 * behind that of the peer; the pending messages of a peer are in order. STATE is an enum peer_seen,
 * KIND an enum pending_kind. All this is read as untrusted input.
 */
#ifndef IVSHMEM_SERVER_HANDOVER_H
#define IVSHMEM_SERVER_HANDOVER_H

#include "base/error.h"
#include "ivshmem-server/fd_store.h"
#include "ivshmem-server/service.h"
#include "ivshmem-server/settings.h"

struct host;

#define HANDOVER_VERSION 1

/* Stores the name of a descriptor of the region; returns `name`. */
const char *handover_name(char name[FD_STORE_NAME_MAX + 1], const struct host *host,
			  const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Stores the region with its peers, which stay as they are. From then on the sockets' paths and the
 * ownership are the next worker's. False with an error; then the peers are lost. */
bool handover_store(struct host *host, struct error *error);

/* Adds the peers that were stored to a host that has none. Then host_resume() must follow, once
 * their memory is open. A region whose size, vectors or kind of memory have changed starts without
 * peers, and so does one whose state is invalid: that is logged. */
void handover_restore(struct host *host);

/* Once all regions are restored: closes what is left, removes the sockets, the ownership and the
 * memfds of regions that are no longer served, and logs sockets of the service manager that no
 * region has. */
void handover_release(struct service *service, const struct settings *settings);

/* Where no worker takes it over: removes the sockets and the ownership of all regions. What else is
 * stored stays. */
void handover_discard(struct fd_store *store);

#endif
