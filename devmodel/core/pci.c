/* SPDX-License-Identifier: BSD-3-Clause
 * pci.c: configuration space: identity, command, BARs, the MSI-X capability. */
#include "core/pci.h"

#define BAR_FLAG_64BIT	      0x4u
#define BAR_FLAG_PREFETCHABLE 0x8u
#define BAR_LOW_MASK	      0xfffffff0u
#define STATUS_CAPABILITIES   0x0010u

/* The bits that a guest can set: memory decoding, bus mastering, interrupt disable. */
#define COMMAND_WRITABLE (PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_INTX)

void pci_init(struct pci_function *function, const struct pci_identity *identity,
	      const struct pci_bar bars[PCI_BARS], unsigned vector_count, unsigned msix_bar,
	      bool is_vmm_table, const struct port *port)
{
	*function = (struct pci_function){
		.identity = *identity,
		.msix = {
			.vector_count = vector_count,
			.bar = msix_bar,
			.is_vmm_table = is_vmm_table,
		},
		.port = port,
	};
	for (unsigned bar = 0; bar < PCI_BARS; bar++)
		function->bars[bar] = bars[bar];
	pci_reset(function);
}

/* The part of a BAR's address that the guest can set. */
static uint64_t address_mask(const struct pci_bar *bar)
{
	uint64_t mask = ~(bar->size - 1);

	return bar->is_64bit ? mask : mask & BAR_LOW_MASK;
}

/* Not the all-ones that ask for the size, and not unset. */
static bool is_address(const struct pci_bar *bar, uint64_t address)
{
	return address != 0 && address != address_mask(bar);
}

static void unmap(struct pci_function *function, unsigned bar)
{
	if (!function->is_mapped[bar])
		return;
	function->is_mapped[bar] = false;
	function->port->unmap(function->port->ctx, bar);
}

/* Maps a BAR that should answer now and is not mapped. */
static void map_if_due(struct pci_function *function, unsigned bar)
{
	const struct pci_bar *shape = &function->bars[bar];
	bool is_due = shape->size && (function->command & PCI_COMMAND_MEMORY) &&
		      is_address(shape, function->addresses[bar]);

	if (!is_due || function->is_mapped[bar])
		return;
	function->is_mapped[bar] = true;
	function->port->map(function->port->ctx, bar, function->addresses[bar]);
}

void pci_reset(struct pci_function *function)
{
	for (unsigned bar = 0; bar < PCI_BARS; bar++) {
		unmap(function, bar);
		function->addresses[bar] = 0;
	}
	function->command = 0;
	function->interrupt_line = 0;
	msix_reset(&function->msix);
}

/* The BAR to which a register belongs, and whether the register is its upper half. */
static const struct pci_bar *bar_of(const struct pci_function *function, unsigned index,
				    unsigned *bar, bool *is_upper)
{
	*is_upper = index > 0 && function->bars[index - 1].is_64bit;
	*bar = *is_upper ? index - 1 : index;
	return &function->bars[*bar];
}

static uint32_t read_bar(const struct pci_function *function, unsigned index)
{
	unsigned number;
	bool is_upper;
	const struct pci_bar *bar = bar_of(function, index, &number, &is_upper);
	uint64_t address = function->addresses[number];

	if (!bar->size)
		return 0;
	if (is_upper)
		return (uint32_t)(address >> 32);
	return (uint32_t)address | (bar->is_64bit ? BAR_FLAG_64BIT : 0) |
	       (bar->is_prefetchable ? BAR_FLAG_PREFETCHABLE : 0);
}

static void write_bar(struct pci_function *function, unsigned index, uint32_t value)
{
	unsigned number;
	bool is_upper;
	const struct pci_bar *bar = bar_of(function, index, &number, &is_upper);
	uint64_t address = function->addresses[number];

	if (!bar->size)
		return;
	if (is_upper)
		address = (address & UINT32_MAX) | (uint64_t)value << 32;
	else
		address = (address & ~(uint64_t)UINT32_MAX) | (value & BAR_LOW_MASK);
	address &= address_mask(bar);
	if (address == function->addresses[number])
		return;
	unmap(function, number);
	function->addresses[number] = address;
	map_if_due(function, number);
}

