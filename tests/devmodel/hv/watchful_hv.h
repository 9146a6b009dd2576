/* SPDX-License-Identifier: BSD-3-Clause
 * watchful_hv.h: a hypervisor that keeps page tables, records every call, and reports each that
 * lets a VM reach more than the table gives it. Of hv-land it reads the table and devices'
 * addresses only.
 */
#ifndef WATCHFUL_HV_H
#define WATCHFUL_HV_H

#include "hv/land.h"
#include "land_calls.h"
#include "random_table.h"

/* A guest's address space, in pages of 2 MiB. What is beyond is refused. */
#define GUEST_PAGES 64u

struct watchful_hv {
	struct hv hv;
	const struct cfg_table *table;
	uint8_t *memory;
	uint8_t *pages[RANDOM_VMS][GUEST_PAGES];
	struct land_calls calls;
	uint32_t acting;		    /* the VM whose guest is making an access, or NO_VM */
	const struct cfg_ivshmem *doorbell; /* that is being written to, or NULL */
	bool is_locked;
	const char *error; /* the first rule that was broken */
};

#define NO_VM UINT32_MAX

static inline void watchful_check(struct watchful_hv *watchful, bool is_wrong, const char *text)
{
	if (is_wrong && !watchful->error)
		watchful->error = text;
}

/* The index of the VM with an ID; NO_VM if there is none. */
static inline uint32_t vm_index(const struct cfg_table *table, uint16_t id)
{
	for (uint32_t i = 0; i < table->vm_count; i++)
		if (table->vms[i].id == id)
			return i;
	return NO_VM;
}

static inline bool has_region(const struct cfg_table *table, uint32_t vm, uint32_t region)
{
	for (uint32_t i = 0; i < table->device_count; i++)
		if (table->devices[i].vm == vm && table->devices[i].region == region &&
		    table->regions[region].land == CFG_LAND_HV)
			return true;
	return false;
}

/* Where a region should lie: large ones first, so that each is aligned. */
static inline uint64_t expected_offset(const struct cfg_table *table, uint32_t region)
{
	uint64_t next = 0;

	for (uint64_t size = CFG_REGION_SIZE_MAX; size >= PAGE; size /= 2) {
		for (uint32_t i = 0; i < table->region_count; i++) {
			if (table->regions[i].land != CFG_LAND_HV || table->regions[i].size != size)
				continue;
			if (i == region)
				return next;
			next += size;
		}
	}
	return next;
}

/* Whether memory is exactly one of the regions that the VM has. */
static inline bool is_own_region(const struct cfg_table *table, uint32_t vm, uint64_t offset,
				 uint64_t size)
{
	for (uint32_t i = 0; i < table->region_count; i++)
		if (has_region(table, vm, i) && expected_offset(table, i) == offset &&
		    table->regions[i].size == size)
			return true;
	return false;
}

static inline bool watchful_map(void *ctx, const struct hv_device *device, uint64_t address,
				uint8_t *memory, uint64_t size)
{
	struct watchful_hv *watchful = ctx;
	uint32_t vm = vm_index(watchful->table, device->place.vm);
	uint64_t offset = (uint64_t)(memory - watchful->memory), first = address / PAGE;

	land_calls_add(&watchful->calls, (struct land_call) { .kind = LAND_MAP,
							      .vm = device->place.vm,
							      .vbdf = device->place.vbdf,
							      .address = address,
							      .size = size,
							      .offset = offset });
	watchful_check(watchful, !watchful->is_locked, "map without the lock");
	watchful_check(watchful, vm != watchful->acting, "the memory of another VM is changed");
	watchful_check(watchful, vm == NO_VM || !is_own_region(watchful->table, vm, offset, size),
		       "a VM is given memory that is not its own");
	watchful_check(watchful, size == 0 || address % size, "an unaligned address");
	if (watchful->error || first + size / PAGE > GUEST_PAGES)
		return false;
	for (uint64_t i = 0; i < size / PAGE; i++) {
		watchful_check(watchful, watchful->pages[vm][first + i] != NULL, "mapped twice");
		watchful->pages[vm][first + i] = memory + i * PAGE;
	}
	return true;
}

