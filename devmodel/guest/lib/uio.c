/* SPDX-License-Identifier: BSD-3-Clause
 * uio.c: mapping by UIO: finds the device and the map for a BAR; the vectors of uio_ivshmem. */
#include "guest/lib/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define UIO_MAPS 5u /* the kernel's MAX_UIO_MAPS */

/* The name of a function's UIO device, "uio0"; "" if it has none. */
static void find_node(const struct ivshm_paths *paths, const char *bdf, char *name, size_t size)
{
	const struct dirent *entry;
	char path[PATH_MAX];
	DIR *directory;

	name[0] = '\0';
	guest_path(path, paths, bdf, "uio");
	directory = opendir(path);
	if (!directory)
		return;
	while ((entry = readdir(directory)))
		if (strncmp(entry->d_name, "uio", 3) == 0)
			snprintf(name, size, "%s", entry->d_name);
	closedir(directory);
}

static bool map_number(const struct ivshm_paths *paths, const char *bdf, const char *node,
		       unsigned map, const char *what, uint64_t *number)
{
	char file[PATH_MAX / 2], path[PATH_MAX];

	snprintf(file, sizeof(file), "uio/%s/maps/map%u/%s", node, map, what);
	guest_path(path, paths, bdf, file);
	return guest_read_number(path, number);
}

/* The map that contains the BAR's start: the order of maps depends on the driver. *offset is the
 * BAR's start in the map's first page. */
static bool find_map(const struct ivshm_paths *paths, const struct ivshm_info *info,
		     const char *node, unsigned bar, unsigned *map, uint64_t *offset)
{
	for (*map = 0; *map < UIO_MAPS; (*map)++) {
		uint64_t address, size;

		if (!map_number(paths, info->bdf, node, *map, "addr", &address) ||
		    !map_number(paths, info->bdf, node, *map, "size", &size))
			continue;
		if (!map_number(paths, info->bdf, node, *map, "offset", offset))
			*offset = 0;
		if (address + *offset == info->bars[bar].address && size >= info->bars[bar].size)
			return true;
	}
	return false;
}

bool guest_uio_offers(const struct ivshm_paths *paths, const struct ivshm_info *info, unsigned bar)
{
	char node[NAME_MAX + 1];
	uint64_t offset;
	unsigned map;

	find_node(paths, info->bdf, node, sizeof(node));
	return node[0] && find_map(paths, info, node, bar, &map, &offset);
}

/* UIO takes the number of a map as the offset, in pages. */
static bool map_bar(struct ivshm_device *device, const char *node, const char *path, unsigned bar,
		    struct guest_mapping *mapping, struct ivshm_error *error)
{
	uint64_t slack;
	unsigned map;

	if (!find_map(&device->paths, &device->info, node, bar, &map, &slack))
		return true;
	return guest_map_fd(device->uio, path, (off_t)map * sysconf(_SC_PAGESIZE), slack,
			    device->info.bars[bar].size, mapping, error);
}

void guest_vector_path(const struct ivshm_device *device, unsigned vector, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/ivshmem/%s-vector%u", device->paths.dev, device->info.bdf,
		 vector);
}

/* As many as there are: their number may be unknown, and other UIO drivers have none. A user who
 * may not open them can still use the memory. */
static void open_vectors(struct ivshm_device *device)
{
	struct guest_vectors *vectors = &device->vectors;
	char path[PATH_MAX];
	int fd;

	do {
		guest_vector_path(device, vectors->count, path);
		fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	} while (fd >= 0 && guest_vectors_add(vectors, fd));
	vectors->error = errno;
	if (vectors->count)
		device->info.vectors = (int)vectors->count;
}

bool guest_uio_open(struct ivshm_device *device, struct ivshm_error *error)
{
	char node[NAME_MAX + 1], path[PATH_MAX];

	find_node(&device->paths, device->info.bdf, node, sizeof(node));
	if (!node[0])
		return guest_fail(error, "no UIO driver is bound to %s", device->info.bdf);
	snprintf(path, sizeof(path), "%s/%s", device->paths.dev, node);
	device->uio = open(path, O_RDWR | O_CLOEXEC);
	if (device->uio < 0)
		return guest_fail_errno(error, "cannot open '%s'", path);
	open_vectors(device);
	return map_bar(device, node, path, IVSHM_BAR_MEMORY, &device->memory, error) &&
	       map_bar(device, node, path, IVSHM_BAR_REGISTERS, &device->registers, error);
}

void guest_uio_close(struct ivshm_device *device)
{
	if (device->uio >= 0)
		close(device->uio);
	device->uio = -1;
}
