/* SPDX-License-Identifier: BSD-3-Clause
 * ring.c: `ivshmem ring` and `ivshmem wait`: notifications, out and in. */
#include "guest/tool/tool.h"

#include <poll.h>
#include <stdio.h>

#define VECTORS_MAX 2048 /* what PCI allows a function */

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

/* The lowest vector that is rung, once one is; 0 if none is in time, or none can be. */
static unsigned await_any(const struct ivshm_device *device, int timeout_ms)
{
	struct pollfd files[VECTORS_MAX];
	unsigned count = 0, vector = 0;
	int fd;

	while (count < VECTORS_MAX && (fd = ivshm_vector_fd(device, count)) >= 0)
		files[count++] = (struct pollfd) { .fd = fd, .events = POLLIN };
	if (count == 0 || poll(files, count, timeout_ms) <= 0)
		return 0;
	while (!files[vector].revents)
		vector++;
	return vector;
}

/* Waits for one ring and prints it. 1, 0 and -1 as ivshm_wait() has them. */
static int hear(const struct ivshm_device *device, const struct tool_options *options,
		struct ivshm_error *error)
{
	unsigned vector =
		options->is_any ? await_any(device, options->timeout_ms) : options->vector;
	int rung = ivshm_wait(device, vector, options->is_any ? 0 : options->timeout_ms, error);

	if (rung < 0)
		return rung;
	if (rung && options->is_any)
		printf("rung %u\n", vector);
	else
		puts(rung ? "rung" : "timeout");
	fflush(stdout);
	return rung;
}

enum tool_status tool_wait(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	uint32_t left = options->count ? options->count : 1;
	struct ivshm_error error;
	int rung;

	if (!device)
		return TOOL_FAILED;
	/* What rings before this line is lost: a script waits for it. */
	if (ivshm_vector_fd(device, options->vector) >= 0) {
		puts("ready");
		fflush(stdout);
	}
	do
		rung = hear(device, options, &error);
	while (rung > 0 && --left);
	ivshm_close(device);
	if (rung < 0)
		return tool_fail("%s", error.text);
	return rung ? TOOL_DONE : TOOL_NEGATIVE;
}
