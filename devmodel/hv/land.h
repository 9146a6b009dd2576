/* SPDX-License-Identifier: BSD-3-Clause
 * land.h: shared memory between all VMs of a hypervisor, by the table that acrn-cfg generates.
 *
 * Freestanding: no allocation, no globals, no recursion; loops are bounded by the table's counts.
 * The hypervisor provides all storage and what hv.h lists. Calls may be made on any CPU at any
 * time, unless said otherwise; each takes the lock of struct hv once. What guests do reaches their
 * own devices, and the memory and interrupts of VMs with which the table lets them share a region.
 *
 * A device has a handle, a pointer into the storage, which is valid for as long as `land` is: it
 * means a VM's device of one region, present or absent. The hypervisor keeps it with what it knows
 * of the VM's PCI bus, so that accesses and interrupts search for nothing.
 */
#ifndef HV_LAND_H
#define HV_LAND_H

#include <stdbool.h>
#include <stdint.h>

#include "core/ivshmem.h"
#include "hv/hv.h"
#include "schema/static_config.h"

/* Why something was refused. Then nothing has changed. */
enum hv_land_result {
	HV_LAND_OK = 0,
	/* The hypervisor's table and storage. */
	HV_LAND_BAD_ABI,     /* the table is of another CFG_ABI */
	HV_LAND_BAD_TABLE,   /* the table breaks what static_config.h says of it */
	HV_LAND_BAD_STORAGE, /* there is less than hv_land_measure() says */
	/* A claim against the table. */
	HV_LAND_NO_VM,		   /* no VM has this ID */
	HV_LAND_NOT_POST_LAUNCHED, /* its devices are there for good */
	HV_LAND_NO_REGION,	   /* hv-land has no region of this name */
	HV_LAND_NOT_SHARED,	   /* it has, but not for this VM */
	HV_LAND_OTHER_SIZE,	   /* the region's size is another */
	/* A claim against what is there. */
	HV_LAND_DEVICE_EXISTS, /* the VM has its device of this region already */
	HV_LAND_VBDF_TAKEN,    /* by the VM's device of another region */
	HV_LAND_NO_DEVICE,     /* the device is absent */
};

/* What hv_land_init() needs for a table. */
struct hv_land_needs {
	uint64_t memory;  /* bytes of all regions together */
	uint32_t devices; /* one for each of the table's */
};

/* What the hypervisor provides; from then on it belongs to hv-land. The memory may be shared by
 * hv.h's map() only, and is aligned as that call needs it: to 4 KiB, or, if each region is to be
 * aligned to its size, to the largest one's. The devices are in the order of the table's. */
struct hv_land_storage {
	uint8_t *memory;
	uint64_t memory_size;
	struct hv_device *devices;
	uint32_t device_count;
};

enum hv_device_state {
	HV_DEVICE_ABSENT,  /* of a post-launched VM that has not claimed it; or of dm-land */
	HV_DEVICE_UNBOUND, /* its VM is down: it keeps its address, and no guest reaches it */
	HV_DEVICE_BOUND,
};

/* One device of the table. The hypervisor stores it and may read `row`, and in calls of struct hv,
 * or where it makes no two calls at a time, `place`; the rest is hv-land's. */
struct hv_device {
	struct hv_land *land;
	const struct cfg_ivshmem *row;
	struct hv_place place;
	enum hv_device_state state;
	struct port port;
	struct ivshmem ivshmem;
	bool is_mapped; /* hv.h's map() has taken BAR2, at this address */
	uint64_t address;
	/* The doorbell that the access under way has written to, until that is finished. */
	bool has_doorbell;
	uint16_t peer, vector;
};

struct hv_land {
	const struct hv *hv;
	const struct cfg_table *table;
	uint8_t *memory;
	struct hv_device *devices; /* as many as, and in the order of, the table's */
};

