/* SPDX-License-Identifier: BSD-3-Clause
 * board.h: a stand-in for ACRN's: the tables of board.c, which is compiled with its macros. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "board_info.h"
#include "config.h"
#include "pci.h"
#include "pci_devices.h"
#include "platform_acpi_info.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

#define SPACE_SYSTEM_MEMORY 0U
#define SPACE_SYSTEM_IO	    1U
#define SPACE_FFixedHW	    0x7FU

struct acrn_acpi_generic_address {
	uint8_t space_id, bit_width, bit_offset, access_size;
	uint64_t address;
};

struct acrn_cstate_data {
	struct acrn_acpi_generic_address cx_reg;
	uint8_t type;
	uint32_t latency;
	uint64_t power;
};

struct acrn_pstate_data {
	uint64_t core_frequency, power, transition_latency, bus_master_latency, control, status;
};

struct cpu_state_table {
	char model_name[64];
	struct {
		uint8_t px_cnt;
		const struct acrn_pstate_data *px_data;
		uint8_t cx_cnt;
		const struct acrn_cstate_data *cx_data;
	} state_info;
};

struct vmsix_on_msi_info {
	union pci_bdf bdf;
	uint64_t mmio_base;
};

struct acrn_cpufreq_limits {
	uint8_t guaranteed_hwp_lvl, highest_hwp_lvl, lowest_hwp_lvl;
	uint8_t nominal_pstate, performance_pstate;
};

extern struct dmar_info plat_dmar_info;
extern const struct cpu_state_table board_cpu_state_tbl;
extern const union pci_bdf plat_hidden_pdevs[MAX_HIDDEN_PDEVS_NUM];
extern const struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM];
extern struct acrn_cpufreq_limits cpufreq_limits[MAX_PCPU_NUM];

#endif
