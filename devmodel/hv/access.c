/* SPDX-License-Identifier: BSD-3-Clause
 * access.c: what guests do to their devices. */
#include <stddef.h>

#include "hv/device.h"

/* The device that a guest reaches at a place; NULL if none. */
static struct hv_device *bound_at(struct hv_land *land, struct hv_place place)
{
	struct hv_device *device = hv_device_at(land, place);

	return device && device->state == HV_DEVICE_BOUND ? device : NULL;
}

static uint64_t all_ones(unsigned size)
{
	return size < 8u ? (UINT64_C(1) << (size * 8u)) - 1u : UINT64_MAX;
}

uint32_t hv_land_config_read(struct hv_land *land, struct hv_place place, unsigned offset,
			     unsigned size)
{
	uint32_t value = (uint32_t)all_ones(size);
	const struct hv_device *device;

	hv_land_lock(land);
	device = bound_at(land, place);
	if (device)
		value = pci_config_read(&device->ivshmem.pci, offset, size);
	hv_land_unlock(land);
	return value;
}

void hv_land_config_write(struct hv_land *land, struct hv_place place, unsigned offset,
			  unsigned size, uint32_t value)
{
	struct hv_device *device;

	hv_land_lock(land);
	device = bound_at(land, place);
	if (device)
		pci_config_write(&device->ivshmem.pci, offset, size, value);
	hv_land_unlock(land);
}

uint64_t hv_land_bar_read(struct hv_land *land, struct hv_place place, unsigned bar,
			  uint64_t offset, unsigned size)
{
	uint64_t value = all_ones(size);
	const struct hv_device *device;

	hv_land_lock(land);
	device = bound_at(land, place);
	if (device)
		value = ivshmem_bar_read(&device->ivshmem, bar, offset, size);
	hv_land_unlock(land);
	return value;
}

void hv_land_bar_write(struct hv_land *land, struct hv_place place, unsigned bar, uint64_t offset,
		       unsigned size, uint64_t value)
{
	struct hv_device *device;

	hv_land_lock(land);
	device = bound_at(land, place);
	if (device) {
		ivshmem_bar_write(&device->ivshmem, bar, offset, size, value);
		hv_device_finish_write(device);
	}
	hv_land_unlock(land);
}

/* Whether one BAR of a device answers at an address; then `offset` is where in it. */
static bool answers(const struct hv_device *device, unsigned bar, uint64_t address,
		    uint64_t *offset)
{
	const struct pci_function *pci = &device->ivshmem.pci;

	if (!pci->is_mapped[bar] || address < pci->addresses[bar])
		return false;
	*offset = address - pci->addresses[bar];
	return *offset < pci->bars[bar].size;
}

static bool find_in_device(const struct hv_device *device, uint64_t address,
			   struct hv_land_bar *found)
{
	for (unsigned bar = 0; bar < IVSHMEM_BAR_MEMORY; bar++) {
		if (!answers(device, bar, address, &found->offset))
			continue;
		found->place = device->place;
		found->bar = bar;
		return true;
	}
	return false;
}

static bool find_bar(const struct hv_land *land, uint16_t vm, uint64_t address,
		     struct hv_land_bar *found)
{
	for (uint32_t i = 0; i < land->table->device_count; i++) {
		const struct hv_device *device = &land->devices[i];

		if (device->state == HV_DEVICE_BOUND && device->place.vm == vm &&
		    find_in_device(device, address, found))
			return true;
	}
	return false;
}

bool hv_land_find_bar(struct hv_land *land, uint16_t vm, uint64_t address,
		      struct hv_land_bar *found)
{
	bool is_found;

	hv_land_lock(land);
	is_found = find_bar(land, vm, address, found);
	hv_land_unlock(land);
	return is_found;
}
