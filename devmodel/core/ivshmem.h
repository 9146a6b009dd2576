/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem.h: the inter-VM shared memory device, revision 1, as ACRN presents it to its guests.
 *
 * Freestanding: no allocation, no globals. One struct ivshmem is one PCI function of one VM; calls
 * on the same one must not overlap.
 */
#ifndef CORE_IVSHMEM_H
#define CORE_IVSHMEM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/pci.h"
#include "core/port.h"

#define IVSHMEM_VENDOR_ID	    0x1af4u
#define IVSHMEM_DEVICE_ID	    0x1110u
#define IVSHMEM_REVISION_ID	    0x01u
#define IVSHMEM_CLASS_CODE	    0x050000u /* memory controller, RAM */
#define IVSHMEM_SUBSYSTEM_VENDOR_ID 0x8086u

/* BARs. The registers' size is exact: Windows and Zephyr drivers refuse another. */
#define IVSHMEM_BAR_REGISTERS  0u
#define IVSHMEM_BAR_MSIX       1u /* only with notification */
#define IVSHMEM_BAR_MEMORY     2u /* and 3: it is a 64-bit one */
#define IVSHMEM_REGISTERS_SIZE 256u
#define IVSHMEM_MSIX_SIZE      4096u

/* Registers in BAR0: 4 bytes each, aligned. All others are reserved: they read 0. */
enum {
	IVSHMEM_IRQ_MASK = 0x0,	   /* R/W; no function in revision 1 */
	IVSHMEM_IRQ_STATUS = 0x4,  /* R/W; no function in revision 1 */
	IVSHMEM_IV_POSITION = 0x8, /* RO: this peer's ID */
	IVSHMEM_DOORBELL = 0xc,	   /* WO: peer << 16 | vector; reads 0 */
};

struct ivshmem_setup {
	uint64_t size;	    /* of the shared memory: a power of two, 4 KiB or more */
	uint16_t region_id; /* the subsystem ID */
	unsigned vectors;   /* 0: without notification, then there is no BAR1 */
	uint16_t position;  /* the peer ID; 0 without notification */
	bool is_vmm_table;  /* the VMM keeps the MSI-X table, as QEMU does for vfio-user */
};

struct ivshmem {
	struct pci_function pci;
	uint32_t irq_mask, irq_status;
	uint16_t position;
};

/* A device after power-on. The setup is copied; the port must outlive the device. */
void ivshmem_init(struct ivshmem *device, const struct ivshmem_setup *setup,
		  const struct port *port);

/* Back to power-on, with its position kept. */
void ivshmem_reset(struct ivshmem *device);

/* Another peer ID, for instance from a restarted server. */
void ivshmem_set_position(struct ivshmem *device, uint16_t position);

/* BAR0 and BAR1. BAR2 is memory and never comes here: it reads 0. Accesses that are unaligned, of a
 * wrong size or outside the BAR read 0 and write nothing. */
uint64_t ivshmem_bar_read(const struct ivshmem *device, unsigned bar, uint64_t offset,
			  unsigned size);
void ivshmem_bar_write(struct ivshmem *device, unsigned bar, uint64_t offset, unsigned size,
		       uint64_t value);

/* A peer has notified `vector` of this device. */
void ivshmem_notify(struct ivshmem *device, unsigned vector);

#endif
