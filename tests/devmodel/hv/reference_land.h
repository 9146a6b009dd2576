/* SPDX-License-Identifier: BSD-3-Clause
 * reference_land.h: a second hv-land to compare the first with, written to look nothing like it.
 *
 * VMs are rows of a chessboard and regions its columns; on each square that the table has stands
 * one of the core's shadows. Whose memory a guest sees where is told page by page.
 */
#ifndef SHADOW_LAND_H
#define SHADOW_LAND_H

#include "hv/land.h"
#include "tests/devmodel/core/reference.h"
#include "watchful_hv.h"

struct square {
	bool is_square; /* the table has it, in hv-land */
	bool is_present, is_bound;
	uint16_t vbdf;
	unsigned vectors;
	struct shadow shadow;
};

struct shadow_land {
	const struct cfg_table *table;
	struct square squares[RANDOM_VMS][RANDOM_REGIONS];
	struct square *pages[RANDOM_VMS][GUEST_PAGES]; /* whose memory is there */
	struct land_calls calls;
};

static inline struct square *shadow_land_at(struct shadow_land *land, uint32_t vm, uint16_t vbdf)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		if (square->is_present && square->vbdf == vbdf)
			return square;
	}
	return NULL;
}

/* The same, as a guest sees it. */
static inline struct square *shadow_land_reach(struct shadow_land *land, uint32_t vm, uint16_t vbdf)
{
	struct square *square = shadow_land_at(land, vm, vbdf);

	return square && square->is_bound ? square : NULL;
}

/* Whether a guest has room for memory; and whether other memory is what takes the room away. */
static inline bool shadow_land_fits(const struct shadow_land *land, uint32_t vm, uint64_t address,
				    uint64_t size, bool *is_taken)
{
	*is_taken = false;
	for (uint64_t page = address / PAGE; page < (address + size - 1) / PAGE + 1; page++) {
		if (page >= GUEST_PAGES)
			return false;
		*is_taken = *is_taken || land->pages[vm][page];
	}
	return !*is_taken;
}

