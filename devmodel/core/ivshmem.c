/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem.c: the device's identity, BARs and registers. */
#include "core/ivshmem.h"

void ivshmem_init(struct ivshmem *device, const struct ivshmem_setup *setup,
		  const struct port *port)
{
	const struct pci_identity identity = {
		.vendor_id = IVSHMEM_VENDOR_ID,
		.device_id = IVSHMEM_DEVICE_ID,
		.revision_id = IVSHMEM_REVISION_ID,
		.class_code = IVSHMEM_CLASS_CODE,
		.subsystem_vendor_id = IVSHMEM_SUBSYSTEM_VENDOR_ID,
		.subsystem_id = setup->region_id,
	};
	const struct pci_bar bars[PCI_BARS] = {
		[IVSHMEM_BAR_REGISTERS] = { .size = IVSHMEM_REGISTERS_SIZE },
		[IVSHMEM_BAR_MSIX] = { .size = setup->vectors ? IVSHMEM_MSIX_SIZE : 0 },
		[IVSHMEM_BAR_MEMORY] = {
			.size = setup->size,
			.is_64bit = true,
			.is_prefetchable = true,
		},
	};

	device->position = setup->vectors ? setup->position : 0;
	device->irq_mask = 0;
	device->irq_status = 0;
	pci_init(&device->pci, &identity, bars, setup->vectors, IVSHMEM_BAR_MSIX,
		 setup->is_vmm_table, port);
}

void ivshmem_reset(struct ivshmem *device)
{
	device->irq_mask = 0;
	device->irq_status = 0;
	pci_reset(&device->pci);
}

void ivshmem_set_position(struct ivshmem *device, uint16_t position)
{
	if (device->pci.msix.vector_count)
		device->position = position;
}

static uint32_t read_register(const struct ivshmem *device, uint64_t offset)
{
	switch (offset) {
	case IVSHMEM_IRQ_MASK:
		return device->irq_mask;
	case IVSHMEM_IRQ_STATUS:
		return device->irq_status;
	case IVSHMEM_IV_POSITION:
		return device->position;
	default:
		return 0;
	}
}

static void ring(struct ivshmem *device, uint32_t value)
{
	const struct port *port = device->pci.port;

	/* Without notification the doorbell has no effect. */
	if (device->pci.msix.vector_count)
		port->ring(port->ctx, (uint16_t)(value >> 16), (uint16_t)value);
}

static void write_register(struct ivshmem *device, uint64_t offset, uint32_t value)
{
	switch (offset) {
	case IVSHMEM_IRQ_MASK:
		device->irq_mask = value;
		break;
	case IVSHMEM_IRQ_STATUS:
		device->irq_status = value;
		break;
	case IVSHMEM_DOORBELL:
		ring(device, value);
		break;
	default: /* IVPosition is read-only, the rest is reserved */
		break;
	}
}

static bool is_register_access(uint64_t offset, unsigned size)
{
	return size == 4 && offset % 4 == 0;
}

uint64_t ivshmem_bar_read(const struct ivshmem *device, unsigned bar, uint64_t offset,
			  unsigned size)
{
	if (bar == IVSHMEM_BAR_REGISTERS && is_register_access(offset, size))
		return read_register(device, offset);
	if (bar == IVSHMEM_BAR_MSIX)
		return msix_read(&device->pci, offset, size);
	return 0;
}

void ivshmem_bar_write(struct ivshmem *device, unsigned bar, uint64_t offset, unsigned size,
		       uint64_t value)
{
	if (bar == IVSHMEM_BAR_REGISTERS && is_register_access(offset, size))
		write_register(device, offset, (uint32_t)value);
	else if (bar == IVSHMEM_BAR_MSIX)
		msix_write(&device->pci, offset, size, value);
}

void ivshmem_notify(struct ivshmem *device, unsigned vector)
{
	msix_notify(&device->pci, vector);
}
