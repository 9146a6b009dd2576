// SPDX-License-Identifier: (GPL-2.0-only OR BSD-3-Clause)
/*
 * driver.c: a Linux driver for inter-VM shared memory, PCI 1af4:1110.
 *
 * User space maps the device's registers and its memory by UIO, and receives its notifications
 * without an IOMMU:
 *
 *   /dev/uioN                    map 0 has the registers, map 1 the memory; read() and poll() wait
 *                                for a notification of any vector, as with every UIO driver
 *   /dev/ivshmem/BDF-vectorN     a file for each MSI-X vector. read() returns 8 bytes, the number
 *                                of notifications since this open file was last read, or opened.
 *                                With none it blocks, or fails with EAGAIN; poll() says POLLIN if
 *                                there are some. So it can be used like an eventfd.
 *
 * When the device is removed or unbound, files that are open remain: they say POLLHUP and fail with
 * ENODEV.
 *
 * The memory is mapped uncached, as by sysfs, VFIO and other UIO drivers: on x86 all mappings of a
 * page must have the same cache mode, and peers see uncached writes in the order in which they are
 * made.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/uio_driver.h>

#include "vector.h"

#define IVSHMEM_VENDOR_ID    0x1af4
#define IVSHMEM_DEVICE_ID    0x1110
#define IVSHMEM_REVISION_MAX 1
#define IVSHMEM_VECTORS_MAX  2048 /* PCI's limit of a function */

enum { IVSHMEM_BAR_REGISTERS = 0, IVSHMEM_BAR_MEMORY = 2 };

/* UIO maps whole pages, and BAR0 is smaller than one. */
static int ivshmem_set_map(struct uio_mem *map, struct pci_dev *pdev, int bar, const char *name)
{
	resource_size_t start = pci_resource_start(pdev, bar), size = pci_resource_len(pdev, bar);

	if (!(pci_resource_flags(pdev, bar) & IORESOURCE_MEM) || !start || !size) {
		pci_err(pdev, "BAR%d has no memory\n", bar);
		return -ENODEV;
	}
	map->name = name;
	map->memtype = UIO_MEM_PHYS;
	map->addr = round_down(start, PAGE_SIZE);
	map->offs = start - map->addr;
	map->size = PAGE_ALIGN(map->offs + size);
	return 0;
}

/* Their number: 0 for a device without notification, or an error. */
static int ivshmem_alloc_vectors(struct pci_dev *pdev)
{
	if (pci_msix_vec_count(pdev) < 0)
		return 0;
	/* Without bus mastering no MSI-X message leaves the device. */
	pci_set_master(pdev);
	return pci_alloc_irq_vectors(pdev, 1, IVSHMEM_VECTORS_MAX, PCI_IRQ_MSIX);
}

/* Interrupts come last: they need the UIO device, and it appears with its vectors' files there. */
static int ivshmem_register(struct pci_dev *pdev, struct uio_info *uio, int vector_count)
{
	struct ivshmem_vector **vectors;
	int result, i;

	vectors = devm_kcalloc(&pdev->dev, vector_count, sizeof(*vectors), GFP_KERNEL);
	if (!vectors)
		return -ENOMEM;
	for (i = 0; i < vector_count; i++) {
		vectors[i] = ivshmem_vector_add(pdev, i);
		if (IS_ERR(vectors[i]))
			return PTR_ERR(vectors[i]);
	}
	result = devm_uio_register_device(&pdev->dev, uio);
	for (i = 0; i < vector_count && !result; i++)
		result = ivshmem_vector_start(vectors[i], pdev, uio);
	return result;
}

/* All is released with the device, in reverse order. */
static int ivshmem_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct uio_info *uio = devm_kzalloc(&pdev->dev, sizeof(*uio), GFP_KERNEL);
	int result, vector_count;

	if (!uio)
		return -ENOMEM;
	if (pdev->revision > IVSHMEM_REVISION_MAX) {
		pci_err(pdev, "unsupported revision %u\n", pdev->revision);
		return -ENODEV;
	}
	result = pcim_enable_device(pdev);
	if (!result)
		result = ivshmem_set_map(&uio->mem[0], pdev, IVSHMEM_BAR_REGISTERS, "registers");
	if (!result)
		result = ivshmem_set_map(&uio->mem[1], pdev, IVSHMEM_BAR_MEMORY, "memory");
	if (result)
		return result;
	vector_count = ivshmem_alloc_vectors(pdev);
	if (vector_count < 0) {
		pci_err(pdev, "cannot enable MSI-X: error %d\n", vector_count);
		return vector_count;
	}
	uio->name = "uio_ivshmem";
	uio->version = "1";
	uio->irq = vector_count ? UIO_IRQ_CUSTOM : UIO_IRQ_NONE;
	return ivshmem_register(pdev, uio, vector_count);
}

static const struct pci_device_id ivshmem_ids[] = {
	{ PCI_DEVICE(IVSHMEM_VENDOR_ID, IVSHMEM_DEVICE_ID) },
	{ 0 },
};
MODULE_DEVICE_TABLE(pci, ivshmem_ids);

static struct pci_driver ivshmem_driver = {
	.name = "uio_ivshmem",
	.id_table = ivshmem_ids,
	.probe = ivshmem_probe,
};

static int __init ivshmem_init(void)
{
	int result = ivshmem_vectors_init();

	if (result)
		return result;
	result = pci_register_driver(&ivshmem_driver);
	if (result)
		ivshmem_vectors_exit();
	return result;
}

static void __exit ivshmem_exit(void)
{
	pci_unregister_driver(&ivshmem_driver);
	ivshmem_vectors_exit();
}

module_init(ivshmem_init);
module_exit(ivshmem_exit);

MODULE_DESCRIPTION("Inter-VM shared memory by UIO, with a file for each MSI-X vector");
MODULE_LICENSE("Dual BSD/GPL");
