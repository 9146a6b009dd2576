/* SPDX-License-Identifier: BSD-3-Clause
 * hv.h: what a hypervisor gives to hv-land.
 *
 * All calls but lock() are made with the lock held, so no two of them are made at the same time.
 * None may wait for a guest or for anything else that takes long, and none may call hv-land. Locks
 * of the hypervisor's own that they take come after this one: a CPU that holds one of those must
 * not call hv-land.
 *
 * A device is passed as its handle, of which hv/land.h lists what the hypervisor may read: the VM
 * and the address on its PCI bus are device->place.
 */
#ifndef HV_HV_H
#define HV_HV_H

#include <stdbool.h>
#include <stdint.h>

struct hv_device;

/* The address of a device: a VM, by its ID in the table, and an address on that VM's PCI bus. */
struct hv_place {
	uint16_t vm;
	uint16_t vbdf; /* CFG_BDF() */
};

struct hv {
	void *ctx; /* passed to every call */

	/* The VMM of each VM keeps the MSI-X tables of its devices and masks single vectors by
	 * itself, as QEMU does for vfio-user; the function mask reaches hv-land. Constant after
	 * hv_land_init(). */
	bool is_vmm_table;

	/* The guest of the device's VM now finds the `size` bytes at `memory`, part of the block
	 * that hv-land was given, at the guest-physical `address`: to read and write, cached like
	 * any RAM. `size` is that of a region and `address` a multiple of it, and hv-land has
	 * nothing else mapped in this VM there. But the guest chooses the address: false refuses
	 * one that is beyond its address space or where it has something else, and then nothing has
	 * changed. */
	bool (*map)(void *ctx, const struct hv_device *device, uint64_t address, uint8_t *memory,
		    uint64_t size);

	/* The guest loses a range that map() has accepted: when this returns, none of the VM's CPUs
	 * reaches the memory through it. Where that takes an answer of other CPUs, they have to
	 * give it also while they wait in lock(). */
	void (*unmap)(void *ctx, const struct hv_device *device, uint64_t address, uint64_t size);

	/* The device sends the message-signalled interrupt of `vector`: `data` to `address`, as the
	 * VM's guest has set them: they may be nonsense, which must hurt that VM only. What they
	 * mean is the interrupt controller's matter. With is_vmm_table both are 0, and the VMM is
	 * to send the vector's message. The VM may be the one whose CPU has made the access that is
	 * being served, or any other. */
	void (*inject_msi)(void *ctx, const struct hv_device *device, unsigned vector,
			   uint64_t address, uint32_t data);

	/* Around all that hv-land does. A CPU that has the lock does not take it again; where
	 * interrupt handlers call hv-land, lock() keeps them out. */
	void (*lock)(void *ctx);
	void (*unlock)(void *ctx);

	/* One line of plain text about a device, without a line feed. Guests can cause it as often
	 * as they like: the hypervisor limits the rate. */
	void (*log)(void *ctx, const struct hv_device *device, const char *line);
};

#endif
