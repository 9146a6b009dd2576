/* SPDX-License-Identifier: BSD-3-Clause
 * pci_rows.c: counts the rows of a VM in the hypervisor's tables of PCI devices. */
#include "plan/pci_rows.h"

#include "plan/internal.h"

bool pci_rows_have_ptm(const struct vm *vm)
{
	return vm->load_order == CFG_POST_LAUNCHED && vm->ptm.is_set;
}

static bool has_row(const struct vm *vm, const struct device *device)
{
	switch (device->kind) {
	case DEVICE_IVSHMEM:
		return device->ivshmem->region->declarations[0]->land == CFG_LAND_HV;
	case DEVICE_VUART:
		return true;
	case DEVICE_PASSTHROUGH:
		return vm->load_order == CFG_PRE_LAUNCHED;
	default:
		return false;
	}
}

/* A pre-launched VM has a host bridge if it has any other device. */
size_t pci_rows_count(const struct vm *vm)
{
	size_t count = pci_rows_have_ptm(vm);

	for (size_t i = 0; i < vm->device_count; i++)
		count += has_row(vm, &vm->devices[i]);
	return count + (count && vm->load_order == CFG_PRE_LAUNCHED);
}

void plan_fill_pci_rows(struct planner *planner)
{
	for (size_t i = 0; i < planner->plan->vm_count; i++) {
		struct plan_vm_hypervisor *to = &planner->vms[i];

		to->has_ptm = pci_rows_have_ptm(to->vm);
		to->pci_device_count = (unsigned)pci_rows_count(to->vm);
	}
}
