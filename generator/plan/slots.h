/* SPDX-License-Identifier: BSD-3-Clause
 * slots.h: which slots of bus 0 of one VM are taken, by which device, and which ones the devices
 * without an address get.
 *
 * The rules find conflicts and devices that get no slot with it, the plan takes what it chooses: so
 * a scenario that passes the rules can always be planned.
 */
#ifndef PLAN_SLOTS_H
#define PLAN_SLOTS_H

#include <stdbool.h>

#include "model/model.h"

struct arena;
struct board_device;

#define SLOTS_FUNCTIONS 8u

/* So many devices of one address are entered that exclude one another, as in the arms of an `if`.
 */
#define SLOTS_OWNERS 4u

struct slots {
	/* The devices that the user put there, by slot and function, up to the first NULL: the
	 * first device, and of a script those that exclude all before them. */
	const struct device *owners[CFG_SLOT_MAX + 1][SLOTS_FUNCTIONS][SLOTS_OWNERS];
	bool is_blocked[CFG_SLOT_MAX + 1]; /* reserved, or described by the board */
	bool is_taken[CFG_SLOT_MAX + 1];   /* by an owner, or by slots_take() */

	/* Function 0 alone: taken, reserved, or a PCI function of the board. */
	bool is_address_taken[CFG_SLOT_MAX + 1];
	/* Function 0: ACRN's build counts it as the address of a legacy vUART, which has none. */
	bool is_of_legacy_vuart[CFG_SLOT_MAX + 1];
};

/* A range of slots in which a kind of device may be put: where nothing else is in the slot; or
 * `by_address`, where nothing else is function 0. */
struct slot_range {
	unsigned first, last;
	bool by_address;
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

/* Whether a slot is for a device that every VM of the kind has, or may have, and for no other. */
bool slots_is_reserved(const struct model *model, const struct vm *vm, unsigned slot);

/* What that device is: "the host bridge". */
const char *slots_reserved_for(unsigned slot);

/* The device of the board that the Service VM has at an address of bus 0; NULL for none, and for
 * other VMs. */
const struct board_device *slots_native(const struct model *model, const struct vm *vm,
					uint16_t bdf);

/* Enters the reserved slots, and every device whose address is SLOT_OK. Of two devices with one
 * address the first is entered, and the other one if a script never has both. What is reserved in a
 * script depends on its other devices: there no slot is. */
void slots_enter(struct slots *slots, const struct model *model, const struct vm *vm);

/* The device that has the address of `device` already, and can be there together with it; for a
 * post-launched VM, whose devices acrn-dm places by slot, any function of the slot, except that
 * customized_parameters and scripts may tell functions apart. NULL for none and for the device
 * itself. */
const struct device *slots_conflict(const struct slots *slots, const struct vm *vm,
				    const struct device *device);

/* The slots for a device without an address. */
struct slot_range slots_range(const struct vm *vm, const struct device *device);

/* The first free slot of a range, or -1. Those that ACRN's build counts for legacy vUARTs come
 * last. */
int slots_first_free(const struct slots *slots, struct slot_range range);

void slots_take(struct slots *slots, unsigned slot);

/* Gives each device of the VM that has no address a free slot of its range, or -1: chosen[i] for
 * vm->devices[i]. First come those with a range of their own, as in ACRN's build, and last what
 * that build has no address for. The image of keys gets what the others leave, from the end: the
 * guest's first disk stays the first one. */
void slots_choose(struct slots *slots, const struct vm *vm, int chosen[]);

/* Where a device is: where the user has put it, or where slots_choose() does. */
struct slot_place {
	bool is_known; /* not of an address that is malformed or on another bus */
	uint16_t vbdf;
};

/* The places of all devices of a VM, in their order; *slots is as slots_choose() leaves it. */
struct slot_place *slots_place(struct arena *arena, const struct model *model, const struct vm *vm,
			       struct slots *slots);

#endif
