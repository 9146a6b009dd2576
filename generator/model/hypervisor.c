/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: what holds for the hypervisor where a scenario is silent. */
#include "model/hypervisor.h"

const struct hypervisor hypervisor_defaults = {
	.debug.is_set = true,
	.console_vm.value = HYPERVISOR_NO_CONSOLE_VM,
	.max_vms.value = 16,
	.max_pci_devices.value = 96,
	.max_pt_irqs.value = 256,
	.max_ir_entries.value = 256,
	.max_msix_entries.value = 64,
};
