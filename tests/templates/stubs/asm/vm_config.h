/* SPDX-License-Identifier: BSD-3-Clause
 * vm_config.h: a stand-in for ACRN's: the rows of its tables of VMs and their devices. */
#ifndef VM_CONFIG_H
#define VM_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counts.h"
#include "pci.h"

#ifndef CONFIG_MAX_PCI_DEV_NUM
#define CONFIG_MAX_PCI_DEV_NUM 96U
#endif
#ifndef MAX_VUART_NUM_PER_VM
#define MAX_VUART_NUM_PER_VM 8U
#endif
#ifndef CONFIG_MAX_VM_NUM
#define CONFIG_MAX_VM_NUM 16U
#endif

#define PCI_BAR_COUNT	    6U
#define PCI_DEV_TYPE_PTDEV  1U
#define PCI_DEV_TYPE_HVEMUL 2U
#define UNASSIGNED_VBDF	    0xFFFFU
#define SERVICE_VM_IDLE	    "idle=halt "
#define AFFINITY_CPU(n)	    (UINT64_C(1) << (n))

#define GUEST_FLAG_LAPIC_PASSTHROUGH	 (UINT64_C(1) << 0)
#define GUEST_FLAG_IO_COMPLETION_POLLING (UINT64_C(1) << 1)
#define GUEST_FLAG_VCAT_ENABLED		 (UINT64_C(1) << 2)
#define GUEST_FLAG_SECURE_WORLD_ENABLED	 (UINT64_C(1) << 3)
#define GUEST_FLAG_HIDE_MTRR		 (UINT64_C(1) << 4)
#define GUEST_FLAG_NVMX_ENABLED		 (UINT64_C(1) << 5)
#define GUEST_FLAG_VTM			 (UINT64_C(1) << 6)
#define GUEST_FLAG_SECURITY_VM		 (UINT64_C(1) << 7)
#define GUEST_FLAG_RT			 (UINT64_C(1) << 8)
#define GUEST_FLAG_PMU_PASSTHROUGH	 (UINT64_C(1) << 9)
#define GUEST_FLAG_TEE			 (UINT64_C(1) << 10)
#define GUEST_FLAG_REE			 (UINT64_C(1) << 11)
#define GUEST_FLAG_STATELESS		 (UINT64_C(1) << 12)
#define GUEST_FLAG_STATIC_VM		 (UINT64_C(1) << 13)
#define GUEST_FLAG_VHWP			 (UINT64_C(1) << 14)

#define CONFIG_SERVICE_VM  .load_order = 1, .severity = 0x20
#define CONFIG_PRE_STD_VM  .load_order = 2, .severity = 0x10
#define CONFIG_PRE_RT_VM   .load_order = 2, .severity = RTVM_SEVERITY_LEVEL
#define CONFIG_POST_STD_VM .load_order = 3, .severity = 0x10
#define CONFIG_POST_RT_VM  .load_order = 3, .severity = RTVM_SEVERITY_LEVEL

enum kernel_type { KERNEL_BZIMAGE = 1, KERNEL_RAWIMAGE, KERNEL_ELF };
enum vuart_type { VUART_LEGACY_PIO, VUART_PCI };

struct target_vuart {
	uint8_t vuart_id;
	uint16_t vm_id;
};

struct vuart_config {
	enum vuart_type type;
	union {
		uint16_t port_base;
	} addr;
	uint16_t irq;
	struct target_vuart t_vuart;
};

struct pci_vdev_ops;

struct acrn_vm_pci_dev_config {
	uint32_t emu_type;
	union pci_bdf vbdf;
	union pci_bdf pbdf;
	char shm_region_name[32];
	uint64_t vbar_base[PCI_BAR_COUNT];
	uint16_t vuart_idx;
	uint8_t vrp_sec_bus;
	struct target_vuart t_vuart;
	const struct pci_vdev_ops *vdev_ops;
};

struct pt_intx_config {
	uint32_t phys_gsi, virt_gsi;
};

struct vm_hpa_regions {
	uint64_t start_hpa, size_hpa;
};

struct acrn_mmiores {
	uint64_t user_vm_pa, host_pa, size;
	int mem_type;
};

struct acrn_mmiodev {
	char name[8];
	struct acrn_mmiores res[3];
};

struct acrn_vm_config {
	int load_order, severity;
	char name[16];
	struct {
		int prio;
		uint8_t bvt_weight;
		int32_t bvt_warp_value;
		uint32_t bvt_warp_limit, bvt_unwarp_period;
	} sched_params;
	uint16_t companion_vm_id;
	uint64_t guest_flags;
	const uint16_t *pclosids;
	uint16_t num_pclosids;
	uint32_t max_l2_pcbm, max_l3_pcbm;
	uint64_t cpu_affinity;
	struct {
		uint64_t base, size;
	} epc;
	struct {
		uint64_t region_num;
		struct vm_hpa_regions *host_regions;
	} memory;
	struct {
		char name[32];
		enum kernel_type kernel_type;
		char kernel_mod_tag[32], ramdisk_mod_tag[32];
		uint64_t kernel_load_addr, kernel_entry_addr;
		char bootargs[2048];
	} os_config;
	struct {
		char acpi_mod_tag[32];
	} acpi_config;
	struct vuart_config vuart[MAX_VUART_NUM_PER_VM];
	uint16_t pci_dev_num;
	struct acrn_vm_pci_dev_config *pci_devs;
	bool pt_tpm2, pt_p2sb_bar;
	struct acrn_mmiodev mmiodevs[2];
	uint16_t pt_intx_num;
	struct pt_intx_config *pt_intx;
};

/* ACRN declares its tables, too. */
extern struct acrn_vm_config vm_configs[CONFIG_MAX_VM_NUM];
extern struct acrn_vm_config *const service_vm_config;

#endif
