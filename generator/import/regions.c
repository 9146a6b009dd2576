/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: the regions that VMs share by name: those whose declarations agree are listed once, in
 * an IVSHMEM_REGION; of others each VM keeps its own text, so that the rules find what differs. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "import/internal.h"
#include "schema/ivshmem_argument.h"
#include "schema/number.h"

#define MIB (UINT64_C(1) << 20)

/* What IVSHMEM_SIZE can be: a power of two from 2 to 512. */
#define LISTED_MAX (512 * MIB)
#define LISTED_MIN (2 * MIB)

static const char *copy_field(struct arena *arena, const char *text, struct ivshmem_field field)
{
	return arena_copy(arena, text + field.start, field.end - field.start);
}

bool import_read_peer(const struct importing *importing, const char *options,
		      struct import_peer *peer)
{
	struct ivshmem_argument fields;
	bool is_bytes;

	if (ivshmem_argument_parse(options, &fields) != IVSHMEM_ARGUMENT_OK)
		return false;
	*peer = (struct import_peer) {
		.name = copy_field(importing->arena, options, fields.name),
		.land = fields.land,
		.text = options,
	};
	peer->has_size = ivshmem_argument_size(options, &fields, &peer->size, &is_bytes);
	if (fields.has_region_id)
		peer->region_id = copy_field(importing->arena, options, fields.region_id);
	return true;
}

/* A region ID as a number; one that is missing is 0. False where it is invalid. */
static bool read_id(const struct import_peer *peer, uint64_t *id)
{
	*id = CFG_REGION_ID_NONE;
	return !peer->region_id ||
	       number_parse(peer->region_id, strlen(peer->region_id), CFG_REGION_ID_MAX, id);
}

/* Whether a list can have a region of that size and ID. */
static bool can_be_listed(const struct import_peer *peer)
{
	uint64_t id;

	return peer->has_size && peer->size >= LISTED_MIN && peer->size <= LISTED_MAX &&
	       (peer->size & (peer->size - 1)) == 0 && read_id(peer, &id);
}

static bool is_same(const struct import_peer *one, const struct import_peer *other)
{
	uint64_t id = 0, other_id = 0;

	return one->land == other->land && one->has_size && other->has_size &&
	       one->size == other->size && read_id(one, &id) && read_id(other, &other_id) &&
	       id == other_id;
}

static void join(struct importing *importing, struct string_map *names, struct import_peer *peer)
{
	struct import_region *region = string_map_find(names, peer->name);

	if (!region) {
		region = arena_alloc(importing->arena, sizeof(*region));
		region->first = peer;
		region->is_listed = can_be_listed(peer);
		string_map_put(names, peer->name, region);
	}
	region->is_listed = region->is_listed && is_same(region->first, peer);
	peer->region = region;
}

void import_join_regions(struct importing *importing)
{
	CLEANUP(string_map_free)
	struct string_map *names = string_map_new(importing->arena, importing->vm_count);

	for (size_t i = 0; i < importing->vm_count; i++)
		for (size_t j = 0; j < importing->vms[i].device_count; j++) {
			struct import_device *device = &importing->vms[i].devices[j];

			if (device->way == IMPORT_REGION)
				join(importing, names, &device->peer);
		}
}