/* A claim: the device that a post-launched VM asks for. */
struct hv_land_claim {
	struct hv_place place; /* the vBDF is the caller's to choose */
	const char *region;    /* its name, NUL-terminated, without "hv:/" */
	uint64_t size;	       /* bytes */
};

/* A BAR that answers at a guest-physical address. */
struct hv_land_bar {
	struct hv_device *device;
	unsigned bar;
	uint64_t offset; /* in the BAR */
};

/* Checks the table and calculates what it needs. The table is treated as untrusted input, except
 * that its pointers lead to as many elements as its counts say. */
enum hv_land_result hv_land_measure(const struct cfg_table *table, struct hv_land_needs *needs);

/* Where in the memory a region lies: a multiple of its size. `region` is an index into a measured
 * table, of a region in hv-land. */
uint64_t hv_land_region_offset(const struct cfg_table *table, uint32_t region);

/* Clears the memory, once, and creates the devices of pre-launched VMs and the Service VM. Called
 * once, before any other call on `land`; there is no call to end it. The storage is copied; table,
 * hv and what the storage points to must outlive `land`, which must not move. */
enum hv_land_result hv_land_init(struct hv_land *land, const struct cfg_table *table,
				 const struct hv *hv, const struct hv_land_storage *storage);

/* The ID of the VM with this name, NUL-terminated; false if there is none. Takes no lock. */
bool hv_land_find_vm(const struct hv_land *land, const char *name, uint16_t *vm);

/* Creates a device of a post-launched VM, as after power-on, and sets *device to its handle. */
enum hv_land_result hv_land_create(struct hv_land *land, const struct hv_land_claim *claim,
				   struct hv_device **device);

/* Removes it: it is unmapped, and may be claimed again. Until then accesses by its handle, which
 * another CPU may still be using, read as ones and are lost. The hypervisor removes it from the
 * VM's bus: the next claim may have another vBDF. */
enum hv_land_result hv_land_destroy(struct hv_device *device);

/* The device at an address, bound or unbound; NULL if there is none. For setting up a VM's bus, and
 * for hypervisors that keep no handles. */
struct hv_device *hv_land_find_device(struct hv_land *land, struct hv_place place);

/* The VM is reset: all of its devices are as after power-on, unmapped, and at their addresses.
 * Nothing is injected until its guest has enabled MSI-X again. Its CPUs must not be running. */
void hv_land_reset_vm(struct hv_land *land, uint16_t vm);

/* The same for one device, as by a VMM that resets each of a VM's separately, whether its VM is up
 * or down, and of any load order. */
enum hv_land_result hv_land_reset_device(struct hv_device *device);

/* The VM goes down: as with a reset, and until hv_land_bind_vm() its devices do not answer. Devices
 * begin bound, so only what was unbound need be bound. */
void hv_land_unbind_vm(struct hv_land *land, uint16_t vm);
void hv_land_bind_vm(struct hv_land *land, uint16_t vm);

/* The guest of the device's VM reads or writes configuration space: see pci_config_read() and
 * _write(). While the device is not bound, all bits read as ones and writes are lost. */
uint32_t hv_land_config_read(struct hv_device *device, unsigned offset, unsigned size);
void hv_land_config_write(struct hv_device *device, unsigned offset, unsigned size, uint32_t value);

/* It reads or writes a BAR: see ivshmem_bar_read() and _write(); the same applies while the device
 * is not bound. A write to the doorbell has notified the peer when this returns. */
uint64_t hv_land_bar_read(struct hv_device *device, unsigned bar, uint64_t offset, unsigned size);
void hv_land_bar_write(struct hv_device *device, unsigned bar, uint64_t offset, unsigned size,
		       uint64_t value);

/* Which BAR of registers the guest of a VM has put at `address`, for hypervisors that see its
 * accesses by address. False if none, and then *found means nothing. BAR2, which is memory, is
 * never found. */
bool hv_land_find_bar(struct hv_land *land, uint16_t vm, uint64_t address,
		      struct hv_land_bar *found);

#endif
