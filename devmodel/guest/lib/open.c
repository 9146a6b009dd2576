/* SPDX-License-Identifier: BSD-3-Clause
 * open.c: opens and closes devices: the choice of a mapping, and the one by files in sysfs.
 */
#include "guest/lib/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const map_names[] = {
	[IVSHM_MAP_AUTO] = "auto",	     [IVSHM_MAP_UIO] = "uio",
	[IVSHM_MAP_RESOURCE2] = "resource2", [IVSHM_MAP_RESOURCE2_WC] = "resource2_wc",
	[IVSHM_MAP_VFIO] = "vfio",
};

const char *ivshm_map_name(enum ivshm_map map)
{
	return map_names[map];
}

bool ivshm_map_parse(const char *name, enum ivshm_map *map)
{
	for (unsigned i = 0; i < sizeof(map_names) / sizeof(map_names[0]); i++) {
		if (strcmp(name, map_names[i]) == 0) {
			*map = (enum ivshm_map)i;
			return true;
		}
	}
	return false;
}

bool guest_map_fd(int fd, const char *path, off_t offset, uint64_t slack, uint64_t size,
		  struct guest_mapping *mapping, struct ivshm_error *error)
{
	void *base;

	if (size > SIZE_MAX - slack)
		return guest_fail(error, "'%s' is larger than this program's address space", path);
	base = mmap(NULL, (size_t)(slack + size), PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
	if (base == MAP_FAILED)
		return guest_fail_errno(error, "cannot map %llu bytes of '%s'",
					(unsigned long long)size, path);
	mapping->base = base;
	mapping->length = (size_t)(slack + size);
	mapping->at = (char *)base + slack;
	return true;
}

void guest_unmap(struct guest_mapping *mapping)
{
	if (mapping->base)
		munmap(mapping->base, mapping->length);
	*mapping = (struct guest_mapping) { 0 };
}

/* In sysfs such a file has the size of its BAR. If it were smaller, an access to the end of the
 * mapping would raise SIGBUS. */
static bool check_size(int fd, const char *path, uint64_t size, struct ivshm_error *error)
{
	struct stat status;

	if (fstat(fd, &status) < 0)
		return guest_fail_errno(error, "cannot stat '%s'", path);
	if (status.st_size < 0 || (uint64_t)status.st_size < size)
		return guest_fail(error, "'%s' has %lld bytes, expected %llu", path,
				  (long long)status.st_size, (unsigned long long)size);
	return true;
}

/* Maps a BAR by its file in sysfs. The mapping begins with the page that the BAR begins in. */
static bool map_resource(struct ivshm_device *device, const char *file, unsigned bar,
			 struct guest_mapping *mapping, struct ivshm_error *error)
{
	const struct ivshm_bar *shape = &device->info.bars[bar];
	uint64_t slack = shape->address & (uint64_t)(sysconf(_SC_PAGESIZE) - 1);
	char path[PATH_MAX];
	bool is_mapped;
	int fd;

	guest_path(path, &device->paths, device->info.bdf, file);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return guest_fail_errno(error, "cannot open '%s'", path);
	is_mapped = check_size(fd, path, shape->size, error) &&
		    guest_map_fd(fd, path, 0, slack, shape->size, mapping, error);
	close(fd);
	return is_mapped;
}

/* Increments or decrements the device's enable count. */
static bool write_enable(const struct ivshm_device *device, const char *text,
			 struct ivshm_error *error)
{
	char path[PATH_MAX];
	bool is_written;
	int fd;

