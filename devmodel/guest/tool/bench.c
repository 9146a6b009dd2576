/* SPDX-License-Identifier: BSD-3-Clause
 * bench.c: `ivshmem bench`: the speed of memory and registers, by each mapping. */
#include "guest/tool/tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_ENOUGH  250000000 /* ns that a measurement takes at least */
#define CHUNK_LIMIT  (4u << 20)
#define REGISTER_RUN 64u /* reads between two looks at the clock */

struct bench {
	const struct ivshm_device *device;
	void *memory, *buffer;
	size_t size; /* of the chunk that goes to and fro */
};

typedef void move_function(void *to, const void *from, size_t size);

static void move_by_memcpy(void *to, const void *from, size_t size)
{
	memcpy(to, from, size);
	/* Hides from the compiler that the copy is not used. */
	__asm__ volatile("" : : "r"(to) : "memory");
}

static void move_by_words(void *to, const void *from, size_t size)
{
	volatile uint64_t *target = to;
	const volatile uint64_t *source = from;

	for (size_t i = 0; i < size / sizeof(*target); i++)
		target[i] = source[i];
}

/* MB (10^6 bytes) a second. */
static double measure(move_function *move, void *to, const void *from, size_t size)
{
	int64_t start = tool_now(), elapsed;
	uint64_t moved = 0;

	do {
		move(to, from, size);
		ivshm_publish();
		moved += size;
		elapsed = tool_now() - start;
	} while (elapsed < LONG_ENOUGH);
	return (double)moved * 1e3 / (double)elapsed;
}

/* Nanoseconds for one read of a register; below 0 if it cannot be read. */
static double measure_register(const struct ivshm_device *device)
{
	int64_t start = tool_now(), elapsed;
	uint64_t reads = 0;
	uint32_t value;

	do {
		for (unsigned i = 0; i < REGISTER_RUN; i++, reads++)
			if (!ivshm_register_read(device, IVSHM_REGISTER_POSITION, &value, NULL))
				return -1;
		elapsed = tool_now() - start;
	} while (elapsed < LONG_ENOUGH);
	return (double)elapsed / (double)reads;
}

/* Only what was read before is written, so that the memory stays as it is. */
static void run(const struct bench *bench)
{
	static const struct {
		const char *name;
		move_function *move;
	} ways[] = { { "memcpy", move_by_memcpy }, { "words", move_by_words } };

	printf("map=%s asked=%s granted=%s size=%llu",
	       ivshm_map_name(ivshm_device_map(bench->device)), ivshm_cache_asked(bench->device),
	       ivshm_cache_granted(bench->device), (unsigned long long)ivshm_size(bench->device));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		double in = measure(ways[i].move, bench->buffer, bench->memory, bench->size);
		double out = measure(ways[i].move, bench->memory, bench->buffer, bench->size);

		printf(" read_%s_mb_s=%.1f write_%s_mb_s=%.1f", ways[i].name, in, ways[i].name,
		       out);
	}
	printf(" register_read_ns=%.1f\n", measure_register(bench->device));
	fflush(stdout);
}

/* False if the device cannot be mapped this way; the line has the reason. */
static bool bench_map(const struct tool_options *options, enum ivshm_map map)
{
	struct ivshm_error error;
	struct bench bench = { 0 };
	struct ivshm_device *device = ivshm_open(&options->paths, options->device, map, &error);

	if (!device) {
		printf("map=%s error=%s\n", ivshm_map_name(map), error.text);
		return false;
	}
	bench.device = device;
	bench.memory = ivshm_memory(device);
	bench.size = ivshm_size(device) < CHUNK_LIMIT ? (size_t)ivshm_size(device) : CHUNK_LIMIT;
	bench.buffer = malloc(bench.size);
	if (bench.buffer)
		run(&bench);
	else
		printf("map=%s error=no memory for %zu bytes\n", ivshm_map_name(map), bench.size);
	free(bench.buffer);
	ivshm_close(device);
	return bench.buffer != NULL;
}

enum tool_status tool_bench(const struct tool_options *options)
{
	static const enum ivshm_map maps[] = { IVSHM_MAP_RESOURCE2, IVSHM_MAP_RESOURCE2_WC,
					       IVSHM_MAP_UIO, IVSHM_MAP_VFIO };
	unsigned measured = 0;
	struct ivshm_error error;
	struct ivshm_info info;

	if (!ivshm_find(&options->paths, options->device, &info, &error))
		return tool_fail("%s", error.text);
	if (options->map != IVSHM_MAP_AUTO)
		return bench_map(options, options->map) ? TOOL_DONE : TOOL_FAILED;
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		measured += bench_map(options, maps[i]);
	return measured ? TOOL_DONE : TOOL_FAILED;
}
