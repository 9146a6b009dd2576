/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem_tool_ring.c: `ivshmem ring` and `ivshmem wait`: one notification, out and in. */
#include "ivshmem_tool.h"

#include <stdio.h>

enum tool_status tool_ring(const struct tool_options *options)
{
	struct ivshm_device *device;
	struct ivshm_error error;
	bool is_rung;

	if (!options->has_peer)
		return tool_fail("ring needs --peer");
	device = tool_open(options);
	if (!device)
		return TOOL_FAILED;
	is_rung = ivshm_ring(device, options->peer, options->vector, &error);
	ivshm_close(device);
	return is_rung ? TOOL_DONE : tool_fail("%s", error.text);
}

enum tool_status tool_wait(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	struct ivshm_error error;
	int rung;

	if (!device)
		return TOOL_FAILED;
	/* What rings before this line is lost: a script waits for it. */
	if (ivshm_vector_fd(device, options->vector) >= 0) {
		puts("ready");
		fflush(stdout);
	}
	rung = ivshm_wait(device, options->vector, options->timeout_ms, &error);
	ivshm_close(device);
	if (rung < 0)
		return tool_fail("%s", error.text);
	puts(rung ? "rung" : "timeout");
	return rung ? TOOL_DONE : TOOL_NEGATIVE;
}
