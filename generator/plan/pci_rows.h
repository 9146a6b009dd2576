/* SPDX-License-Identifier: BSD-3-Clause
 * pci_rows.h: how many rows a VM has in the hypervisor's tables of PCI devices.
 */
#ifndef PLAN_PCI_ROWS_H
#define PLAN_PCI_ROWS_H

#include "model/model.h"

/* Whether one of them is a root port for precision time measurement. */
bool pci_rows_have_ptm(const struct vm *vm);

/* The devices that the hypervisor emulates for a VM, and those that it passes through. acrn-dm
 * passes through those of a post-launched VM. */
size_t pci_rows_count(const struct vm *vm);

#endif
