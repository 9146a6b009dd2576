/* SPDX-License-Identifier: BSD-3-Clause
 * reference_land.h: a second hv-land to compare the first with, written to look nothing like it.
 *
 * VMs are the rows of a board and regions its columns; each square that the table has holds one of
 * the core's reference devices. Guests' address spaces are kept page by page.
 */
#ifndef REFERENCE_LAND_H
#define REFERENCE_LAND_H

#include "hv/land.h"
#include "tests/devmodel/core/reference.h"
#include "watchful_hv.h"

struct square {
	bool is_square; /* the table has it, in hv-land */
	bool is_present, is_bound;
	uint16_t vbdf;
	unsigned vectors;
	struct reference reference;
};

struct reference_land {
	const struct cfg_table *table;
	struct square squares[RANDOM_VMS][RANDOM_REGIONS];
	struct square *pages[RANDOM_VMS][GUEST_PAGES]; /* whose memory is there */
	struct land_calls calls;
};

static inline struct square *reference_land_at(struct reference_land *land, uint32_t vm,
					       uint16_t vbdf)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		if (square->is_present && square->vbdf == vbdf)
			return square;
	}
	return NULL;
}

/* Whether a guest has room for memory; and whether other memory is what takes the room away. */
static inline bool reference_land_fits(const struct reference_land *land, uint32_t vm,
				       uint64_t address, uint64_t size, bool *is_taken)
{
	*is_taken = false;
	for (uint64_t page = address / PAGE; page < (address + size - 1) / PAGE + 1; page++) {
		if (page >= GUEST_PAGES)
			return false;
		*is_taken = *is_taken || land->pages[vm][page];
	}
	return !*is_taken;
}

static inline void reference_land_map(struct reference_land *land, uint32_t vm, uint32_t region,
				      uint64_t address)
{
	struct square *square = &land->squares[vm][region];
	uint16_t id = land->table->vms[vm].id;
	uint64_t size = square->reference.setup.size;
	bool is_taken, is_fitting = reference_land_fits(land, vm, address, size, &is_taken);
	struct land_call map = {
		.kind = LAND_MAP,
		.vm = id,
		.vbdf = square->vbdf,
		.address = address,
		.size = size,
		.offset = expected_offset(land->table, region),
	};

	if (!is_taken)
		land_calls_add(&land->calls, map);
	if (!is_fitting)
		land_calls_add(&land->calls, (struct land_call) {
						     .kind = LAND_LOG,
						     .vm = id,
						     .vbdf = square->vbdf,
					     });
	for (uint64_t i = 0; is_fitting && i < size / PAGE; i++)
		land->pages[vm][address / PAGE + i] = square;
}

static inline void reference_land_unmap(struct reference_land *land, uint32_t vm, uint32_t region)
{
	struct square *square = &land->squares[vm][region];
	struct land_call call = {
		.kind = LAND_UNMAP,
		.vm = land->table->vms[vm].id,
		.vbdf = square->vbdf,
	};

	for (unsigned page = GUEST_PAGES; page-- > 0;) {
		if (land->pages[vm][page] != square)
			continue;
		call.address = page * PAGE;
		call.size += PAGE;
		land->pages[vm][page] = NULL;
	}
	if (call.size)
		land_calls_add(&land->calls, call);
}

static inline void reference_land_trigger(struct reference_land *land, uint32_t vm, uint32_t region,
					  const struct call *message)
{
	land_calls_add(&land->calls, (struct land_call) {
					     .kind = LAND_MSI,
					     .vm = land->table->vms[vm].id,
					     .vbdf = land->squares[vm][region].vbdf,
					     .vector = message->number,
					     .address = message->address,
					     .data = message->data,
				     });
}

/* The calls of one square as calls of hv.h. Returns the write to the doorbell, or NULL. */
static inline const struct call *reference_land_settle_square(struct reference_land *land,
							      uint32_t vm, uint32_t region)
{
	struct calls *calls = &land->squares[vm][region].reference.calls;
	const struct call *ring = NULL;

	for (unsigned i = 0; i < calls->count; i++) {
		const struct call *call = &calls->list[i];

		if (call->kind == CALL_MAP && call->number == 2)
			reference_land_map(land, vm, region, call->address);
		else if (call->kind == CALL_UNMAP && call->number == 2)
			reference_land_unmap(land, vm, region);
		else if (call->kind == CALL_TRIGGER)
			reference_land_trigger(land, vm, region, call);
		else if (call->kind == CALL_RING)
			ring = call;
	}
	calls->count = 0;
	return ring;
}