static void write_command(struct pci_function *function, uint16_t value)
{
	function->command = value & COMMAND_WRITABLE;
	for (unsigned bar = 0; bar < PCI_BARS; bar++) {
		if (function->command & PCI_COMMAND_MEMORY)
			map_if_due(function, bar);
		else
			unmap(function, bar);
	}
	msix_send_pending(function);
}

/* The MSI-X capability, by its three double words. */
static uint32_t read_msix_capability(const struct msix *msix, unsigned word)
{
	uint32_t control = msix->control | (msix->vector_count - 1);

	switch (word) {
	case 0: /* the last in the list: no next one */
		return PCI_CAPABILITY_MSIX | control << 16;
	case 1:
		return msix->bar;
	default:
		return MSIX_PBA_OFFSET | msix->bar;
	}
}

/* One aligned double word. */
static uint32_t read_word(const struct pci_function *function, unsigned offset)
{
	const struct pci_identity *identity = &function->identity;
	bool has_msix = function->msix.vector_count > 0;

	if (offset >= PCI_BAR0 && offset < PCI_BAR0 + 4 * PCI_BARS)
		return read_bar(function, (offset - PCI_BAR0) / 4);
	if (has_msix && offset >= PCI_MSIX_CAPABILITY && offset < PCI_MSIX_CAPABILITY + 12)
		return read_msix_capability(&function->msix, (offset - PCI_MSIX_CAPABILITY) / 4);
	switch (offset) {
	case PCI_VENDOR_ID:
		return identity->vendor_id | (uint32_t)identity->device_id << 16;
	case PCI_COMMAND:
		return function->command | (has_msix ? (uint32_t)STATUS_CAPABILITIES << 16 : 0);
	case PCI_REVISION_ID:
		return identity->revision_id | identity->class_code << 8;
	case PCI_SUBSYSTEM_VENDOR_ID:
		return identity->subsystem_vendor_id | (uint32_t)identity->subsystem_id << 16;
	case PCI_CAPABILITY_LIST:
		return has_msix ? PCI_MSIX_CAPABILITY : 0;
	case PCI_INTERRUPT_LINE: /* and pin 0: there is no INTx */
		return function->interrupt_line;
	default:
		return 0;
	}
}

static uint32_t ones(unsigned size)
{
	return size == 1 ? UINT8_MAX : size == 2 ? UINT16_MAX : UINT32_MAX;
}

static bool is_config_access(unsigned offset, unsigned size)
{
	return (size == 1 || size == 2 || size == 4) && offset % size == 0 &&
	       offset < PCI_CONFIG_SIZE;
}

uint32_t pci_config_read(const struct pci_function *function, unsigned offset, unsigned size)
{
	if (!is_config_access(offset, size))
		return ones(size);
	return read_word(function, offset & ~3u) >> (offset % 4 * 8) & ones(size);
}

/* One aligned double word of which the bits in `mask` are written. */
static void write_word(struct pci_function *function, unsigned offset, uint32_t value,
		       uint32_t mask)
{
	uint32_t word = value | (read_word(function, offset) & ~mask);

	if (offset >= PCI_BAR0 && offset < PCI_BAR0 + 4 * PCI_BARS)
		write_bar(function, (offset - PCI_BAR0) / 4, word);
	else if (offset == PCI_COMMAND)
		write_command(function, (uint16_t)word);
	else if (offset == PCI_INTERRUPT_LINE)
		function->interrupt_line = (uint8_t)word;
	else if (offset == PCI_MSIX_CAPABILITY)
		msix_write_control(function, (uint16_t)(word >> 16));
}

void pci_config_write(struct pci_function *function, unsigned offset, unsigned size, uint32_t value)
{
	unsigned shift = offset % 4 * 8;

	if (!is_config_access(offset, size))
		return;
	write_word(function, offset & ~3u, (value & ones(size)) << shift, ones(size) << shift);
}
