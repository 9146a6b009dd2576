/* SPDX-License-Identifier: BSD-3-Clause
 * command.h: the commands by which the host is a peer of a region: peers, ring, wait and echo.
 */
#ifndef HOST_PEER_COMMAND_H
#define HOST_PEER_COMMAND_H

#include <stdio.h>

#include "base/error.h"
#include "host-peer/options.h"

enum host_result {
	HOST_DONE,
	HOST_NEGATIVE, /* done, with a negative result, which was printed: no notification */
	HOST_FAILED,   /* with an error */
};

/* Runs the command, whose verb is not HOST_VERB_HELP, and prints what the guests' tool would.
 * `warn` gets lines about the server and its directory. */
enum host_result host_command_run(const struct host_options *options, FILE *out,
				  void (*warn)(const char *line), struct error *error);

#endif