/* The same for all squares. The peer of a doorbell is in the same column. */
static inline void reference_land_settle(struct reference_land *land)
{
	for (uint32_t vm = 0; vm < land->table->vm_count; vm++) {
		for (uint32_t region = 0; region < land->table->region_count; region++) {
			const struct call *ring = reference_land_settle_square(land, vm, region);
			uint32_t peer =
				ring ? vm_index(land->table, (uint16_t)ring->number) : NO_VM;

			if (peer == NO_VM || !land->squares[peer][region].is_bound)
				continue;
			reference_notify(&land->squares[peer][region].reference, ring->data);
			reference_land_settle_square(land, peer, region);
		}
	}
}

static inline void reference_land_power_on(struct reference_land *land, uint32_t vm,
					   uint32_t region, uint16_t vbdf)
{
	struct square *square = &land->squares[vm][region];
	const struct ivshmem_setup setup = {
		.size = land->table->regions[region].size,
		.region_id = land->table->regions[region].region_id,
		.vectors = square->vectors,
		.position = land->table->vms[vm].id,
	};

	reference_init(&square->reference, &setup);
	square->vbdf = vbdf;
	square->is_present = true;
	square->is_bound = true;
}

static inline void reference_land_init(struct reference_land *land, const struct cfg_table *table)
{
	memset(land, 0, sizeof(*land));
	land->table = table;
	for (uint32_t i = 0; i < table->device_count; i++) {
		const struct cfg_ivshmem *row = &table->devices[i];
		struct square *square = &land->squares[row->vm][row->region];

		square->is_square = table->regions[row->region].land == CFG_LAND_HV;
		square->vectors = row->vectors;
		if (square->is_square && table->vms[row->vm].load_order != CFG_POST_LAUNCHED)
			reference_land_power_on(land, row->vm, row->region, row->vbdf);
	}
}

/* A claim for a region by its index. */
static inline enum hv_land_result reference_land_create(struct reference_land *land,
							const struct hv_land_claim *claim,
							uint32_t region)
{
	uint32_t vm = vm_index(land->table, claim->place.vm);

	if (vm == NO_VM)
		return HV_LAND_NO_VM;
	if (land->table->vms[vm].load_order != CFG_POST_LAUNCHED)
		return HV_LAND_NOT_POST_LAUNCHED;
	if (region >= land->table->region_count || land->table->regions[region].land != CFG_LAND_HV)
		return HV_LAND_NO_REGION;
	if (!land->squares[vm][region].is_square)
		return HV_LAND_NOT_SHARED;
	if (land->table->regions[region].size != claim->size)
		return HV_LAND_OTHER_SIZE;
	if (land->squares[vm][region].is_present)
		return HV_LAND_DEVICE_EXISTS;
	if (reference_land_at(land, vm, claim->place.vbdf))
		return HV_LAND_VBDF_TAKEN;
	reference_land_power_on(land, vm, region, claim->place.vbdf);
	return HV_LAND_OK;
}

/* The square of a row of the table. */
static inline struct square *reference_land_square(struct reference_land *land,
						   const struct cfg_ivshmem *row)
{
	return &land->squares[row->vm][row->region];
}

static inline enum hv_land_result reference_land_reset_device(struct reference_land *land,
							      const struct cfg_ivshmem *row)
{
	struct square *square = reference_land_square(land, row);

	if (!square->is_present)
		return HV_LAND_NO_DEVICE;
	reference_reset(&square->reference);
	reference_land_settle(land);
	return HV_LAND_OK;
}

static inline enum hv_land_result reference_land_destroy(struct reference_land *land,
							 const struct cfg_ivshmem *row)
{
	struct square *square = reference_land_square(land, row);
	enum hv_land_result result;

	if (land->table->vms[row->vm].load_order != CFG_POST_LAUNCHED)
		return HV_LAND_NOT_POST_LAUNCHED;
	result = reference_land_reset_device(land, row);
	square->is_present = false;
	square->is_bound = false;
	return result;
}

/* Down and, if it is to be, up again. */
static inline void reference_land_down(struct reference_land *land, uint32_t vm, bool is_up_again)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		if (!square->is_bound)
			continue;
		reference_reset(&square->reference);
		square->is_bound = is_up_again;
	}
	reference_land_settle(land);
}

static inline void reference_land_up(struct reference_land *land, uint32_t vm)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++)
		land->squares[vm][region].is_bound = land->squares[vm][region].is_present;
}

/* The square and BAR of registers at an address; NULL if none. */
static inline struct square *reference_land_find_bar(struct reference_land *land, uint32_t vm,
						     uint64_t address, unsigned *bar)
{
	static const uint64_t sizes[] = { 256, 4096 };

	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		for (*bar = 0; *bar < 2; (*bar)++) {
			uint64_t mapped = square->reference.mapped[*bar];

			if (square->is_bound && mapped &&
			    address / sizes[*bar] == mapped / sizes[*bar])
				return square;
		}
	}
	return NULL;
}

#endif
