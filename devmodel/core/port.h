/* SPDX-License-Identifier: BSD-3-Clause
 * port.h: what the device needs from its surroundings.
 *
 * The core keeps a device's registers and nothing else. Everything that has an effect outside goes
 * through these calls, and their implementation decides what the device is part of: a hypervisor,
 * or a process that serves a VMM. No call may call back into the device that made it.
 */
#ifndef CORE_PORT_H
#define CORE_PORT_H

#include <stdint.h>

struct port {
	void *ctx; /* passed to every call */

	/* BAR `bar` now answers at the guest-physical `address`: memory decoding is on and the
	 * address is not the all-ones of sizing. Called again, after unmap, when the guest moves
	 * it. */
	void (*map)(void *ctx, unsigned bar, uint64_t address);

	/* BAR `bar`, which was mapped, no longer answers. */
	void (*unmap)(void *ctx, unsigned bar);

	/* The MSI-X message of `vector` is to be sent: `data` to `address`. Where the VMM keeps the
	 * MSI-X table (struct ivshmem_setup), both are 0, and the vector alone identifies it. */
	void (*trigger)(void *ctx, unsigned vector, uint64_t address, uint32_t data);

	/* The guest rings the doorbell: `vector` of `peer`, which may not exist: then nothing
	 * happens. */
	void (*ring)(void *ctx, uint16_t peer, uint16_t vector);
};

#endif
