/* SPDX-License-Identifier: BSD-3-Clause
 * host.h: one region: its memory, its listeners and its peers.
 */
#ifndef IVSHMEM_SERVER_HOST_H
#define IVSHMEM_SERVER_HOST_H

#include <stdbool.h>

#include "base/error.h"
#include "base/loop.h"
#include "ivshmem-server/service.h"
#include "ivshmem-server/settings.h"

struct host;

/* Opens the region and listens for its peers: at DIR/REGION and at the path of socket= for any
 * client, and at DIR/REGION.VM for each VM with a bound ID. A socket gets its name once it is
 * ready. NULL with an error. The loop, the settings, the directory and the service's descriptors
 * must outlive the host. */
struct host *host_open(struct loop *loop, const struct region_settings *settings,
		       const char *directory, struct service *service, struct error *error);

/* Closes the listeners. */
void host_stop_listening(struct host *host);

/* Whether no messages are pending. */
bool host_has_sent_all(const struct host *host);

/* Whether memory is being made or removed. No peers are connected then. */
bool host_is_busy(const struct host *host);

/* Stores the region, which is not busy, and its peers for the next worker
 * (ivshmem-server/handover.h), which must have this one closed first. If that fails it is logged.
 */
void host_hand_over(struct host *host);

/* Disconnects all peers, and waits until the host is not busy. The ID lease file stays for the next
 * server (ivshmem-server/id_lease.h), and so does named memory, according to its lifetime. With
 * `is_failed` the server could not start: new memory is removed. NULL is fine. */
void host_close(struct host *host, bool is_failed);

/* Limits the peers of all regions to so many descriptors, that the process may have: those with a
 * bound ID come first, the others share what is left. */
void host_share_descriptors(struct host *const *hosts, size_t count, size_t available);

/* The number of descriptors that the region needs at most, with all peers. */
size_t host_descriptors(const struct region_settings *settings);

#endif
