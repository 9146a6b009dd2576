/* SPDX-License-Identifier: BSD-3-Clause
 * vpci.h: a stand-in for ACRN's. */
#ifndef VPCI_H
#define VPCI_H

struct pci_vdev_ops {
	int unused;
};

#endif
