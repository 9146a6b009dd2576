/* SPDX-License-Identifier: BSD-3-Clause
 * pci.h: the configuration space of a PCI function with memory BARs and, optionally, MSI-X.
 *
 * Offsets and bits are those of the PCI Local Bus Specification 3.0, chapter 6. Freestanding: no
 * allocation, no globals; the caller provides the storage.
 */
#ifndef CORE_PCI_H
#define CORE_PCI_H

#include <stdbool.h>
#include <stdint.h>

#include "core/port.h"

#define PCI_CONFIG_SIZE	 256u
#define PCI_BARS	 6u
#define PCI_MSIX_VECTORS 8u /* at most; MAX_IVSHMEM_MSIX_TBL_ENTRY_NUM of ACRN */

/* Offsets in configuration space. */
enum {
	PCI_VENDOR_ID = 0x00,
	PCI_DEVICE_ID = 0x02,
	PCI_COMMAND = 0x04,
	PCI_STATUS = 0x06,
	PCI_REVISION_ID = 0x08,
	PCI_CLASS_PROG = 0x09, /* then subclass and base class */
	PCI_HEADER_TYPE = 0x0e,
	PCI_BAR0 = 0x10,
	PCI_SUBSYSTEM_VENDOR_ID = 0x2c,
	PCI_SUBSYSTEM_ID = 0x2e,
	PCI_ROM_ADDRESS = 0x30,
	PCI_CAPABILITY_LIST = 0x34,
	PCI_INTERRUPT_LINE = 0x3c,
	PCI_INTERRUPT_PIN = 0x3d,
	PCI_MSIX_CAPABILITY = 0x40, /* of this function */
};

/* Command register. */
#define PCI_COMMAND_MEMORY 0x0002u
#define PCI_COMMAND_MASTER 0x0004u
#define PCI_COMMAND_INTX   0x0400u /* interrupt disable */

/* MSI-X, 6.8.2: the capability and its message control. */
#define PCI_CAPABILITY_MSIX    0x11u
#define PCI_MSIX_CONTROL       2u /* from the capability's start */
#define PCI_MSIX_ENABLE	       0x8000u
#define PCI_MSIX_FUNCTION_MASK 0x4000u
#define PCI_MSIX_ENTRY_SIZE    16u
#define PCI_MSIX_ENTRY_MASK    0x1u /* of the vector control, the entry's last four bytes */

/* What a function is; constant while it lives. */
struct pci_identity {
	uint16_t vendor_id, device_id;
	uint8_t revision_id;
	uint32_t class_code; /* 24 bits */
	uint16_t subsystem_vendor_id, subsystem_id;
};

/* One BAR: a power of two of at least 16 bytes, or 0 for none. A 64-bit BAR takes the next number
 * as well, which is to be left empty. */
struct pci_bar {
	uint64_t size;
	bool is_64bit, is_prefetchable;
};

struct msix_entry {
	uint64_t address;
	uint32_t data;
	uint32_t control;
};

/* The MSI-X table and its pending bits, in one BAR: the table at 0, the bits after it. */
struct msix {
	unsigned vector_count; /* 0: the function has no MSI-X */
	unsigned bar;
	bool is_vmm_table; /* the VMM keeps the table, and masks single vectors */
	uint16_t control;  /* message control; enable and function mask are the guest's */
	struct msix_entry table[PCI_MSIX_VECTORS];
	uint8_t pending;
};

/* The offset of the pending bits in the BAR. */
#define MSIX_PBA_OFFSET 0x800u

struct pci_function {
	struct pci_identity identity;
	struct pci_bar bars[PCI_BARS];
	uint64_t addresses[PCI_BARS]; /* as the guest wrote them, aligned to the size */
	bool is_mapped[PCI_BARS];
	uint16_t command;
	uint8_t interrupt_line;
	struct msix msix;
	const struct port *port;
};

/* A function after power-on. `vector_count` 0 to PCI_MSIX_VECTORS; with 1 and more `msix_bar` is a
 * BAR of at least 4 KiB. The identity and BARs are copied; the port must outlive the function. */
void pci_init(struct pci_function *function, const struct pci_identity *identity,
	      const struct pci_bar bars[PCI_BARS], unsigned vector_count, unsigned msix_bar,
	      bool is_vmm_table, const struct port *port);

/* Back to power-on: BARs are unmapped and forgotten, MSI-X is off. */
void pci_reset(struct pci_function *function);

/* Reads or writes `size` bytes of configuration space: 1, 2 or 4, aligned to themselves. Any other
 * access reads as all ones of that size and writes nothing. */
uint32_t pci_config_read(const struct pci_function *function, unsigned offset, unsigned size);
void pci_config_write(struct pci_function *function, unsigned offset, unsigned size,
		      uint32_t value);

/* Called by pci_reset() and pci_config_write(): power-on, a write to the message control, and after
 * a change of the command register, which may release pending messages. */
void msix_reset(struct msix *msix);
void msix_write_control(struct pci_function *function, uint16_t control);
void msix_send_pending(struct pci_function *function);

/* The MSI-X table and pending bits: accesses of 4 or 8 bytes, aligned; any other, and any beyond
 * them, reads 0 and writes nothing. Pending bits can't be written. */
uint64_t msix_read(const struct pci_function *function, uint64_t offset, unsigned size);
void msix_write(struct pci_function *function, uint64_t offset, unsigned size, uint64_t value);

/* An interrupt of the device: the message is sent, or is pending while its vector or the function
 * is masked. Nothing happens with MSI-X off, bus mastering off or for a vector that does not exist.
 */
void msix_notify(struct pci_function *function, unsigned vector);

#endif
