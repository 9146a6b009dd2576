/* SPDX-License-Identifier: BSD-3-Clause
 * land.c: the life of devices: with the table, by claims, and with their VMs. */
#include "hv/land.h"

#include <stddef.h>

#include "hv/internal.h"
#include "hv/table.h"

enum hv_land_result hv_land_measure(const struct cfg_table *table, struct hv_land_needs *needs)
{
	if (table->abi != (uint32_t)CFG_ABI)
		return HV_LAND_BAD_ABI;
	if (!hv_table_is_sound(table))
		return HV_LAND_BAD_TABLE;
	needs->memory = hv_table_memory(table);
	needs->devices = table->device_count;
	return HV_LAND_OK;
}

uint64_t hv_land_region_offset(const struct cfg_table *table, uint32_t region)
{
	return hv_table_offset(table, region);
}

static bool is_post_launched(const struct cfg_vm *vm)
{
	return vm->load_order == (uint8_t)CFG_POST_LAUNCHED;
}

static void make_device(struct hv_land *land, uint32_t index)
{
	const struct cfg_ivshmem *row = &land->table->devices[index];

	hv_device_init(land, index);
	if (hv_table_is_hv_device(land->table, row) &&
	    !is_post_launched(&land->table->vms[row->vm]))
		hv_device_create(&land->devices[index], row->vbdf);
}

enum hv_land_result hv_land_init(struct hv_land *land, const struct cfg_table *table,
				 const struct hv *hv, const struct hv_land_storage *storage)
{
	struct hv_land_needs needs;
	enum hv_land_result result = hv_land_measure(table, &needs);

	if (result != HV_LAND_OK)
		return result;
	if (storage->memory_size < needs.memory || storage->device_count < needs.devices)
		return HV_LAND_BAD_STORAGE;
	*land = (struct hv_land) {
		.hv = hv,
		.table = table,
		.memory = storage->memory,
		.devices = storage->devices,
	};
	for (uint64_t i = 0; i < needs.memory; i++)
		land->memory[i] = 0;
	for (uint32_t i = 0; i < needs.devices; i++)
		make_device(land, i);
	return HV_LAND_OK;
}

bool hv_land_find_vm(const struct hv_land *land, const char *name, uint16_t *vm)
{
	const struct cfg_vm *found = hv_table_vm_by_name(land->table, name);

	if (found)
		*vm = found->id;
	return found != NULL;
}

/* Checks a claim against the table; with HV_LAND_OK, *index is the claimed device's. */
static enum hv_land_result compare(const struct cfg_table *table, const struct hv_land_claim *claim,
				   uint32_t *index)
{
	const struct cfg_vm *vm = hv_table_vm(table, claim->place.vm);
	const struct cfg_region *region = hv_table_region(table, claim->region);

	if (!vm)
		return HV_LAND_NO_VM;
	if (!is_post_launched(vm))
		return HV_LAND_NOT_POST_LAUNCHED;
	if (!region)
		return HV_LAND_NO_REGION;
	if (!hv_table_find_device(table, vm, region, index))
		return HV_LAND_NOT_SHARED;
	return claim->size == region->size ? HV_LAND_OK : HV_LAND_OTHER_SIZE;
}

/* The lock is held, so that what is free stays so. */
static enum hv_land_result create(struct hv_device *device, struct hv_place place)
{
	if (device->state != HV_DEVICE_ABSENT)
		return HV_LAND_DEVICE_EXISTS;
	if (hv_device_at(device->land, place))
		return HV_LAND_VBDF_TAKEN;
	hv_device_create(device, place.vbdf);
	return HV_LAND_OK;
}

enum hv_land_result hv_land_create(struct hv_land *land, const struct hv_land_claim *claim,
				   struct hv_device **device)
{
	uint32_t index;
	enum hv_land_result result = compare(land->table, claim, &index);

	if (result != HV_LAND_OK)
		return result;
	hv_land_lock(land);
	result = create(&land->devices[index], claim->place);
	hv_land_unlock(land);
	if (result == HV_LAND_OK)
		*device = &land->devices[index];
	return result;
}

/* Resets a device, which then is in state `to`, unless it is absent. */
static enum hv_land_result reset(struct hv_device *device, enum hv_device_state to)
{
	if (device->state == HV_DEVICE_ABSENT)
		return HV_LAND_NO_DEVICE;
	hv_device_reset(device, to);
	return HV_LAND_OK;
}

enum hv_land_result hv_land_destroy(struct hv_device *device)
{
	const struct hv_land *land = device->land;
	enum hv_land_result result;

	if (!is_post_launched(&land->table->vms[device->row->vm]))
		return HV_LAND_NOT_POST_LAUNCHED;
	hv_land_lock(land);
	result = reset(device, HV_DEVICE_ABSENT);
	hv_land_unlock(land);
	return result;
}

struct hv_device *hv_land_find_device(struct hv_land *land, struct hv_place place)
{
	struct hv_device *device;

	hv_land_lock(land);
	device = hv_device_at(land, place);
	hv_land_unlock(land);
	return device;
}

/* Resets those of the VM's devices that are in state `from`, which are in state `to` then. */
static void move_vm(struct hv_land *land, uint16_t vm, enum hv_device_state from,
		    enum hv_device_state to)
{
	uint32_t count;
	struct hv_device *devices = hv_device_first(land, vm, &count);

	hv_land_lock(land);
	for (uint32_t i = 0; i < count; i++)
		if (devices[i].state == from)
			hv_device_reset(&devices[i], to);
	hv_land_unlock(land);
}

void hv_land_reset_vm(struct hv_land *land, uint16_t vm)
{
	move_vm(land, vm, HV_DEVICE_BOUND, HV_DEVICE_BOUND);
}

enum hv_land_result hv_land_reset_device(struct hv_device *device)
{
	enum hv_land_result result;

	hv_land_lock(device->land);
	result = reset(device, device->state);
	hv_land_unlock(device->land);
	return result;
}

void hv_land_unbind_vm(struct hv_land *land, uint16_t vm)
{
	move_vm(land, vm, HV_DEVICE_BOUND, HV_DEVICE_UNBOUND);
}

void hv_land_bind_vm(struct hv_land *land, uint16_t vm)
{
	move_vm(land, vm, HV_DEVICE_UNBOUND, HV_DEVICE_BOUND);
}
