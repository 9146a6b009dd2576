/* SPDX-License-Identifier: BSD-3-Clause
 * vm_config.h: a stand-in for ACRN's: the rows of a VM's PCI devices. */
#ifndef VM_CONFIG_H
#define VM_CONFIG_H

#include <stdint.h>

#include "counts.h"

#define CONFIG_MAX_PCI_DEV_NUM 96U
#define PCI_BAR_COUNT	       6U
#define PCI_DEV_TYPE_HVEMUL    2U
#define UNASSIGNED_VBDF	       0xFFFFU

union pci_bdf {
	uint16_t value;
	struct {
		uint8_t f : 3;
		uint8_t d : 5;
		uint8_t b;
	} bits;
};

struct pci_vdev_ops;

struct acrn_vm_pci_dev_config {
	uint32_t emu_type;
	union pci_bdf vbdf;
	union pci_bdf pbdf;
	char shm_region_name[32];
	uint64_t vbar_base[PCI_BAR_COUNT];
	const struct pci_vdev_ops *vdev_ops;
};

#endif
