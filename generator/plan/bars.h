/* SPDX-License-Identifier: BSD-3-Clause
 * bars.h: the addresses of a VM's BARs, where the hypervisor sets them: in the Service VM and in
 * pre-launched VMs. acrn-dm and the guest's firmware choose those of post-launched VMs.
 *
 * The rules use it to check that there is room, and the plan to choose addresses: so a scenario
 * that passes the rules can always be planned.
 */
#ifndef PLAN_BARS_H
#define PLAN_BARS_H

#include "model/model.h"

/* BARs of an ivshmem device: registers, MSI-X, memory. */
#define BARS_IVSHMEM 3u

struct bar {
	const struct device *device;
	unsigned index;
	bool is_64;	/* may lie above 4 GiB */
	bool is_io;	/* of I/O ports: the board's, without a size */
	uint64_t size;	/* of the addresses that it takes */
	bool is_placed; /* `address` counts */
	uint64_t address;
	uint64_t largest; /* of a BAR not placed: the largest one that would be, 0 for none */
};

struct bars {
	struct bar *all; /* in the order in which they were placed; those of I/O ports last */
	size_t count;
};

/* Whether the hypervisor sets the BARs of a region's device in the VM, and not acrn-dm. */
bool bars_are_fixed(const struct vm *vm, const struct device *device);

/* Whether it is known which addresses a VM has for them: the Service VM's are the board's. */
bool bars_are_known(const struct model *model, const struct vm *vm);

/* Gives every BAR of a VM an address of its own inside a window: as ACRN the first that is free,
 * 32-bit BARs and the largest first; where that leaves a BAR without an address, in the order that
 * has room for the most. The BARs are those of regions, of PCI vUARTs, and of passthrough devices
 * where the board is known. */
struct bars bars_place(struct arena *arena, const struct model *model, const struct vm *vm);

/* The addresses, in bytes, that a VM has for BARs, and those that are free before any is placed:
 * the rest is the board's devices'. Only where they are known. */
struct bars_room {
	uint64_t size, free;
};
struct bars_room bars_room(struct arena *arena, const struct model *model, const struct vm *vm);

#endif
