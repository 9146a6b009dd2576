/* SPDX-License-Identifier: BSD-3-Clause
 * vfio.c: mapping by VFIO, and an eventfd for each MSI-X vector. */
#include "guest/lib/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define CONFIG_COMMAND 0x04
#define COMMAND_MEMORY 0x02u
#define COMMAND_MASTER 0x04u

/* The file of the function's IOMMU group below /dev/vfio. Without an IOMMU it has another name. */
static bool group_path(const struct ivshm_device *device, char *path, struct ivshm_error *error)
{
	char link[PATH_MAX], group[32], kind[32];

	guest_path(link, &device->paths, device->info.bdf, "iommu_group");
	guest_link_name(link, group, sizeof(group));
	if (!group[0])
		return guest_fail(error,
				  "%s has no IOMMU group: VFIO needs a virtual IOMMU, or its "
				  "no-IOMMU mode",
				  device->info.bdf);
	guest_path(link, &device->paths, device->info.bdf, "iommu_group/name");
	if (!guest_read_text(link, kind, sizeof(kind)))
		kind[0] = '\0';
	snprintf(path, PATH_MAX, "%s/vfio/%s%s", device->paths.dev,
		 strcmp(kind, "vfio-noiommu") == 0 ? "noiommu-" : "", group);
	return true;
}

/* Adds the group to a new container. No memory is mapped for DMA, so any kind of IOMMU is fine. */
static bool attach_group(struct guest_vfio *vfio, const char *path, struct ivshm_error *error)
{
	static const unsigned kinds[] = { VFIO_TYPE1v2_IOMMU, VFIO_TYPE1_IOMMU,
					  VFIO_NOIOMMU_IOMMU };
	struct vfio_group_status status = { .argsz = sizeof(status) };

	if (ioctl(vfio->container, VFIO_GET_API_VERSION) != VFIO_API_VERSION)
		return guest_fail(error, "unsupported version of the kernel's VFIO: expected %d",
				  VFIO_API_VERSION);
	if (ioctl(vfio->group, VFIO_GROUP_GET_STATUS, &status) < 0)
		return guest_fail_errno(error, "cannot get the state of '%s'", path);
	if (!(status.flags & VFIO_GROUP_FLAGS_VIABLE))
		return guest_fail(error,
				  "'%s' has another device that is bound to a driver: all of a "
				  "group go to vfio-pci, or none",
				  path);
	if (ioctl(vfio->group, VFIO_GROUP_SET_CONTAINER, &vfio->container) < 0)
		return guest_fail_errno(error, "cannot use '%s'", path);
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (ioctl(vfio->container, VFIO_SET_IOMMU, kinds[i]) == 0)
			return true;
	return guest_fail_errno(error,
				"VFIO does not accept the IOMMU of '%s' (if it cannot remap "
				"interrupts, vfio_iommu_type1.allow_unsafe_interrupts=1 is needed)",
				path);
}

static bool open_files(struct ivshm_device *device, struct ivshm_error *error)
{
	struct guest_vfio *vfio = &device->vfio;
	char container[PATH_MAX], group[PATH_MAX];

	if (!group_path(device, group, error))
		return false;
	snprintf(container, sizeof(container), "%s/vfio/vfio", device->paths.dev);
	vfio->container = open(container, O_RDWR | O_CLOEXEC);
	if (vfio->container < 0)
		return guest_fail_errno(error, "cannot open '%s'", container);
	vfio->group = open(group, O_RDWR | O_CLOEXEC);
	if (vfio->group < 0 && errno == ENOENT)
		return guest_fail(error, "no vfio driver is bound to %s: '%s' not found",
				  device->info.bdf, group);
	if (vfio->group < 0)
		return guest_fail_errno(error, "cannot open '%s'", group);
	if (!attach_group(vfio, group, error))
		return false;
	vfio->device = ioctl(vfio->group, VFIO_GROUP_GET_DEVICE_FD, device->info.bdf);
	if (vfio->device < 0)
		return guest_fail_errno(error, "'%s' does not provide %s", group, device->info.bdf);
	return true;
}

static bool region_info(const struct ivshm_device *device, unsigned index,
			struct vfio_region_info *info, struct ivshm_error *error)
{
	*info = (struct vfio_region_info) { .argsz = sizeof(*info), .index = index };
	if (ioctl(device->vfio.device, VFIO_DEVICE_GET_REGION_INFO, info) < 0)
		return guest_fail_errno(error, "VFIO does not describe region %u of %s", index,
					device->info.bdf);
	return true;
}

