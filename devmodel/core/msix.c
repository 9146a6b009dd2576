/* SPDX-License-Identifier: BSD-3-Clause
 * msix.c: the MSI-X table, masking, and pending interrupts. */
#include "core/pci.h"

/* What a guest can set of the message control. */
#define CONTROL_WRITABLE (PCI_MSIX_ENABLE | PCI_MSIX_FUNCTION_MASK)

/* A message's address is a multiple of 4. */
#define ADDRESS_MASK UINT64_C(0xfffffffffffffffc)

void msix_reset(struct msix *msix)
{
	msix->control = 0;
	msix->pending = 0;
	for (unsigned i = 0; i < PCI_MSIX_VECTORS; i++)
		msix->table[i] = (struct msix_entry) { .control = PCI_MSIX_ENTRY_MASK };
}

static bool is_enabled(const struct pci_function *function)
{
	return (function->msix.control & PCI_MSIX_ENABLE) &&
	       (function->command & PCI_COMMAND_MASTER);
}

/* The function mask is in configuration space, which reaches the device even where the VMM keeps
 * the table and the masks in it. */
static bool is_masked(const struct msix *msix, unsigned vector)
{
	if (msix->control & PCI_MSIX_FUNCTION_MASK)
		return true;
	return !msix->is_vmm_table && (msix->table[vector].control & PCI_MSIX_ENTRY_MASK);
}

static void send(struct pci_function *function, unsigned vector)
{
	const struct msix *msix = &function->msix;
	const struct msix_entry *entry = &msix->table[vector];

	function->port->trigger(function->port->ctx, vector,
				msix->is_vmm_table ? 0 : entry->address,
				msix->is_vmm_table ? 0 : entry->data);
}

void msix_send_pending(struct pci_function *function)
{
	struct msix *msix = &function->msix;

	for (unsigned vector = 0; vector < msix->vector_count && is_enabled(function); vector++) {
		if (!(msix->pending & 1u << vector) || is_masked(msix, vector))
			continue;
		msix->pending &= (uint8_t) ~(1u << vector);
		send(function, vector);
	}
}

void msix_notify(struct pci_function *function, unsigned vector)
{
	struct msix *msix = &function->msix;

	if (vector >= msix->vector_count || !is_enabled(function))
		return;
	if (is_masked(msix, vector))
		msix->pending |= (uint8_t)(1u << vector);
	else
		send(function, vector);
}

void msix_write_control(struct pci_function *function, uint16_t control)
{
	function->msix.control = control & CONTROL_WRITABLE;
	msix_send_pending(function);
}

/* One double word of the table; `word` counts them from its start. */
static uint32_t read_table(const struct msix *msix, uint64_t word)
{
	const struct msix_entry *entry = &msix->table[word / 4];

	switch (word % 4) {
	case 0:
		return (uint32_t)entry->address;
	case 1:
		return (uint32_t)(entry->address >> 32);
	case 2:
		return entry->data;
	default:
		return entry->control;
	}
}

static void write_table(struct msix *msix, uint64_t word, uint32_t value)
{
	struct msix_entry *entry = &msix->table[word / 4];

	switch (word % 4) {
	case 0:
		entry->address = ((entry->address & ~(uint64_t)UINT32_MAX) | value) & ADDRESS_MASK;
		break;
	case 1:
		entry->address = (entry->address & UINT32_MAX) | (uint64_t)value << 32;
		break;
	case 2:
		entry->data = value;
		break;
	default:
		entry->control = value & PCI_MSIX_ENTRY_MASK;
		break;
	}
}

static bool is_in_table(const struct msix *msix, uint64_t offset)
{
	return offset < (uint64_t)msix->vector_count * PCI_MSIX_ENTRY_SIZE;
}

static uint32_t read_bar_word(const struct msix *msix, uint64_t offset)
{
	if (is_in_table(msix, offset))
		return read_table(msix, offset / 4);
	return offset == MSIX_PBA_OFFSET ? msix->pending : 0;
}

static bool is_access(uint64_t offset, unsigned size)
{
	return (size == 4 || size == 8) && offset % size == 0;
}

uint64_t msix_read(const struct pci_function *function, uint64_t offset, unsigned size)
{
	uint64_t value;

	if (!is_access(offset, size))
		return 0;
	value = read_bar_word(&function->msix, offset);
	if (size == 8)
		value |= (uint64_t)read_bar_word(&function->msix, offset + 4) << 32;
	return value;
}

void msix_write(struct pci_function *function, uint64_t offset, unsigned size, uint64_t value)
{
	if (!is_access(offset, size) || !is_in_table(&function->msix, offset))
		return;
	write_table(&function->msix, offset / 4, (uint32_t)value);
	if (size == 8)
		write_table(&function->msix, offset / 4 + 1, (uint32_t)(value >> 32));
	msix_send_pending(function);
}
