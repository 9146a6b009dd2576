/* SPDX-License-Identifier: BSD-3-Clause
 * platform.h: what else a board description has, for the configuration of ACRN's hypervisor: blocks
 * of text that the board inspector makes ready for C, what the CPUs can do, and the tree of
 * devices.
 *
 * Only a run that asks for it reads it (boards_new()): it is the largest part of a board.
 */
#ifndef BOARD_PLATFORM_H
#define BOARD_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/source.h"

struct string_map;

/* The blocks of text below the root element, such as <CX_INFO>. */
enum board_block_kind {
	BOARD_BIOS_INFO,
	BOARD_BASE_BOARD_INFO,
	BOARD_PCI_DEVICE,  /* lspci -vv */
	BOARD_PCI_VID_PID, /* lspci -n */
	BOARD_WAKE_VECTOR_INFO,
	BOARD_RESET_REGISTER_INFO,
	BOARD_PM_INFO,
	BOARD_S3_INFO,
	BOARD_S5_INFO,
	BOARD_DRHD_INFO,
	BOARD_MMCFG_BASE_INFO,
	BOARD_IOMEM_INFO, /* /proc/iomem */
	BOARD_CPU_BRAND,
	BOARD_CX_INFO,
	BOARD_PX_INFO,
	BOARD_TTYS_INFO,
	BOARD_AVAILABLE_IRQ_INFO, /* one line of numbers */
	BOARD_CPU_PROCESSOR_INFO, /* likewise */
	BOARD_BLOCK_COUNT,
};

/* "CX_INFO", ... */
extern const char *const board_block_names[BOARD_BLOCK_COUNT];

/* The lines between the two tags, without the blank rest of the tags' own lines, and without white
 * space around each. */
struct board_block {
	bool is_there;
	struct span at; /* of the element */
	const char *const *lines;
	size_t line_count;
};

enum board_resource_kind {
	BOARD_MEMORY,
	BOARD_IO_PORT,
	BOARD_IRQ,
	BOARD_INTERRUPT_PIN,
	BOARD_RESOURCE_OTHER,
};

struct board_resource {
	enum board_resource_kind kind;
	const char *id; /* "bar0", "res1"; NULL for none */
	bool has_width; /* only BARs have one; is_64 counts */
	bool is_64;
	uint64_t min, max, length; /* of memory and I/O ports; length 0: empty, or not readable */
	const uint32_t *lines;	   /* of an IRQ; at most 255 */
	size_t line_count;
	const char *source; /* of a pin: a line's number, or an ACPI object's path; or NULL */
	unsigned index;	    /* of a pin: the resource "res<index>" of that object */
	int pin;	    /* 0 to 3 for INTA to INTD; -1 where it is not there */
};

enum board_dependency_kind {
	BOARD_USES,
	BOARD_IS_USED_BY,
	BOARD_CONSUMES_RESOURCES_FROM,
	BOARD_DEPENDENCY_OTHER,
};

struct board_dependency {
	enum board_dependency_kind kind;
	const char *object; /* the ACPI path of the other device */
};

/* The vendor of all integrated devices that ACRN treats by their identifiers. */
#define PCI_VENDOR_INTEL 0x8086u

/* A <bus> or <device> of the tree. A device may be part of another one, which has no bus. */
struct board_node {
	const struct board_node *parent, *first_child, *next; /* next: of the same parent */
	size_t number;					      /* in the order of the document */
	size_t end; /* the number of the first node behind all that are in it */
	bool is_bus;
	int bus;      /* the number of the PCI bus that it is, or is below; -1 for none */
	bool has_bdf; /* a device on that bus itself; only ACPI may know its function */
	uint16_t bdf; /* CFG_BDF() */
	const struct board_node *function; /* the device with a BDF that it is, or is part of */
	bool is_pci_function;		   /* it has a vendor */
	uint16_t vendor, identifier;
	uint32_t class_code;
	const char *id;
	const char *description;  /* as lspci prints it, with the address; NULL for none */
	bool is_tpm_compatible;	  /* one of its compatible IDs is that of a TPM */
	const char *acpi_object;  /* its path, "\_SB_.PCI0"; NULL for none */
	const char *aml_template; /* AML in hex; NULL for none */
	bool has_msi;		  /* MSI or MSI-X */
	const struct board_resource *resources; /* in the order of the document */
	size_t resource_count;
	const struct board_dependency *dependencies;
	size_t dependency_count;
	struct span at;
};

#define BOARD_TPM_PARAMETERS 12

/* The log area and the start method of a TPM. */
struct board_tpm {
	const struct board_node *device; /* MSFT0101: by its ID, or else a compatible ID */
	bool has_log_area;
	uint64_t log_minimum_length, log_start;
	bool has_start_method;
	uint32_t start_method;
	uint8_t start_parameters[BOARD_TPM_PARAMETERS];
	size_t start_parameter_count;
};

struct board_platform {
	struct span at; /* the root element: of what is missing */
	struct board_block blocks[BOARD_BLOCK_COUNT];

	bool has_est, has_hwp, has_turbo, is_hybrid, has_gbyte_pages; /* capabilities of a model */
	bool has_max_none_turbo_ratio;
	unsigned max_none_turbo_ratio;
	unsigned address_bits; /* physical_address_bits of the first model; 0: not known */

	size_t ioapic_count;
	uint64_t gsi_count;	  /* the greatest gsi_number of an I/O APIC */
	uint64_t msix_table_size; /* the greatest table size or count of an MSI or MSI-X; or 0 */

	const struct board_node *devices; /* the first child of <devices>, or NULL */
	struct board_tpm tpm;

	/* For the functions below only. */
	const struct board_node *const *pci_devices; /* by rising BDF */
	size_t pci_device_count;
	const struct string_map *objects; /* the path of an ACPI object -> its device */
};

/* The device at an address on its bus: the PCI function, or else what ACPI has there; or NULL. */
const struct board_node *board_node_at(const struct board_platform *platform, uint16_t bdf);

/* The device with that ACPI path, or NULL. */
const struct board_node *board_node_of_object(const struct board_platform *platform,
					      const char *object);

/* The node that follows in the order of the document: first its children; NULL behind the last of
 * those below `top` (NULL: the whole tree). */
const struct board_node *board_node_next(const struct board_node *node,
					 const struct board_node *top);

#endif
