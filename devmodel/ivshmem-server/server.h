/* SPDX-License-Identifier: BSD-3-Clause
 * server.h: the server from its start to its end.
 */
#ifndef IVSHMEM_SERVER_SERVER_H
#define IVSHMEM_SERVER_SERVER_H

#include <stdbool.h>

#include "base/error.h"
#include "ivshmem-server/settings.h"

/* Serves all regions, with their sockets in `directory`, which is made if it is missing. Returns
 * true after SIGTERM, SIGINT or SIGHUP, when the peers have been sent what there was for them, and
 * false with an error when something could not be had; then nothing is left that was not there.
 * With `is_sandboxed` this process may do little else from then on. */
bool server_run(const struct settings *settings, const char *directory, bool is_sandboxed,
		struct error *error);

#endif
