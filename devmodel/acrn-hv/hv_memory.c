/* SPDX-License-Identifier: BSD-3-Clause
 * hv_memory.c: a memfd for each region, mapped side by side in one range of addresses.
 *
 * With a single file each VMM would get a descriptor of all regions, and could map any of them.
 */
#include "acrn-hv/hv_memory.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hv/land.h"
#include "hv/table.h"
#include "shm/reserve.h"

static bool create_file(struct hv_memory *memory, uint32_t index, const struct cfg_region *region,
			struct error *error)
{
	int fd = memfd_create(region->name, MFD_CLOEXEC | MFD_ALLOW_SEALING);

	memory->descriptors[index] = fd;
	if (fd < 0)
		return error_set_errno(error, "region '%s': cannot create its memory",
				       region->name);
	if (!reserve_pages(fd, region->size))
		return error_set_errno(error, "region '%s': cannot reserve %" PRIu64 " MiB",
				       region->name, region->size >> 20);
	return fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0 ||
	       error_set_errno(error, "region '%s': cannot seal its size", region->name);
}

static bool add_region(struct hv_memory *memory, const struct cfg_table *table, uint32_t index,
		       struct error *error)
{
	const struct cfg_region *region = &table->regions[index];
	uint8_t *at = memory->base + hv_land_region_offset(table, index);

	if (!create_file(memory, index, region, error))
		return false;
	return mmap(at, region->size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
		    memory->descriptors[index], 0) != MAP_FAILED ||
	       error_set_errno(error, "region '%s': cannot map it", region->name);
}

/* Reserves addresses for all regions, with nothing mapped. */
static bool reserve_addresses(struct hv_memory *memory, uint64_t size, struct error *error)
{
	void *base = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return error_set_errno(error,
				       "cannot reserve addresses for %" PRIu64 " MiB of regions",
				       size >> 20);
	memory->base = base;
	memory->size = size;
	return true;
}

bool hv_memory_open(struct hv_memory *memory, const struct cfg_table *table, uint64_t size,
		    struct error *error)
{
	*memory = (struct hv_memory) { 0 };
	memory->descriptors = malloc((table->region_count + 1) * sizeof(*memory->descriptors));
	if (!memory->descriptors)
		return error_set(error, "out of memory");
	memory->count = table->region_count;
	for (uint32_t i = 0; i < memory->count; i++)
		memory->descriptors[i] = -1;
	if (size > 0 && !reserve_addresses(memory, size, error))
		return false;
	for (uint32_t i = 0; i < memory->count; i++)
		if (hv_table_is_hv_region(table, i) && !add_region(memory, table, i, error))
			return false;
	return true;
}

void hv_memory_close(struct hv_memory *memory)
{
	if (memory->base)
		munmap(memory->base, memory->size);
	for (uint32_t i = 0; i < memory->count; i++)
		if (memory->descriptors[i] >= 0)
			close(memory->descriptors[i]);
	free(memory->descriptors);
	*memory = (struct hv_memory) { 0 };
}
