/* SPDX-License-Identifier: BSD-3-Clause
 * chosen.h: the addresses that devices have, or that `gen` would choose for them.
 */
#ifndef LSP_CHOSEN_H
#define LSP_CHOSEN_H

#include "plan/slots.h"

struct arena;

struct chosen {
	const struct device *device;
	uint16_t bdf;  /* CFG_BDF() in the VM */
	bool is_given; /* by the scenario, not chosen */
};

/* The devices of a VM that have an address, in their order: returns the first of *count. */
const struct chosen *chosen_of_vm(struct arena *arena, const struct model *model,
				  const struct vm *vm, size_t *count);

/* The device of a peer; false where it has no address. */
bool chosen_of_peer(struct arena *arena, const struct model *model, const struct shm_peer *peer,
		    struct chosen *chosen);

#endif