	guest_path(path, &device->paths, device->info.bdf, "enable");
	fd = open(path, O_WRONLY | O_CLOEXEC);
	is_written = fd >= 0 && write(fd, text, 1) == 1;
	if (!is_written)
		guest_fail_errno(error, "memory decoding is off, and cannot be enabled by '%s'",
				 path);
	if (fd >= 0)
		close(fd);
	return is_written;
}

/* Maps by sysfs what UIO has not mapped. */
static bool open_resources(struct ivshm_device *device, struct ivshm_error *error)
{
	bool is_combining = device->map == IVSHM_MAP_RESOURCE2_WC;

	if (!device->info.is_decoding) {
		if (!write_enable(device, "1", error))
			return false;
		device->is_enabled_by_us = true;
	}
	if (!device->memory.base &&
	    !map_resource(device, is_combining ? "resource2_wc" : "resource2", IVSHM_BAR_MEMORY,
			  &device->memory, error))
		return false;
	return device->registers.base ||
	       map_resource(device, "resource0", IVSHM_BAR_REGISTERS, &device->registers, error);
}

static enum ivshm_map choose_map(const struct ivshm_device *device)
{
	if (strncmp(device->info.driver, "vfio", 4) == 0)
		return IVSHM_MAP_VFIO;
	if (guest_uio_offers(&device->paths, &device->info, IVSHM_BAR_MEMORY))
		return IVSHM_MAP_UIO;
	return IVSHM_MAP_RESOURCE2;
}

static bool check_bars(const struct ivshm_info *info, struct ivshm_error *error)
{
	static const unsigned needed[] = { IVSHM_BAR_REGISTERS, IVSHM_BAR_MEMORY };

	for (unsigned i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		const struct ivshm_bar *bar = &info->bars[needed[i]];

		if (!bar->size)
			return guest_fail(error, "%s has no BAR%u", info->bdf, needed[i]);
		if (!bar->address)
			return guest_fail(error,
					  "BAR%u of %s has no address: this machine found no room "
					  "for its %llu bytes",
					  needed[i], info->bdf, (unsigned long long)bar->size);
	}
	if (info->bars[IVSHM_BAR_REGISTERS].size <= IVSHM_REGISTER_DOORBELL)
		return guest_fail(error, "BAR0 of %s is too small for the registers", info->bdf);
	return true;
}

static bool copy_paths(struct ivshm_device *device, const struct ivshm_paths *paths,
		       struct ivshm_error *error)
{
	device->paths.sysfs = strdup(guest_sysfs(paths));
	device->paths.dev = strdup(guest_dev(paths));
	device->paths.names = strdup(guest_names(paths));
	if (!device->paths.sysfs || !device->paths.dev || !device->paths.names)
		return guest_fail_errno(error, "cannot open a device");
	return true;
}

static bool open_mapping(struct ivshm_device *device, struct ivshm_error *error)
{
	if (device->map == IVSHM_MAP_AUTO)
		device->map = choose_map(device);
	switch (device->map) {
	case IVSHM_MAP_VFIO:
		return guest_vfio_open(device, error);
	case IVSHM_MAP_UIO:
		return guest_uio_open(device, error) && open_resources(device, error);
	default:
		return open_resources(device, error);
	}
}

struct ivshm_device *ivshm_open(const struct ivshm_paths *paths, const char *which,
				enum ivshm_map map, struct ivshm_error *error)
{
	struct ivshm_device *device = malloc(sizeof(*device));

	if (!device) {
		guest_fail_errno(error, "cannot open a device");
		return NULL;
	}
	*device = (struct ivshm_device) {
		.map = map,
		.uio = -1,
		.vfio = { .container = -1, .group = -1, .device = -1 },
	};
	if (copy_paths(device, paths, error) && ivshm_find(paths, which, &device->info, error) &&
	    check_bars(&device->info, error) && open_mapping(device, error))
		return device;
	ivshm_close(device);
	return NULL;
}

void ivshm_close(struct ivshm_device *device)
{
	if (!device)
		return;
	guest_unmap(&device->registers);
	guest_unmap(&device->memory);
	guest_vfio_close(device);
	guest_uio_close(device);
	guest_vectors_close(&device->vectors);
	if (device->is_enabled_by_us)
		write_enable(device, "0", NULL);
	free((char *)device->paths.sysfs);
	free((char *)device->paths.dev);
	free((char *)device->paths.names);
	free(device);
}
