/* SPDX-License-Identifier: BSD-3-Clause
 * values.c: the texts that readers make of values. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "graph/internal.h"
#include "schema/bdf.h"

/* "4294967295-4294967295, " */
#define RANGE_SIZE 24u

static int compare_ids(const void *left, const void *right)
{
	const uint32_t *a = left, *b = right;

	return *a < *b ? -1 : *a > *b;
}

/* How many from *id on follow each other, each once or several times; *last is the last one. */
static size_t count_run(const uint32_t *id, size_t count, uint32_t *last)
{
	size_t i = 1;

	*last = *id;
	for (; i < count && (id[i] == *last || id[i] == *last + 1); i++)
		*last = id[i];
	return i;
}

/* "0, 2, 3, 5-7": two neighbours are shorter than a range. */
static const char *list_ids(struct arena *arena, const uint32_t *ids, size_t count)
{
	char *list = arena_array(arena, count + 1, RANGE_SIZE), *end = list;
	uint32_t last;

	for (size_t i = 0; i < count;) {
		const char *comma = i ? ", " : "";
		uint32_t first = ids[i];

		i += count_run(&ids[i], count - i, &last);
		end += sprintf(end, "%s%" PRIu32, comma, first);
		if (last != first)
			end += sprintf(end, "%s%" PRIu32, last == first + 1 ? ", " : "-", last);
	}
	return list;
}

const char *graph_cpus_text(struct arena *arena, const struct graph_cpus *cpus)
{
	const char *list;

	if (!cpus->count)
		return NULL;
	qsort(cpus->ids, cpus->count, sizeof(*cpus->ids), compare_ids);
	list = list_ids(arena, cpus->ids, cpus->count);
	return cpus->is_exclusive ? arena_printf(arena, "%s (exclusive)", list) : list;
}

/* ACRN's hypervisor has doorbells since 2.3, its acrn-dm has none. */
const char *graph_doorbell(enum cfg_land land, enum target target, enum release release)
{
	if (land == CFG_LAND_DM)
		return target == TARGET_LAB ? "doorbell with ivshmem-server"
					    : "doorbell with ivshmem-server, not on ACRN";
	if (target == TARGET_LAB)
		return "doorbell by acrn-hv";
	return release >= RELEASE_2_3 ? "doorbell by the hypervisor" : NULL;
}

const char *graph_address(struct arena *arena, uint16_t vbdf, bool is_slot)
{
	char text[BDF_TEXT_SIZE];

	if (!is_slot)
		return arena_copy(arena, bdf_format(vbdf, text), BDF_TEXT_SIZE - 1);
	if (CFG_BDF_FUNCTION(vbdf))
		return arena_printf(arena, "slot %u:%u", CFG_BDF_DEVICE(vbdf),
				    CFG_BDF_FUNCTION(vbdf));
	return arena_printf(arena, "slot %u", CFG_BDF_DEVICE(vbdf));
}

const char *graph_vuart(struct arena *arena, unsigned index, const char *where)
{
	return where ? arena_printf(arena, "vUART %u, %s", index, graph_text(arena, where))
		     : arena_printf(arena, "vUART %u", index);
}

struct graph_peer *graph_peers_of(const struct graph_region *region, size_t vm, size_t *count)
{
	size_t low = 0, high = region->peer_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (region->peers[middle].vm < vm)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < region->peer_count; ++*count)
		if (region->peers[low + *count].vm != vm)
			break;
	return &region->peers[low];
}
