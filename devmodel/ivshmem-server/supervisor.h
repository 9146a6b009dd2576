/* SPDX-License-Identifier: BSD-3-Clause
 * supervisor.h: the process that users and the service manager see. It starts a worker, which
 * serves the regions (ivshmem-server/server.h), and keeps what one worker hands over to the next:
 * so the server can be reloaded or restarted, and its peers do not notice.
 */
#ifndef IVSHMEM_SERVER_SUPERVISOR_H
#define IVSHMEM_SERVER_SUPERVISOR_H

#include <stdbool.h>

#include "base/error.h"
#include "base/socket_directory.h"
#include "ivshmem-server/server_options.h"

/* A command line that serves regions. */
struct supervisor_setup {
	int argc;
	char **argv; /* as main() got it: is read again, and overwritten in the worker */
	struct server_options options;
	struct socket_directory directory;
};

/* Reads the command line's options, and with them files and tables. False with an error.
 * server_options_free() must follow in any case. */
bool supervisor_read_options(struct supervisor_setup *setup, struct error *error);

/* Serves until SIGTERM or SIGINT. SIGHUP reads the options again; if they are invalid that is
 * logged, and the server continues without change. Peers are handed over on SIGHUP, and with a
 * service manager also at the end. False with an error if a worker cannot serve any region, or was
 * killed. `setup` belongs to the caller. */
bool supervisor_run(struct supervisor_setup *setup, struct error *error);

#endif
