/* SPDX-License-Identifier: BSD-3-Clause
 * ring.c: `ivshmem ring` and `ivshmem wait`: sends and receives notifications. */
#include "guest/tool/tool.h"

#include <poll.h>
#include <stdio.h>

#define VECTORS_MAX 2048 /* PCI's limit of a function */

enum tool_status tool_ring(const struct tool_options *options)
{
	struct ivshm_device *device;
	struct ivshm_error error;
	bool is_sent;

	if (!options->has_peer)
		return tool_fail("ring needs --peer");
	device = tool_open(options);
	if (!device)
		return TOOL_FAILED;
	is_sent = ivshm_ring(device, options->peer, options->vector, &error);
	ivshm_close(device);
	return is_sent ? TOOL_DONE : tool_fail("%s", error.text);
}

/* Waits for any vector, and returns the lowest notified one; 0 after the timeout, or if there is
 * none. */
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

/* Waits for one notification and prints it. 1, 0 and -1 as of ivshm_wait(). */
static int wait_and_print(const struct ivshm_device *device, const struct tool_options *options,
			  struct ivshm_error *error)
{
	unsigned vector =
		options->is_any ? await_any(device, options->timeout_ms) : options->vector;
	int result = ivshm_wait(device, vector, options->is_any ? 0 : options->timeout_ms, error);

	if (result < 0)
		return result;
	if (result && options->is_any)
		printf("notified %u\n", vector);
	else
		puts(result ? "notified" : "timeout");
	fflush(stdout);
	return result;
}

enum tool_status tool_wait(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	uint32_t left = options->count ? options->count : 1;
	struct ivshm_error error;
	int result;

	if (!device)
		return TOOL_FAILED;
	/* Earlier notifications are lost, so scripts wait for this line. */
	if (ivshm_vector_fd(device, options->vector) >= 0) {
		puts("ready");
		fflush(stdout);
	}
	do
		result = wait_and_print(device, options, &error);
	while (result > 0 && --left);
	ivshm_close(device);
	if (result < 0)
		return tool_fail("%s", error.text);
	return result ? TOOL_DONE : TOOL_NEGATIVE;
}
