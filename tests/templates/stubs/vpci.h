/* SPDX-License-Identifier: BSD-3-Clause
 * vpci.h: a stand-in for ACRN's. */
#ifndef VPCI_H
#define VPCI_H

struct pci_vdev_ops {
	int unused;
};

extern const struct pci_vdev_ops vhostbridge_ops;

#endif
