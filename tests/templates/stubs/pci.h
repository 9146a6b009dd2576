/* SPDX-License-Identifier: BSD-3-Clause
 * pci.h: a stand-in for ACRN's: the address of a PCI device. */
#ifndef PCI_H
#define PCI_H

#include <stdint.h>

union pci_bdf {
	uint16_t value;
	struct {
		uint8_t f : 3;
		uint8_t d : 5;
		uint8_t b;
	} bits;
};

#endif
