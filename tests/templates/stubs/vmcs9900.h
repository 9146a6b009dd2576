/* SPDX-License-Identifier: BSD-3-Clause
 * vmcs9900.h: a stand-in for ACRN's: the functions of PCI vUARTs. */
#ifndef VMCS9900_H
#define VMCS9900_H

extern const struct pci_vdev_ops vmcs9900_ops;

#endif