static inline void watchful_unmap(void *ctx, const struct hv_device *device, uint64_t address,
				  uint64_t size)
{
	struct watchful_hv *watchful = ctx;
	uint32_t vm = vm_index(watchful->table, device->place.vm);
	uint64_t first = address / PAGE;

	land_calls_add(&watchful->calls, (struct land_call) { .kind = LAND_UNMAP,
							      .vm = device->place.vm,
							      .vbdf = device->place.vbdf,
							      .address = address,
							      .size = size });
	watchful_check(watchful, !watchful->is_locked, "unmap without the lock");
	watchful_check(watchful,
		       vm == NO_VM || (watchful->acting != NO_VM && vm != watchful->acting),
		       "the memory of another VM is changed");
	watchful_check(watchful, first + size / PAGE > GUEST_PAGES, "unmapped beyond the end");
	for (uint64_t i = 0; !watchful->error && i < size / PAGE; i++) {
		watchful_check(watchful, !watchful->pages[vm][first + i], "nothing is unmapped");
		watchful->pages[vm][first + i] = NULL;
	}
}

/* A guest's access causes interrupts in its own VM, and by a doorbell in those that have the
 * doorbell's region, from their devices of that region. */
static inline bool may_interrupt(const struct watchful_hv *watchful, uint32_t vm)
{
	if (watchful->acting == NO_VM || vm == NO_VM)
		return false;
	return watchful->doorbell ? has_region(watchful->table, vm, watchful->doorbell->region)
				  : vm == watchful->acting;
}

static inline void watchful_inject_msi(void *ctx, const struct hv_device *device, unsigned vector,
				       uint64_t address, uint32_t data)
{
	struct watchful_hv *watchful = ctx;

	land_calls_add(&watchful->calls, (struct land_call) { .kind = LAND_MSI,
							      .vm = device->place.vm,
							      .vbdf = device->place.vbdf,
							      .address = address,
							      .vector = vector,
							      .data = data });
	watchful_check(watchful, !watchful->is_locked, "an interrupt without the lock");
	watchful_check(watchful,
		       !may_interrupt(watchful, vm_index(watchful->table, device->place.vm)),
		       "a VM is interrupted that shares nothing");
}

static inline void watchful_lock(void *ctx)
{
	struct watchful_hv *watchful = ctx;

	watchful_check(watchful, watchful->is_locked, "the lock is taken twice");
	watchful->is_locked = true;
}

static inline void watchful_unlock(void *ctx)
{
	struct watchful_hv *watchful = ctx;

	watchful_check(watchful, !watchful->is_locked, "the lock is released twice");
	watchful->is_locked = false;
}

static inline void watchful_log(void *ctx, const struct hv_device *device, const char *line)
{
	struct watchful_hv *watchful = ctx;

	land_calls_add(&watchful->calls, (struct land_call) { .kind = LAND_LOG,
							      .vm = device->place.vm,
							      .vbdf = device->place.vbdf });
	watchful_check(watchful, !watchful->is_locked, "log without the lock");
	watchful_check(watchful, !line[0], "an empty line");
}

static inline void watchful_init(struct watchful_hv *watchful, const struct cfg_table *table,
				 uint8_t *memory)
{
	*watchful = (struct watchful_hv) {
		.hv = {
			.ctx = watchful,
			.map = watchful_map,
			.unmap = watchful_unmap,
			.inject_msi = watchful_inject_msi,
			.lock = watchful_lock,
			.unlock = watchful_unlock,
			.log = watchful_log,
		},
		.table = table,
		.memory = memory,
		.acting = NO_VM,
	};
}

#endif
