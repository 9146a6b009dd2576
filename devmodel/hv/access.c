/* SPDX-License-Identifier: BSD-3-Clause
 * access.c: guests' accesses to their devices. */
#include <stddef.h>

#include "hv/internal.h"

static bool is_bound(const struct hv_device *device)
{
	return device->state == HV_DEVICE_BOUND;
}

static uint64_t all_ones(unsigned size)
{
	return size < 8u ? (UINT64_C(1) << (size * 8u)) - 1u : UINT64_MAX;
}

uint32_t hv_land_config_read(struct hv_device *device, unsigned offset, unsigned size)
{
	uint32_t value = (uint32_t)all_ones(size);

	hv_land_lock(device->land);
	if (is_bound(device))
		value = pci_config_read(&device->ivshmem.pci, offset, size);
	hv_land_unlock(device->land);
	return value;
}

void hv_land_config_write(struct hv_device *device, unsigned offset, unsigned size, uint32_t value)
{
	hv_land_lock(device->land);
	if (is_bound(device))
		pci_config_write(&device->ivshmem.pci, offset, size, value);
	hv_land_unlock(device->land);
}

uint64_t hv_land_bar_read(struct hv_device *device, unsigned bar, uint64_t offset, unsigned size)
{
	uint64_t value = all_ones(size);

	hv_land_lock(device->land);
	if (is_bound(device))
		value = ivshmem_bar_read(&device->ivshmem, bar, offset, size);
	hv_land_unlock(device->land);
	return value;
}

void hv_land_bar_write(struct hv_device *device, unsigned bar, uint64_t offset, unsigned size,
		       uint64_t value)
{
	hv_land_lock(device->land);
	if (is_bound(device)) {
		ivshmem_bar_write(&device->ivshmem, bar, offset, size, value);
		hv_device_finish_write(device);
	}
	hv_land_unlock(device->land);
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

static bool find_in_device(struct hv_device *device, uint64_t address, struct hv_land_bar *found)
{
	for (unsigned bar = 0; bar < IVSHMEM_BAR_MEMORY; bar++) {
		if (!answers(device, bar, address, &found->offset))
			continue;
		found->device = device;
		found->bar = bar;
		return true;
	}
	return false;
}

static bool find_bar(const struct hv_land *land, uint16_t vm, uint64_t address,
		     struct hv_land_bar *found)
{
	uint32_t count;
	struct hv_device *devices = hv_device_first(land, vm, &count);

	for (uint32_t i = 0; i < count; i++)
		if (is_bound(&devices[i]) && find_in_device(&devices[i], address, found))
			return true;
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
