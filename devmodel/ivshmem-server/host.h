/* SPDX-License-Identifier: BSD-3-Clause
 * host.h: one region: its memory, its sockets and its peers.
 */
#ifndef IVSHMEM_SERVER_HOST_H
#define IVSHMEM_SERVER_HOST_H

#include <stdbool.h>

#include "base/error.h"
#include "base/loop.h"
#include "ivshmem-server/service.h"
#include "ivshmem-server/settings.h"

struct host;

/* Opens the region and listens for its peers: DIR/REGION for everybody, and DIR/REGION.VM for each
 * VM with an ID of its own. A socket has its name only once it is served. NULL with an error. The
 * loop, the settings, the directory and the service's descriptors must outlive the host. */
struct host *host_open(struct loop *loop, const struct region_settings *settings,
		       const char *directory, struct service *service, struct error *error);

/* Lets nobody in any more. */
void host_shut(struct host *host);

/* Has every peer been sent all that it is to know? */
bool host_is_quiet(const struct host *host);

/* Hangs up on all peers. Who has which ID stays written down for the next server
 * (ivshmem-server/id_lease.h), and so does the memory that has a name. With `is_in_vain` memory
 * that is new is taken back, since the server could not be started. NULL is fine. */
void host_close(struct host *host, bool is_in_vain);

/* How many descriptors the region may need at most, all peers included. */
size_t host_descriptors(const struct region_settings *settings);

#endif
