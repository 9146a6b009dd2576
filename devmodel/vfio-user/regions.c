/* SPDX-License-Identifier: BSD-3-Clause
 * regions.c: configuration space and BARs as the client's regions, and checked accesses to them. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "vfio-user/internal.h"

static uint64_t size_of(const struct vfu_function *function, uint32_t index)
{
	if (index < VFU_BARS)
		return function->bars[index].size;
	return index == VFU_REGION_CONFIG ? VFU_CONFIG_SIZE : 0;
}

int vfu_region_info(const struct vfu_function *function, struct vfu_region_info *info, int *fd)
{
	const struct vfu_bar *bar = &function->bars[info->index % VFU_BARS];

	*fd = -1;
	if (info->index >= VFU_REGION_COUNT)
		return EINVAL;
	*info = (struct vfu_region_info) { .argsz = sizeof(*info), .index = info->index };
	info->size = size_of(function, info->index);
	if (!info->size)
		return 0;
	info->flags = VFU_REGION_CAN_READ | VFU_REGION_CAN_WRITE;
	if (info->index < VFU_BARS && bar->is_memory) {
		info->flags |= VFU_REGION_CAN_MMAP;
		info->offset = bar->offset;
		*fd = bar->fd;
	}
	return 0;
}

static bool is_inside(const struct vfu_function *function, const struct vfu_access *access)
{
	uint64_t size = size_of(function, access->region);

	return access->count && access->count <= VFU_TRANSFER_MAX && access->offset < size &&
	       access->count <= size - access->offset;
}

static bool is_register_size(uint32_t count)
{
	return count == 1 || count == 2 || count == 4 || count == 8;
}

/* The largest access to configuration space that is aligned at `offset` and has at most `left`
 * bytes. */
static unsigned config_step(uint64_t offset, uint32_t left)
{
	if (offset % 4 == 0 && left >= 4)
		return 4;
	return offset % 2 == 0 && left >= 2 ? 2 : 1;
}

static void read_config(const struct vfu_function *function, const struct vfu_access *access,
			unsigned char *bytes)
{
	unsigned step;

	for (uint32_t done = 0; done < access->count; done += step) {
		unsigned offset = (unsigned)access->offset + done;
		uint32_t value;

		step = config_step(offset, access->count - done);
		value = function->config_read(function->device, offset, step);
		memcpy(bytes + done, &value, step);
	}
}

static void write_config(const struct vfu_function *function, const struct vfu_access *access,
			 const unsigned char *bytes)
{
	unsigned step;

	for (uint32_t done = 0; done < access->count; done += step) {
		unsigned offset = (unsigned)access->offset + done;
		uint32_t value = 0;

		step = config_step(offset, access->count - done);
		memcpy(&value, bytes + done, step);
		function->config_write(function->device, offset, step, value);
	}
}

/* By the descriptor and not by a mapping: another process may truncate the file, and an access to a
 * mapping would then raise SIGBUS. */
static int read_memory(const struct vfu_bar *bar, const struct vfu_access *access,
		       unsigned char *bytes)
{
	ssize_t got = pread(bar->fd, bytes, access->count, (off_t)(bar->offset + access->offset));

	return got == (ssize_t)access->count ? 0 : EIO;
}

static int write_memory(const struct vfu_bar *bar, const struct vfu_access *access,
			const unsigned char *bytes)
{
	ssize_t put = pwrite(bar->fd, bytes, access->count, (off_t)(bar->offset + access->offset));

	return put == (ssize_t)access->count ? 0 : EIO;
}

int vfu_region_read(const struct vfu_function *function, const struct vfu_access *access,
		    unsigned char *bytes)
{
	const struct vfu_bar *bar = &function->bars[access->region % VFU_BARS];
	uint64_t value;

	if (!is_inside(function, access))
		return EINVAL;
	if (access->region == VFU_REGION_CONFIG) {
		read_config(function, access, bytes);
		return 0;
	}
	if (bar->is_memory)
		return read_memory(bar, access, bytes);
	if (!is_register_size(access->count))
		return EINVAL;
	value = function->bar_read(function->device, access->region, access->offset, access->count);
	memcpy(bytes, &value, access->count);
	return 0;
}

int vfu_region_write(const struct vfu_function *function, const struct vfu_access *access,
		     const unsigned char *bytes)
{
	const struct vfu_bar *bar = &function->bars[access->region % VFU_BARS];
	uint64_t value = 0;

	if (!is_inside(function, access))
		return EINVAL;
	if (access->region == VFU_REGION_CONFIG) {
		write_config(function, access, bytes);
		return 0;
	}
	if (bar->is_memory)
		return write_memory(bar, access, bytes);
	if (!is_register_size(access->count))
		return EINVAL;
	memcpy(&value, bytes, access->count);
	function->bar_write(function->device, access->region, access->offset, access->count, value);
	return 0;
}