static inline void shadow_land_map(struct shadow_land *land, uint32_t vm, uint32_t region,
				   uint64_t address)
{
	struct square *square = &land->squares[vm][region];
	uint16_t id = land->table->vms[vm].id;
	uint64_t size = square->shadow.setup.size;
	bool is_taken, is_fitting = shadow_land_fits(land, vm, address, size, &is_taken);
	struct land_call map = { LAND_MAP, id,	 0,
				 address,  size, expected_offset(land->table, region),
				 0 };

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

static inline void shadow_land_unmap(struct shadow_land *land, uint32_t vm, uint32_t region)
{
	struct square *square = &land->squares[vm][region];
	struct land_call call = { .kind = LAND_UNMAP, .vm = land->table->vms[vm].id };

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

static inline void shadow_land_raise(struct shadow_land *land, uint32_t vm, uint32_t region,
				     const struct call *raise)
{
	land_calls_add(&land->calls, (struct land_call) {
					     .kind = LAND_MSI,
					     .vm = land->table->vms[vm].id,
					     .vbdf = land->squares[vm][region].vbdf,
					     .address = raise->address,
					     .data = raise->data,
				     });
}

/* What has happened on a square, in the words of hv.h. Returns the ring that is left, or NULL. */
static inline const struct call *shadow_land_settle_square(struct shadow_land *land, uint32_t vm,
							   uint32_t region)
{
	struct calls *calls = &land->squares[vm][region].shadow.calls;
	const struct call *ring = NULL;

	for (unsigned i = 0; i < calls->count; i++) {
		const struct call *call = &calls->list[i];

		if (call->kind == CALL_MAP && call->number == 2)
			shadow_land_map(land, vm, region, call->address);
		else if (call->kind == CALL_UNMAP && call->number == 2)
			shadow_land_unmap(land, vm, region);
		else if (call->kind == CALL_RAISE)
			shadow_land_raise(land, vm, region, call);
		else if (call->kind == CALL_RING)
			ring = call;
	}
	calls->count = 0;
	return ring;
}

/* The same for all squares. Whom a ring means stands in the same column. */
static inline void shadow_land_settle(struct shadow_land *land)
{
	for (uint32_t vm = 0; vm < land->table->vm_count; vm++) {
		for (uint32_t region = 0; region < land->table->region_count; region++) {
			const struct call *ring = shadow_land_settle_square(land, vm, region);
			uint32_t peer =
				ring ? vm_index(land->table, (uint16_t)ring->number) : NOBODY;

			if (peer == NOBODY || !land->squares[peer][region].is_bound)
				continue;
			shadow_notify(&land->squares[peer][region].shadow, ring->data);
			shadow_land_settle_square(land, peer, region);
		}
	}
}

static inline void shadow_land_power_on(struct shadow_land *land, uint32_t vm, uint32_t region,
					uint16_t vbdf)
{
	struct square *square = &land->squares[vm][region];
	const struct ivshmem_setup setup = {
		.size = land->table->regions[region].size,
		.region_id = land->table->regions[region].region_id,
		.vectors = square->vectors,
		.position = land->table->vms[vm].id,
	};

	shadow_init(&square->shadow, &setup);
	square->vbdf = vbdf;
	square->is_present = true;
	square->is_bound = true;
}

static inline void shadow_land_init(struct shadow_land *land, const struct cfg_table *table)
{
	memset(land, 0, sizeof(*land));
	land->table = table;
	for (uint32_t i = 0; i < table->device_count; i++) {
		const struct cfg_ivshmem *row = &table->devices[i];
		struct square *square = &land->squares[row->vm][row->region];

		square->is_square = table->regions[row->region].land == CFG_LAND_HV;
		square->vectors = row->vectors;
		if (square->is_square && table->vms[row->vm].load_order != CFG_POST_LAUNCHED)
			shadow_land_power_on(land, row->vm, row->region, row->vbdf);
	}
}

/* A claim for a region by its index. */
static inline enum hv_land_result
shadow_land_create(struct shadow_land *land, const struct hv_land_claim *claim, uint32_t region)
{
	uint32_t vm = vm_index(land->table, claim->place.vm);

	if (vm == NOBODY)
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
	if (shadow_land_at(land, vm, claim->place.vbdf))
		return HV_LAND_VBDF_TAKEN;
	shadow_land_power_on(land, vm, region, claim->place.vbdf);
	return HV_LAND_OK;
}

static inline enum hv_land_result shadow_land_reset_device(struct shadow_land *land,
							   struct hv_place place)
{
	struct square *square = shadow_land_at(land, vm_index(land->table, place.vm), place.vbdf);

	if (!square)
		return HV_LAND_NO_DEVICE;
	shadow_reset(&square->shadow);
	shadow_land_settle(land);
	return HV_LAND_OK;
}

static inline enum hv_land_result shadow_land_destroy(struct shadow_land *land,
						      struct hv_place place)
{
	uint32_t vm = vm_index(land->table, place.vm);
	struct square *square = shadow_land_at(land, vm, place.vbdf);

	if (vm == NOBODY)
		return HV_LAND_NO_VM;
	if (land->table->vms[vm].load_order != CFG_POST_LAUNCHED)
		return HV_LAND_NOT_POST_LAUNCHED;
	if (!square)
		return HV_LAND_NO_DEVICE;
	shadow_land_reset_device(land, place);
	square->is_present = false;
	square->is_bound = false;
	return HV_LAND_OK;
}

/* Down and, if it is to be, up again. */
static inline void shadow_land_down(struct shadow_land *land, uint32_t vm, bool is_up_again)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		if (!square->is_bound)
			continue;
		shadow_reset(&square->shadow);
		square->is_bound = is_up_again;
	}
	shadow_land_settle(land);
}

static inline void shadow_land_up(struct shadow_land *land, uint32_t vm)
{
	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++)
		land->squares[vm][region].is_bound = land->squares[vm][region].is_present;
}

/* The square and BAR of registers at an address; NULL if none. */
static inline struct square *shadow_land_find_bar(struct shadow_land *land, uint32_t vm,
						  uint64_t address, unsigned *bar)
{
	static const uint64_t sizes[] = { 256, 4096 };

	for (unsigned region = 0; vm < RANDOM_VMS && region < RANDOM_REGIONS; region++) {
		struct square *square = &land->squares[vm][region];

		for (*bar = 0; *bar < 2; (*bar)++) {
			uint64_t mapped = square->shadow.mapped[*bar];

			if (square->is_bound && mapped &&
			    address / sizes[*bar] == mapped / sizes[*bar])
				return square;
		}
	}
	return NULL;
}

#endif
