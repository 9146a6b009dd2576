/* SPDX-License-Identifier: BSD-3-Clause
 * slots.h: which slots of bus 0 of one VM are taken, and by which device.
 *
 * The rules find conflicts and count free slots with it, the plan chooses slots.
 */
#ifndef PLAN_SLOTS_H
#define PLAN_SLOTS_H

#include <stdbool.h>

#include "model/model.h"

#define SLOTS_FUNCTIONS 8u

struct slots {
	/* The first device that the user put there, by slot and function. */
	const struct device *owners[CFG_SLOT_MAX + 1][SLOTS_FUNCTIONS];
	bool is_blocked[CFG_SLOT_MAX + 1]; /* reserved, or described by the board */
	bool is_taken[CFG_SLOT_MAX + 1];   /* by an owner, or by slots_take() */
};

/* A range of slots in which a kind of device may be put. */
struct slot_range {
	unsigned first, last;
};

/* Whether a device can have the address that the user gave it; SLOT_OK where there is none. */
enum slot_status {
	SLOT_OK,
	SLOT_MALFORMED, /* not a vBDF or a slot number */
	SLOT_OFF_BUS,	/* not on bus 0 */
	SLOT_RESERVED,	/* for a device that every VM of the kind has */
	SLOT_NATIVE,	/* the Service VM: the board has a PCI function there */
};

enum slot_status slots_check(const struct model *model, const struct vm *vm,
			     const struct device *device);

/* Enters the reserved slots, and every device whose address is SLOT_OK. Of two devices with one
 * address the first is entered. */
void slots_enter(struct slots *slots, const struct model *model, const struct vm *vm);

/* The device that has the address of `device` already; for a post-launched VM, whose devices
 * acrn-dm places by slot, any function of the slot, except that customized_parameters may tell
 * functions apart. NULL for none and for the device itself. */
const struct device *slots_conflict(const struct slots *slots, const struct vm *vm,
				    const struct device *device);

/* The slots for a device without an address. */
struct slot_range slots_range(const struct vm *vm, const struct device *device);

/* The first free slot of a range, or -1; how many there are. */
int slots_first_free(const struct slots *slots, struct slot_range range);
unsigned slots_count_free(const struct slots *slots, struct slot_range range);

void slots_take(struct slots *slots, unsigned slot);

#endif
