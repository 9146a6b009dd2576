/* SPDX-License-Identifier: BSD-3-Clause
 * block.c: a file in memory for each region, side by side in one range of addresses.
 *
 * With a single file each VMM would get the descriptor of all regions, and could map any of them.
 */
#include "acrn-hv/block.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/land.h"
#include "hv/table.h"
#include "shm/reserve.h"

static bool make_file(struct block *block, uint32_t index, const struct cfg_region *region,
		      struct error *error)
{
	int fd = memfd_create(region->name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	block->descriptors[index] = fd;
	if (fd < 0)
		return error_set_errno(error, "region '%s': cannot make its memory", region->name);
	if (!reserve_pages(fd, region->size))
		return error_set_errno(error, "region '%s': no %" PRIu64 " MiB of memory",
				       region->name, region->size >> 20);
	return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0 ||
	       error_set_errno(error, "region '%s': cannot seal its size", region->name);
}

static bool add_region(struct block *block, const struct cfg_table *table, uint32_t index,
		       struct error *error)
{
	const struct cfg_region *region = &table->regions[index];
	uint8_t *at = block->memory + hv_land_region_offset(table, index);

	if (!make_file(block, index, region, error))
		return false;
	return mmap(at, region->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
		    block->descriptors[index], 0) != MAP_FAILED ||
	       error_set_errno(error, "region '%s': cannot map it", region->name);
}

/* Addresses for all regions, and nothing there yet. */
static bool reserve_addresses(struct block *block, uint64_t size, struct error *error)
{
	void *memory = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return error_set_errno(error, "no room for %" PRIu64 " MiB of regions", size >> 20);
	block->memory = memory;
	block->size = size;
	return true;
}

bool block_open(struct block *block, const struct cfg_table *table, uint64_t size,
		struct error *error)
{
	*block = (struct block) { 0 };
	block->descriptors = malloc((table->region_count + 1) * sizeof(*block->descriptors));
	if (!block->descriptors)
		return error_set(error, "out of memory");
	block->count = table->region_count;
	for (uint32_t i = 0; i < block->count; i++)
		block->descriptors[i] = -1;
	if (size > 0 && !reserve_addresses(block, size, error))
		return false;
	for (uint32_t i = 0; i < block->count; i++)
		if (hv_table_is_hv_region(table, i) && !add_region(block, table, i, error))
			return false;
	return true;
}

void block_close(struct block *block)
{
	if (block->memory)
		munmap(block->memory, block->size);
	for (uint32_t i = 0; i < block->count; i++)
		if (block->descriptors[i] >= 0)
			close(block->descriptors[i]);
	free(block->descriptors);
	*block = (struct block) { 0 };
}
