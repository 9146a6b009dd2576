/* SPDX-License-Identifier: BSD-3-Clause
 * static_config.h: the ABI header: the limits, and the layout of the C table that `acrn-cfg gen`
 * emits and every device backend reads.
 *
 * Self-contained: it needs a C11 compiler and no library. The generator includes it for the limits,
 * the emitted table for the types (and refuses to compile against another CFG_ABI), the device
 * backends for both.
 *
 * A table is constant data. It may be read from any thread for as long as the object that contains
 * it is loaded; no part of it is ever freed.
 */
#ifndef STATIC_CONFIG_H
#define STATIC_CONFIG_H

#include <stdint.h>

/* Changes with the layout of a struct below or the meaning of a field. */
#define CFG_ABI 2

/* Names. ACRN's hypervisor has `char name[32]` for the "hv:/" prefix, the name and the NUL, which
 * leaves 27 characters; a VM's name has at most 15 (VMNameType in ACRN's schema). */
#define CFG_REGION_NAME_MAX 27
#define CFG_VM_NAME_MAX	    15

/* Sizes of a region, in bytes; always a power of two. ACRN 2.0 accepts 4 KiB to 128 MiB, every
 * later release 2 MiB to 512 MiB. */
#define CFG_REGION_SIZE_MIN_2_0 0x1000u
#define CFG_REGION_SIZE_MAX_2_0 0x8000000u
#define CFG_REGION_SIZE_MIN	0x200000u
#define CFG_REGION_SIZE_MAX	0x20000000u

/* `struct ivshmem_shm_region mem_regions[8]` in ACRN's hypervisor. dm-land has no such limit. */
#define CFG_HV_REGIONS_MAX 8

/* The region ID is the function's PCI subsystem ID: 16 bits, 0 for none, up to 0xFFF reserved. */
#define CFG_REGION_ID_NONE	   0u
#define CFG_REGION_ID_RESERVED_MAX 0xFFFu
#define CFG_REGION_ID_MAX	   0xFFFFu

/* MSI-X vectors of a device with notification (MAX_IVSHMEM_MSIX_TBL_ENTRY_NUM). */
#define CFG_VECTORS 8

/* Slots of a post-launched VM's bus 0: host bridge, LPC, integrated GPU and the GPU's own LPC
 * bridge are reserved, 3 to 30 are free to use. */
#define CFG_SLOT_HOSTBRIDGE 0u
#define CFG_SLOT_LPC	    1u
#define CFG_SLOT_GPU	    2u
#define CFG_SLOT_FIRST	    3u
#define CFG_SLOT_LAST	    30u
#define CFG_SLOT_GPU_LPC    31u
#define CFG_SLOT_MAX	    31u

/* The slots of devices without a vBDF of their own: ivshmem 00:08.0 to 00:0f.0, PCI vUARTs 00:10.0
 * to 00:17.0 (the defaults in ACRN's schema). */
#define CFG_SLOT_IVSHMEM_FIRST 8u
#define CFG_SLOT_IVSHMEM_LAST  15u
#define CFG_SLOT_VUART_FIRST   16u
#define CFG_SLOT_VUART_LAST    23u

/* A PCI address as PCI itself packs it: bus 15..8, device 7..3, function 2..0. */
#define CFG_BDF(bus, device, function) \
	((uint16_t)(((unsigned)(bus) << 8) | ((unsigned)(device) << 3) | (unsigned)(function)))
#define CFG_BDF_BUS(bdf)      ((unsigned)(bdf) >> 8)
#define CFG_BDF_DEVICE(bdf)   (((unsigned)(bdf) >> 3) & 0x1fu)
#define CFG_BDF_FUNCTION(bdf) ((unsigned)(bdf)&7u)

/* A SHA-256 in lower-case hex. */
#define CFG_DIGEST_LENGTH 64

/* The provider of a region's memory. */
enum cfg_land {
	CFG_LAND_DM = 1, /* the Service VM: post-launched VMs only */
	CFG_LAND_HV = 2, /* the hypervisor: every VM */
};

/* What starts a VM, and when. */
enum cfg_load_order {
	CFG_PRE_LAUNCHED = 1,  /* the hypervisor, before the Service VM */
	CFG_SERVICE_VM = 2,    /* the hypervisor; it owns the devices that no other VM has */
	CFG_POST_LAUNCHED = 3, /* the Service VM, by a launch script */
};

/* One region of shared memory. */
struct cfg_region {
	char name[32];	    /* NUL-terminated, without the land's prefix; unique in a table */
	uint64_t size;	    /* bytes */
	uint16_t region_id; /* by which guests identify the region; or CFG_REGION_ID_NONE */
	uint8_t land;	    /* enum cfg_land */
	uint8_t reserved[5];
};

/* One ivshmem device: one region in one VM. */
struct cfg_ivshmem {
	uint32_t vm;	 /* index into cfg_table.vms */
	uint32_t region; /* index into cfg_table.regions */
	uint16_t vbdf; /* CFG_BDF() as the guest sees it; a post-launched VM's slot is its device */
	uint16_t vectors;
};

/* One VM and its run of devices: devices[first_device] to [first_device + device_count - 1]. */
struct cfg_vm {
	char name[16]; /* NUL-terminated, unique in a table */
	uint16_t id;   /* ACRN's VM ID, its peer ID in hv-land */
	uint8_t load_order;
	uint8_t reserved;
	uint32_t first_device;
	uint32_t device_count;
};

struct cfg_table {
	uint32_t abi; /* CFG_ABI */
	uint32_t vm_count;
	uint32_t region_count;
	uint32_t device_count;
	const struct cfg_vm *vms;	   /* by rising id */
	const struct cfg_region *regions;  /* in the order of the scenario */
	const struct cfg_ivshmem *devices; /* by VM; dm-land before hv-land */

	/* A digest of the table's inputs, NUL-terminated: the output of
	 * `sha256sum SCENARIO BOARD | cut -d' ' -f1 | sha256sum`, without BOARD if there was none.
	 */
	char inputs[CFG_DIGEST_LENGTH + 1];
	uint8_t reserved[7];
};

/* The name of the one symbol that an emitted table defines. */
extern const struct cfg_table static_config;

_Static_assert(sizeof(struct cfg_region) == 48, "cfg_region has no padding");
_Static_assert(sizeof(struct cfg_ivshmem) == 12, "cfg_ivshmem has no padding");
_Static_assert(sizeof(struct cfg_vm) == 28, "cfg_vm has no padding");
_Static_assert(CFG_REGION_NAME_MAX < sizeof(((struct cfg_region *)0)->name), "names fit");
_Static_assert(CFG_VM_NAME_MAX < sizeof(((struct cfg_vm *)0)->name), "names fit");

#endif
