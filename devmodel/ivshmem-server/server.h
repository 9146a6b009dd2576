/* SPDX-License-Identifier: BSD-3-Clause
 * server.h: the server from its start to its end.
 */
#ifndef IVSHMEM_SERVER_SERVER_H
#define IVSHMEM_SERVER_SERVER_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/settings.h"

/* Serves all regions, with their sockets in `directory`, which is created if it is missing. Returns
 * true after SIGTERM, SIGINT or SIGHUP, once pending messages are sent, and false with an error if
 * it cannot serve any region; then all that was created is removed. A region that cannot be served
 * is logged and left out. With `is_sandboxed` the process enters its sandbox
 * (ivshmem-server/sandbox.h). */
bool server_run(const struct settings *settings, const char *directory, bool is_sandboxed,
		struct error *error);

#endif
