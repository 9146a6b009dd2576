/* SPDX-License-Identifier: BSD-3-Clause
 * device.c: the core's port in a hypervisor: maps memory, injects interrupts, finds peers. */
#include <stddef.h>

#include "hv/internal.h"
#include "hv/table.h"

_Static_assert(CFG_VECTORS <= PCI_MSIX_VECTORS, "the core has all vectors of a table");

static const struct cfg_region *region_of(const struct hv_device *device)
{
	return &device->land->table->regions[device->row->region];
}

/* Regions of one VM must not overlap: to unmap one would unmap part of another. */
static bool is_free(const struct hv_device *device, uint64_t address)
{
	uint64_t last = address + (region_of(device)->size - 1u);
	uint32_t count;
	const struct hv_device *others = hv_device_first(device->land, device->place.vm, &count);

	for (uint32_t i = 0; i < count; i++) {
		const struct hv_device *other = &others[i];

		if (other->is_mapped && other->address <= last &&
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
		hv->log(hv->ctx, device, "BAR2 overlaps another region's: not mapped");
		return;
	}
	device->is_mapped = hv->map(hv->ctx, device, address, memory, region_of(device)->size);
	device->address = address;
	if (!device->is_mapped)
		hv->log(hv->ctx, device, "BAR2 address refused: not mapped");
}

/* Registers are not mapped: accesses to them arrive by hv/land.h. */
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
	hv->unmap(hv->ctx, device, device->address, region_of(device)->size);
}

static void port_trigger(void *ctx, unsigned vector, uint64_t address, uint32_t data)
{
	const struct hv_device *device = ctx;
	const struct hv *hv = device->land->hv;

	hv->inject_msi(hv->ctx, device, vector, address, data);
}

static void port_ring(void *ctx, uint16_t peer, uint16_t vector)
{
	struct hv_device *device = ctx;

	device->has_doorbell = true;
	device->peer = peer;
	device->vector = vector;
}

void hv_device_init(struct hv_land *land, uint32_t index)
{
	const struct cfg_ivshmem *row = &land->table->devices[index];
	struct hv_device *device = &land->devices[index];

	*device = (struct hv_device) {
		.land = land,
		.row = row,
		.place = { .vm = land->table->vms[row->vm].id },
		.state = HV_DEVICE_ABSENT,
		.port = {
			.ctx = device,
			.map = port_map,
			.unmap = port_unmap,
			.trigger = port_trigger,
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
		.is_vmm_table = device->land->hv->is_vmm_table,
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

struct hv_device *hv_device_first(const struct hv_land *land, uint16_t vm, uint32_t *count)
{
	const struct cfg_vm *row = hv_table_vm(land->table, vm);

	*count = 0;
	if (!row || row->device_count == 0u)
		return NULL;
	*count = row->device_count;
	return &land->devices[row->first_device];
}

struct hv_device *hv_device_at(const struct hv_land *land, struct hv_place place)
{
	uint32_t count;
	struct hv_device *devices = hv_device_first(land, place.vm, &count);

	for (uint32_t i = 0; i < count; i++)
		if (devices[i].state != HV_DEVICE_ABSENT && devices[i].place.vbdf == place.vbdf)
			return &devices[i];
	return NULL;
}

/* The peer's device of the same region, which may be the one that has the doorbell. */
static struct hv_device *peer_of(const struct hv_device *device)
{
	const struct hv_land *land = device->land;
	const struct cfg_vm *vm = hv_table_vm(land->table, device->peer);
	uint32_t index;

	if (!vm || !hv_table_find_device(land->table, vm, region_of(device), &index))
		return NULL;
	return land->devices[index].state == HV_DEVICE_BOUND ? &land->devices[index] : NULL;
}

void hv_device_finish_write(struct hv_device *device)
{
	struct hv_device *peer;

	if (!device->has_doorbell)
		return;
	device->has_doorbell = false;
	peer = peer_of(device);
	if (peer)
		ivshmem_notify(&peer->ivshmem, device->vector);
}
