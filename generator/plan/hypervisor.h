/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.h: what ACRN's hypervisor is compiled with, beyond what every plan has: made only
 * where the whole configuration is asked for.
 *
 * Texts that are "as written" are valid constants of C, which the schema has checked: ACRN's build
 * copies them, too.
 */
#ifndef PLAN_HYPERVISOR_H
#define PLAN_HYPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/board.h"
#include "board/platform.h"
#include "model/model.h"

/* ACRN's GUEST_FLAG_..., in the order in which its build writes them. */
enum plan_guest_flag {
	PLAN_FLAG_LAPIC_PASSTHROUGH,
	PLAN_FLAG_IO_COMPLETION_POLLING,
	PLAN_FLAG_VCAT_ENABLED,
	PLAN_FLAG_SECURE_WORLD_ENABLED,
	PLAN_FLAG_HIDE_MTRR,
	PLAN_FLAG_NVMX_ENABLED,
	PLAN_FLAG_VTM,
	PLAN_FLAG_SECURITY_VM,
	PLAN_FLAG_RT,
	PLAN_FLAG_PMU_PASSTHROUGH,
	PLAN_FLAG_TEE,
	PLAN_FLAG_REE,
	PLAN_FLAG_STATELESS,
	PLAN_FLAG_STATIC_VM,
	PLAN_FLAG_VHWP,
	PLAN_FLAG_COUNT,
};

enum plan_uart_kind {
	PLAN_UART_NONE, /* the console of a VM without one */
	PLAN_UART_LEGACY,
	PLAN_UART_PCI, /* its device is among the VM's devices */
};

/* A vUART of a VM; its index is that of the array. */
struct plan_uart {
	enum plan_uart_kind kind;
	const char *port; /* of a legacy one: "0x3F8" as written, or "0X9000" as ACRN's build */
	unsigned irq;	  /* of a legacy one; 0: none of its own */
	bool has_peer;	  /* not so for consoles */
	uint16_t peer_vm; /* its ID */
	unsigned peer_index;
	bool is_first_end; /* of the two, in the order of the scenario */
};

/* A range of the board's RAM that a pre-launched VM has. */
struct plan_ram {
	uint64_t start, bytes;
};

/* An interrupt line of the board, and which one it is in the VM: as written, or in decimal. */
struct plan_intx {
	const char *physical, *virtual;
};

/* A VM, beyond what struct plan_vm has. */
struct plan_vm_hypervisor {
	const struct vm *vm;	    /* what the scenario says */
	uint32_t guest_flags;	    /* a bit for each enum plan_guest_flag */
	const uint32_t *pcpus;	    /* in the order of the scenario, or chosen (plan/affinity.c) */
	size_t pcpu_count;	    /* plan_vm.cpus has those of VMs with a script, by APIC ID */
	bool has_memory;	    /* of a pre-launched VM: the scenario has its <memory> */
	const struct plan_ram *ram; /* by rising start; none without has_memory */
	size_t ram_count;
	const uint16_t *vcpu_clos; /* the class of each vCPU with policies, by its number */
	size_t vcpu_clos_count;
	uint64_t clos_count; /* as many classes as the VM has: of its vCPUs, or by vCAT */
	bool has_vcat;	     /* the VM divides its share of the caches */
	const char *max_l2_mask, *max_l3_mask; /* with has_vcat: what it may divide, as written */
	const struct plan_uart *uarts;	       /* the console first, then connections, then S5 */
	size_t uart_count;
	const struct plan_intx *intx; /* of a pre-launched VM, each pair once */
	size_t intx_count;
	unsigned pci_device_count; /* rows of its table of PCI devices */
	bool has_ptm;		   /* a post-launched VM's row for precision time measurement */
	/* Of the Service VM and pre-launched ones: words of the kernel's command line with one
	 * blank between them; "" for none. The Service VM's are without its root. */
	const char *boot_arguments;
	bool has_tpm; /* VM 0 alone */
};

/* The masks of a cache that the classes of service have, by rising class. */
struct plan_cache {
	const struct board_cache *cache;
	const char *const *masks; /* in hex, as written or chosen (plan/clos.c) */
	size_t mask_count;
	uint64_t cpus; /* a bit for each pcpu that shares it */
};

/* How fast a CPU may run. */
struct plan_cpu_limits {
	unsigned guaranteed_level, highest_level, lowest_level; /* of hardware P-states */
	unsigned nominal_pstate, highest_pstate;
};

/* A macro of a header: a constant of C, spelled as the board does. */
struct plan_macro {
	const char *name, *value;
	bool is_override; /* of a value that the hypervisor's own headers have */
};

