/* SPDX-License-Identifier: BSD-3-Clause
 * ping.c: `ivshmem ping`: round trips between two VMs. */
#include "ping/ping.h"

#include <stdio.h>
#include <stdlib.h>

#include "guest/tool/tool.h"

static int wait_for_vector(void *ctx, int timeout_ms)
{
	struct ivshm_error error;
	int result = ivshm_wait(ctx, 0, timeout_ms, &error);

	if (result < 0)
		tool_fail("%s", error.text);
	return result;
}

static bool ring(void *ctx, uint16_t peer)
{
	struct ivshm_error error;

	if (ivshm_ring(ctx, peer, 0, &error))
		return true;
	tool_fail("%s", error.text);
	return false;
}

static enum tool_status status_of(enum ping_result result)
{
	return result == PING_DONE	? TOOL_DONE
	       : result == PING_TIMEOUT ? TOOL_NEGATIVE
					: TOOL_FAILED;
}

static enum tool_status answer(const struct ping_peer *peer)
{
	uint32_t answered;
	enum ping_result result = ping_answer(peer, &answered);

	printf("answered=%u\n", answered);
	return status_of(result);
}

static int compare(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return left < right ? -1 : left > right;
}

static void print_times(const struct ping_peer *peer, const struct ping_times *times,
			uint32_t count)
{
	int64_t *samples = times->samples;
	uint32_t answered = times->answered;

	qsort(samples, answered, sizeof(*samples), compare);
	printf("there=%s\nback=%s\ncount=%u\nanswered=%u\n",
	       times->is_other_notified ? "doorbell" : "memory",
	       peer->is_notified ? "doorbell" : "memory", count, answered);
	if (answered)
		printf("min_us=%.3f\nmedian_us=%.3f\np99_us=%.3f\nmax_us=%.3f\n",
		       (double)samples[0] / 1e3, (double)samples[(answered - 1) / 2] / 1e3,
		       (double)samples[(uint64_t)(answered - 1) * 99 / 100] / 1e3,
		       (double)samples[answered - 1] / 1e3);
}

static enum tool_status ask_and_print(const struct ping_peer *peer, uint32_t count)
{
	struct ping_times times = { .samples = calloc(count, sizeof(*times.samples)) };
	enum ping_result result;

	if (!times.samples)
		return tool_fail("out of memory for %u samples", count);
	result = ping_ask(peer, count, &times);
	print_times(peer, &times, count);
	free(times.samples);
	return status_of(result);
}

/* The address of the bytes of both sides; NULL after an error message. */
static void *locate(const struct ivshm_device *device, const struct tool_options *options)
{
	uint64_t size = ivshm_size(device);
	uint64_t offset =
		options->has_offset || size < PING_SIZE ? options->offset : size - PING_SIZE;

	if (size >= PING_SIZE && offset <= size - PING_SIZE && offset % PING_ALIGNMENT == 0)
		return (char *)ivshm_memory(device) + offset;
	tool_fail("invalid --offset: must be a multiple of %u, with %u bytes after it",
		  PING_ALIGNMENT, PING_SIZE);
	return NULL;
}

static struct ping_peer peer_of(struct ivshm_device *device, const struct tool_options *options)
{
	struct ping_peer peer = { .ctx = device,
				  .memory = locate(device, options),
				  .is_notified = ivshm_vector_fd(device, 0) >= 0,
				  .can_ring = ivshm_device_info(device)->vectors != 0,
				  .timeout_ms = options->timeout_ms,
				  .wait = wait_for_vector,
				  .ring = ring,
				  .publish = ivshm_publish };

	if (peer.timeout_ms < 0 && !options->is_echo)
		peer.timeout_ms = PING_TIMEOUT_MS;
	ivshm_position(device, &peer.position, NULL);
	return peer;
}

enum tool_status tool_ping(const struct tool_options *options)
{
	struct ivshm_device *device = tool_open(options);
	enum tool_status status = TOOL_FAILED;
	struct ping_peer peer;

	if (!device)
		return TOOL_FAILED;
	peer = peer_of(device, options);
	if (peer.memory)
		status = options->is_echo ? answer(&peer)
					  : ask_and_print(&peer, options->count ? options->count
										: PING_COUNT);
	ivshm_close(device);
	return status;
}
