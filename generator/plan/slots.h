/* SPDX-License-Identifier: BSD-3-Clause
 * slots.h: who sits where on bus 0 of one VM.
 *
 * The rules read from it what collides and which slot is free, the plan fills in what is open.
 */
#ifndef PLAN_SLOTS_H
#define PLAN_SLOTS_H

#include <stdbool.h>

#include "model/model.h"

#define SLOTS_FUNCTIONS 8u

struct slots {
	/* The device the user put there first, by slot and function. */
	const struct device *owners[CFG_SLOT_MAX + 1][SLOTS_FUNCTIONS];
	bool is_blocked[CFG_SLOT_MAX + 1]; /* reserved, or a device of the board's */
	bool is_taken[CFG_SLOT_MAX + 1];   /* by an owner, or by slots_take() */
};

/* A range of slots in which a kind of device may be put. */
struct slot_range {
	unsigned first, last;
};

/* What keeps a device from the place that the user gave it; SLOT_FINE where nothing was said. */
enum slot_verdict {
	SLOT_FINE,
	SLOT_MALFORMED, /* no vBDF, no slot number */
	SLOT_OFF_BUS,	/* not on bus 0 */
	SLOT_RESERVED,	/* for a device that every VM of the kind has */
	SLOT_NATIVE,	/* the Service VM: the board has a device there */
};

enum slot_verdict slots_judge(const struct model *model, const struct vm *vm,
			      const struct device *device);

/* Enters what is reserved and every device that the user put in a place that slots_judge() finds
 * fine. Of two in one place the first stays. */
void slots_enter(struct slots *slots, const struct model *model, const struct vm *vm);

/* The device that has the place of `device` already; for a post-launched VM, whose devices acrn-dm
 * places by slot, any function of it. NULL for none and for the device itself. */
const struct device *slots_rival(const struct slots *slots, const struct vm *vm,
				 const struct device *device);

/* Where a device that may go anywhere is looked for a place. */
struct slot_range slots_range(const struct vm *vm, const struct device *device);

/* The first free slot of a range, or -1; how many there are. */
int slots_first_free(const struct slots *slots, struct slot_range range);
unsigned slots_count_free(const struct slots *slots, struct slot_range range);

void slots_take(struct slots *slots, unsigned slot);

#endif