/* The parts of platform_acpi_info.h. */
enum plan_acpi_part {
	PLAN_ACPI_POWER,
	PLAN_ACPI_WAKE_VECTOR,
	PLAN_ACPI_RESET_REGISTER,
	PLAN_ACPI_IOMMUS,
	PLAN_ACPI_MMCONFIG,
	PLAN_ACPI_COUNT,
};

struct plan_macros {
	const struct plan_macro *macros; /* in the order of the board */
	size_t count;
};

/* A unit of the board that remaps DMA; its index is that of the array. */
struct plan_iommu {
	size_t scope_count; /* devices and bridges that it names */
};

/* Rows of one of a CPU's tables, each an initialiser of C, spelled as the board does. */
struct plan_rows {
	const char *const *rows;
	size_t count;
};

/* A PCI function under the name of its class: "ISA_BRIDGE_0". */
struct plan_pci_name {
	const char *name;
	uint16_t bdf;
};

enum plan_key_kind {
	PLAN_KEY_NUMBER, /* a constant of C without U */
	PLAN_KEY_STRING,
	PLAN_KEY_FLAG, /* "y", "n", or NULL for one that is not set */
};

/* A line of config.mk and config.h. */
struct plan_key {
	enum plan_key_kind kind;
	const char *name; /* "CONFIG_BOARD" */
	const char *value;
};

/* The hypervisor's own console. */
struct plan_serial {
	enum { PLAN_SERIAL_NONE, PLAN_SERIAL_PORT, PLAN_SERIAL_MMIO } kind;
	const char *base; /* as the board has it; NULL for none */
	bool has_bdf;
	uint16_t bdf;
	const char *width; /* bytes of a register, as the board has it; NULL where it is silent */
};

/* A window of the host bridge, [start, end). */
struct plan_window {
	bool is_there;
	uint64_t start, end;
};

struct plan_hypervisor {
	const struct hypervisor *settings; /* what the scenario says, with the schema's defaults */
	const struct board *board;
	const struct board_platform *platform; /* of that board */
	const char *scenario; /* the scenario's name, as ACRN's make takes it from the file's */

	/* config.mk, config.h */
	unsigned ioapic_count, ioapic_lines, msix_table_size;
	unsigned pci_bus_count;
	unsigned ir_entries;
	uint16_t igd; /* SBDF of the integrated GPU; 0xffff for none */
	struct plan_serial serial;
	const struct plan_key *keys; /* all of config.mk, in its order */
	size_t key_count;
	uint64_t ram_start, ram_bytes; /* of the hypervisor itself */
	bool has_ssram_cache;	       /* the board has software SRAM */

	/* board_info.h */
	struct plan_window mmio32, mmio64, high_mmio;
	size_t vmsix_id_count;		/* devices whose MSI the hypervisor shows as MSI-X */
	size_t cpu_count;		/* of the board */
	bool has_sideband;		/* a VM has the P2SB bridge */
	const uint16_t *hidden_devices; /* CFG_BDF(), in the order of the scenario */
	size_t hidden_device_count;

	/* pci_devices.h, in the order of lspci */
	const struct plan_pci_name *pci_names;
	size_t pci_name_count;

	/* platform_acpi_info.h */
	struct plan_macros acpi[PLAN_ACPI_COUNT];

	/* board.c */
	bool has_iommus; /* the board tells which there are */
	const struct plan_iommu *iommus;
	size_t iommu_count;
	const char *cpu_brand;			  /* NULL: not known */
	struct plan_rows cstates, pstates;	  /* of CPUs of that brand */
	const struct plan_cpu_limits *cpu_limits; /* by CPU */
	size_t cpu_limit_count;
	const struct plan_cache *caches; /* those with CAT, in the document's order */
	size_t cache_count;
	const uint16_t *vmsix; /* CFG_BDF() of devices whose MSI the hypervisor shows as MSI-X, */
	size_t vmsix_count;    /* in the order of ACRN's list of IDs */

	/* misc_cfg.h */
	unsigned clos_max;	    /* classes of service; 0 without RDT */
	const char *service_root;   /* the last root=... of the Service VM's command line, or "" */
	bool has_hugepages;	    /* the board has pages of 1 GiB */
	unsigned hugepages_gib;	    /* of the Service VM: the whole GiB of each post-launched VM */
	unsigned service_cpu_count; /* maxcpus; 0 without a Service VM */
	bool has_tpm;		    /* VM 0 has the board's */
	bool has_tpm_log;	    /* and the board says where its log is */
	uint64_t tpm_log_start;	    /* in the VM */
	uint64_t tpm_log_bytes, tpm_log_host_start;
	bool has_ssram;			   /* of the board, in a pre-launched RTVM */
	uint64_t ssram_bytes, ssram_start; /* in the VM; without bytes no cache of level 3 has it */

	unsigned vuart_max; /* of one VM */
	unsigned pre_launched_count, service_count, secure_world_count;
};

#endif
