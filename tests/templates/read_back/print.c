/* SPDX-License-Identifier: BSD-3-Clause
 * print.c: prints the tables that it is compiled with, in the words of expected.xsl. */
#include <inttypes.h>
#include <stdio.h>

#include <asm/vm_config.h>
#include <ivshmem_cfg.h>
#include <vpci.h>

/* The tables themselves: one compiler for all of it takes a third of the time. */
#include <static_config.c>
#ifdef HAS_PCI_DEV
#include <pci_dev.c>
#endif

static const char *const load_orders[] = {
	[CFG_PRE_LAUNCHED] = "pre-launched",
	[CFG_SERVICE_VM] = "service",
	[CFG_POST_LAUNCHED] = "post-launched",
};

static void print_table(const struct cfg_table *table)
{
	printf("inputs %s\n", table->inputs);
	printf("table %u VMs, %u regions, %u devices\n", table->vm_count, table->region_count,
	       table->device_count);
	for (uint32_t i = 0; i < table->region_count; i++) {
		const struct cfg_region *region = &table->regions[i];

		printf("region %u: %s, %" PRIu64 " bytes, ID %u, %s\n", i, region->name,
		       region->size, region->region_id, region->land == CFG_LAND_HV ? "hv" : "dm");
	}
	for (uint32_t i = 0; i < table->vm_count; i++) {
		const struct cfg_vm *vm = &table->vms[i];

		printf("vm %u: %s, id %u, %s, %u devices from %u\n", i, vm->name, vm->id,
		       load_orders[vm->load_order], vm->device_count, vm->first_device);
		for (uint32_t j = 0; j < vm->device_count; j++) {
			const struct cfg_ivshmem *device = &table->devices[vm->first_device + j];

			printf("device of VM %u: region %u, vBDF %02x:%02x.%u\n", device->vm,
			       device->region, CFG_BDF_BUS(device->vbdf),
			       CFG_BDF_DEVICE(device->vbdf), CFG_BDF_FUNCTION(device->vbdf));
		}
	}
}

#ifdef IVSHMEM_SHM_REGIONS
static const struct ivshmem_shm_region mem_regions[8] = { IVSHMEM_SHM_REGIONS };

static void print_regions(void)
{
	printf("hypervisor %lu bytes, %lu devices\n", IVSHMEM_SHM_SIZE, IVSHMEM_DEV_NUM);
	for (int i = 0; i < 8 && mem_regions[i].size; i++)
		printf("hypervisor region %s, %" PRIu64 " bytes, ID %u\n", mem_regions[i].name,
		       mem_regions[i].size, mem_regions[i].region_id);
}
#else
static void print_regions(void)
{
}
#endif

const struct pci_vdev_ops vpci_ivshmem_ops;

static void print_row(unsigned vm, const struct acrn_vm_pci_dev_config *row)
{
	if (row->emu_type != PCI_DEV_TYPE_HVEMUL || row->vdev_ops != &vpci_ivshmem_ops)
		printf("no ivshmem device of VM %u\n", vm);
	printf("hypervisor device of VM %u: %s ", vm, row->shm_region_name);
	if (row->vbdf.value == UNASSIGNED_VBDF)
		puts("anywhere");
	else
		printf("in %02x:%02x.%u at 0x%" PRIx64 " 0x%" PRIx64 " 0x%" PRIx64 "\n", row->vbdf.bits.b,
		       row->vbdf.bits.d, row->vbdf.bits.f, row->vbar_base[0], row->vbar_base[1],
		       row->vbar_base[2] & ~UINT64_C(0xc));
}

#define ARRAY(id, name, count) { id, name, count },
static const struct {
	unsigned vm;
	const struct acrn_vm_pci_dev_config *rows;
	unsigned count;
} arrays[] = { PCI_DEV_ARRAYS { 0, NULL, 0 } };

int main(void)
{
	print_table(&static_config);
	print_regions();
	for (size_t i = 0; arrays[i].rows; i++)
		for (unsigned row = 0; row < arrays[i].count; row++)
			print_row(arrays[i].vm, &arrays[i].rows[row]);
	return 0;
}