static bool map_bars(struct ivshm_device *device, struct ivshm_error *error)
{
	struct vfio_region_info info;

	if (!region_info(device, VFIO_PCI_BAR2_REGION_INDEX, &info, error))
		return false;
	if (!(info.flags & VFIO_REGION_INFO_FLAG_MMAP))
		return guest_fail(error, "the memory of %s cannot be mapped by VFIO",
				  device->info.bdf);
	if (!guest_map_fd(device->vfio.device, "VFIO", (off_t)info.offset, 0, info.size,
			  &device->memory, error) ||
	    !region_info(device, VFIO_PCI_BAR0_REGION_INDEX, &info, error))
		return false;
	device->vfio.registers = (off_t)info.offset;
	/* A BAR smaller than a page can be mapped only if it has the page to itself. */
	if (info.flags & VFIO_REGION_INFO_FLAG_MMAP)
		return guest_map_fd(device->vfio.device, "VFIO", (off_t)info.offset, 0, info.size,
				    &device->registers, error);
	return true;
}

/* Memory decoding, and bus mastering: without it no MSI-X message leaves the device. */
static bool enable(const struct ivshm_device *device, struct ivshm_error *error)
{
	struct vfio_region_info info;
	uint16_t command = 0;
	off_t at;

	if (!region_info(device, VFIO_PCI_CONFIG_REGION_INDEX, &info, error))
		return false;
	at = (off_t)info.offset + CONFIG_COMMAND;
	if (pread(device->vfio.device, &command, sizeof(command), at) == sizeof(command)) {
		command |= COMMAND_MEMORY | COMMAND_MASTER;
		if (pwrite(device->vfio.device, &command, sizeof(command), at) == sizeof(command))
			return true;
	}
	return guest_fail_errno(error, "cannot enable %s", device->info.bdf);
}

static bool make_eventfds(struct guest_vectors *vectors, unsigned count)
{
	while (vectors->count < count) {
		int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

		if (fd < 0 || !guest_vectors_add(vectors, fd))
			return false;
	}
	return true;
}

/* Connects every vector to its eventfd. */
static bool set_vectors(struct ivshm_device *device, struct ivshm_error *error)
{
	const struct guest_vectors *vectors = &device->vectors;
	size_t fds_size = vectors->count * sizeof(*vectors->fds);
	struct vfio_irq_set *set = calloc(1, sizeof(*set) + fds_size);
	bool is_set;

	if (!set)
		return guest_fail_errno(error, "cannot set up vectors");
	set->argsz = (uint32_t)(sizeof(*set) + fds_size);
	set->flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER;
	set->index = VFIO_PCI_MSIX_IRQ_INDEX;
	set->count = vectors->count;
	memcpy(set->data, vectors->fds, fds_size);
	is_set = ioctl(device->vfio.device, VFIO_DEVICE_SET_IRQS, set) == 0;
	if (!is_set)
		guest_fail_errno(error, "VFIO cannot enable the %u vectors of %s", vectors->count,
				 device->info.bdf);
	free(set);
	return is_set;
}

static bool open_vectors(struct ivshm_device *device, struct ivshm_error *error)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_PCI_MSIX_IRQ_INDEX };

	if (ioctl(device->vfio.device, VFIO_DEVICE_GET_IRQ_INFO, &info) < 0)
		return guest_fail_errno(error, "VFIO does not describe the vectors of %s",
					device->info.bdf);
	device->info.vectors = (int)info.count;
	if (!info.count)
		return true;
	if (!make_eventfds(&device->vectors, info.count))
		return guest_fail_errno(error, "cannot create %u eventfds", info.count);
	return set_vectors(device, error);
}

bool guest_vfio_open(struct ivshm_device *device, struct ivshm_error *error)
{
	return open_files(device, error) && enable(device, error) && map_bars(device, error) &&
	       open_vectors(device, error);
}

static void close_file(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* The last close of the device's file disables its vectors, and resets it. */
void guest_vfio_close(struct ivshm_device *device)
{
	struct guest_vfio *vfio = &device->vfio;

	close_file(&vfio->device);
	close_file(&vfio->group);
	close_file(&vfio->container);
}
