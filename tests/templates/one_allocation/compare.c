/* SPDX-License-Identifier: BSD-3-Clause
 * compare.c: compares the lab's table with the tables of ACRN's hypervisor: each VM has the
 * same devices of hv-land in both, in one order and at one address. */
#include <stdio.h>
#include <string.h>

#include <asm/vm_config.h>
#include <vpci.h>

/* The tables themselves. */
#include <pci_dev.c>
#include <pt_intx.c>
#include <static_config.c>
#include <vm_configurations.c>

const struct pci_vdev_ops vhostbridge_ops, vmcs9900_ops, vpci_ivshmem_ops;

/* The next device of hv-land from the index on, or the end of the VM's devices. */
static uint32_t next_device(const struct cfg_vm *vm, uint32_t index)
{
	while (index < vm->first_device + vm->device_count &&
	       regions[devices[index].region].land != CFG_LAND_HV)
		index++;
	return index;
}

static int is_same(const struct cfg_vm *vm, const struct cfg_ivshmem *device,
		   const struct acrn_vm_pci_dev_config *row)
{
	uint16_t vbdf = CFG_BDF(row->vbdf.bits.b, row->vbdf.bits.d, row->vbdf.bits.f);

	if (strcmp(row->shm_region_name + strlen("hv:/"), regions[device->region].name) != 0)
		return 0;
	return vm->load_order == CFG_POST_LAUNCHED ? row->vbdf.value == UNASSIGNED_VBDF
						   : vbdf == device->vbdf;
}

/* The number of differences; adds the devices that are the same to *same. */
static unsigned compare(const struct cfg_vm *vm, const struct acrn_vm_config *config,
			unsigned *same)
{
	uint32_t index = next_device(vm, vm->first_device);
	unsigned differences = 0;

	for (unsigned i = 0; i < config->pci_dev_num; i++) {
		if (config->pci_devs[i].vdev_ops != &vpci_ivshmem_ops)
			continue;
		if (index == vm->first_device + vm->device_count ||
		    !is_same(vm, &devices[index], &config->pci_devs[i])) {
			printf("row %u of VM %s is not that of the lab's table\n", i, vm->name);
			return differences + 1;
		}
		++*same;
		index = next_device(vm, index + 1);
	}
	if (index != vm->first_device + vm->device_count)
		printf("VM %s lacks rows\n", vm->name);
	return index != vm->first_device + vm->device_count;
}

int main(void)
{
	unsigned same = 0, differences = 0;

	for (uint32_t i = 0; i < static_config.vm_count; i++)
		differences += compare(&vms[i], &vm_configs[vms[i].id], &same);
	printf("%u devices are the same\n", same);
	return differences || !same;
}
