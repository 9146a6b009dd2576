/* SPDX-License-Identifier: BSD-3-Clause
 * device.c: the core's port in a hypervisor: maps, injects and rings. */
#include "hv/device.h"

#include <stddef.h>

#include "hv/table.h"

_Static_assert(CFG_VECTORS <= PCI_MSIX_VECTORS, "the core has all vectors of a table");

static const struct cfg_region *region_of(const struct hv_device *device)
{
	return &device->land->table->regions[device->row->region];
}

/* Where another device of the VM has put its memory, this one's does not go: else to unmap the one
 * would be to unmap part of the other. */
static bool is_free(const struct hv_device *device, uint64_t address)
{
	const struct hv_land *land = device->land;
	uint64_t last = address + (region_of(device)->size - 1u);

	for (uint32_t i = 0; i < land->table->device_count; i++) {
		const struct hv_device *other = &land->devices[i];

		if (other->is_mapped && other->place.vm == device->place.vm &&
		    other->address <= last &&
		    address <= other->address + (region_of(other)->size - 1u))
			return false;
	}
	return true;
}

static void map_memory(struct hv_device *device, uint64_t address)
{
	const struct hv_land *land = device->land;
	const struct hv *hv = land->hv;
	uint8_t *memory = &land->memory[hv_table_offset(land->table, device->row->region)];

	if (!is_free(device, address)) {
		hv->log(hv->ctx, device->place, "BAR2 is put over another region's: not mapped");
		return;
	}
	device->is_mapped =
		hv->map(hv->ctx, device->place.vm, address, memory, region_of(device)->size);
	device->address = address;
	if (!device->is_mapped)
		hv->log(hv->ctx, device->place, "BAR2 is put where it cannot be: not mapped");
}

/* Registers need no mapping: what a guest does to them comes by hv/land.h. */
static void port_map(void *ctx, unsigned bar, uint64_t address)
{
	if (bar == IVSHMEM_BAR_MEMORY)
		map_memory(ctx, address);
}

static void port_unmap(void *ctx, unsigned bar)
{
	struct hv_device *device = ctx;
	const struct hv *hv = device->land->hv;

	if (bar != IVSHMEM_BAR_MEMORY || !device->is_mapped)
		return;
	device->is_mapped = false;
	hv->unmap(hv->ctx, device->place.vm, device->address, region_of(device)->size);
}

static void port_raise(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	const struct hv_device *device = ctx;
	const struct hv *hv = device->land->hv;

	(void)vector;
	hv->inject_msi(hv->ctx, device->place, address, data);
}

static void port_ring(void *ctx, uint16_t peer, uint16_t vector)
{
	struct hv_device *device = ctx;

	device->is_ringing = true;
	device->peer = peer;
	device->vector = vector;
}

void hv_device_init(struct hv_device *device, struct hv_land *land, const struct cfg_ivshmem *row)
{
	*device = (struct hv_device) {
		.land = land,
		.row = row,
		.state = HV_DEVICE_ABSENT,
		.place = { .vm = land->table->vms[row->vm].id },
		.port = {
			.ctx = device,
			.map = port_map,
			.unmap = port_unmap,
			.raise = port_raise,
			.ring = port_ring,
		},
	};
}

void hv_device_create(struct hv_device *device, uint16_t vbdf)
{
	const struct ivshmem_setup setup = {
		.size = region_of(device)->size,
		.region_id = region_of(device)->region_id,
		.vectors = device->row->vectors,
		.position = device->place.vm,
	};

	device->place.vbdf = vbdf;
	device->state = HV_DEVICE_BOUND;
	ivshmem_init(&device->ivshmem, &setup, &device->port);
}

void hv_device_reset(struct hv_device *device, enum hv_device_state state)
{
	ivshmem_reset(&device->ivshmem);
	device->state = state;
}

struct hv_device *hv_device_at(struct hv_land *land, struct hv_place place)
{
	for (uint32_t i = 0; i < land->table->device_count; i++) {
		struct hv_device *device = &land->devices[i];

		if (device->state != HV_DEVICE_ABSENT && device->place.vm == place.vm &&
		    device->place.vbdf == place.vbdf)
			return device;
	}
	return NULL;
}

/* The VM's device of the same region, which may be the one that rings. */
static struct hv_device *peer_of(const struct hv_device *device)
{
	const struct hv_land *land = device->land;

	for (uint32_t i = 0; i < land->table->device_count; i++) {
		struct hv_device *other = &land->devices[i];

		if (other->state == HV_DEVICE_BOUND && other->place.vm == device->peer &&
		    other->row->region == device->row->region)
			return other;
	}
	return NULL;
}

void hv_device_finish_write(struct hv_device *device)
{
	struct hv_device *peer;

	if (!device->is_ringing)
		return;
	device->is_ringing = false;
	peer = peer_of(device);
	if (peer)
		ivshmem_notify(&peer->ivshmem, device->vector);
}
