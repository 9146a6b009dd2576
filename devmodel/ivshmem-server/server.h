/* SPDX-License-Identifier: BSD-3-Clause
 * server.h: the server's work, from its start to its end.
 */
#ifndef IVSHMEM_SERVER_SERVER_H
#define IVSHMEM_SERVER_SERVER_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/service.h"
#include "ivshmem-server/settings.h"

/* Raises the limit of descriptors as far as possible: it also limits how many may be in flight,
 * unread by peers and the supervisor (unix(7)). If it is too low for the largest number of peers of
 * all regions that is logged; peers are rejected then. */
void server_raise_limit(const struct settings *settings);

/* A worker: serves all regions, with their sockets in `directory`, which is created if it is
 * missing, until `service` tells it to end. Peers in the service's store stay peers. Returns true
 * once pending messages are sent, or everything is handed over, and false with an error if it
 * cannot serve any region; then all that was created is removed. A region that cannot be served is
 * logged and left out. With `is_sandboxed` the process enters its sandbox
 * (ivshmem-server/sandbox.h). */
bool server_run(const struct settings *settings, const char *directory, bool is_sandboxed,
		struct service *service, struct error *error);

#endif
