/*
 * The board nuc-alder.
 * BIOS Information
 * Vendor: None
 * Version: 1
 * BIOS Revision: 5.26
 * Base Board Information
 * Manufacturer: None
 * Product Name: nuc-alder
 */
#include <asm/board.h>
#include <asm/vtd.h>
#include <asm/msr.h>
#include <asm/rdt.h>
#include <pci.h>
#include <misc_cfg.h>

static struct dmar_dev_scope drhd0_dev_scope[DRHD0_DEV_CNT] = {
	{
		.type = DRHD0_DEVSCOPE0_TYPE,
		.id = DRHD0_DEVSCOPE0_ID,
		.bus = DRHD0_DEVSCOPE0_BUS,
		.devfun = DRHD0_DEVSCOPE0_PATH,
	},
};

static struct dmar_dev_scope drhd1_dev_scope[DRHD1_DEV_CNT] = {
	{
		.type = DRHD1_DEVSCOPE0_TYPE,
		.id = DRHD1_DEVSCOPE0_ID,
		.bus = DRHD1_DEVSCOPE0_BUS,
		.devfun = DRHD1_DEVSCOPE0_PATH,
	},
	{
		.type = DRHD1_DEVSCOPE1_TYPE,
		.id = DRHD1_DEVSCOPE1_ID,
		.bus = DRHD1_DEVSCOPE1_BUS,
		.devfun = DRHD1_DEVSCOPE1_PATH,
	},
};

static struct dmar_drhd drhd_info_array[DRHD_COUNT] = {
	{
		.dev_cnt = DRHD0_DEV_CNT,
		.segment = DRHD0_SEGMENT,
		.flags = DRHD0_FLAGS,
		.reg_base_addr = DRHD0_REG_BASE,
		.ignore = DRHD0_IGNORE,
		.devices = drhd0_dev_scope,
	},
	{
		.dev_cnt = DRHD1_DEV_CNT,
		.segment = DRHD1_SEGMENT,
		.flags = DRHD1_FLAGS,
		.reg_base_addr = DRHD1_REG_BASE,
		.ignore = DRHD1_IGNORE,
		.devices = drhd1_dev_scope,
	},
};

struct dmar_info plat_dmar_info = {
	.drhd_count = DRHD_COUNT,
	.drhd_units = drhd_info_array,
};

#ifdef CONFIG_RDT_ENABLED
union clos_config platform_l2_clos_array_0[8] = {
};
union clos_config platform_l2_clos_array_1[8] = {
	{ .clos_mask = 0x3f0 },
	{ .clos_mask = 0x00f },
};
union clos_config platform_l2_clos_array_2[8] = {
};
union clos_config platform_l2_clos_array_3[8] = {
};
union clos_config platform_l3_clos_array_0[8] = {
	{ .clos_mask = 0xfff },
	{ .clos_mask = 0xfff },
};
union clos_config platform_mba_clos_array[MAX_MBA_CLOS_NUM_ENTRIES];

struct rdt_ins rdt_ins_l2[4] = {
	{
		.res.cache = {
			.bitmask = 0x3ff,
			.cbm_len = 10,
			.is_cdp_enabled = false,
		},
		.num_closids = 8,
		.num_clos_config = 0,
		.clos_config_array = platform_l2_clos_array_0,
		.cpu_mask = 0x3,
	},
	{
		.res.cache = {
			.bitmask = 0x3ff,
			.cbm_len = 10,
			.is_cdp_enabled = false,
		},
		.num_closids = 8,
		.num_clos_config = 2,
		.clos_config_array = platform_l2_clos_array_1,
		.cpu_mask = 0xc,
	},
	{
		.res.cache = {
			.bitmask = 0xffff,
			.cbm_len = 16,
			.is_cdp_enabled = false,
		},
		.num_closids = 8,
		.num_clos_config = 0,
		.clos_config_array = platform_l2_clos_array_2,
		.cpu_mask = 0xf0,
	},
	{
		.res.cache = {
			.bitmask = 0xffff,
			.cbm_len = 16,
			.is_cdp_enabled = false,
		},
		.num_closids = 8,
		.num_clos_config = 0,
		.clos_config_array = platform_l2_clos_array_3,
		.cpu_mask = 0xf00,
	},
};

struct rdt_ins rdt_ins_l3[1] = {
	{
		.res.cache = {
			.bitmask = 0xfff,
			.cbm_len = 12,
			.is_cdp_enabled = false,
		},
		.num_closids = 8,
		.num_clos_config = 2,
		.clos_config_array = platform_l3_clos_array_0,
		.cpu_mask = 0xfff,
	},
};

struct rdt_type res_cap_info[RDT_NUM_RESOURCES] = {
	{
		.res_id = RDT_RESID_L2,
		.msr_qos_cfg = MSR_IA32_L2_QOS_CFG,
		.msr_base = MSR_IA32_L2_MASK_BASE,
		.num_ins = 4,
		.ins_array = rdt_ins_l2,
	},
	{
		.res_id = RDT_RESID_L3,
		.msr_qos_cfg = MSR_IA32_L3_QOS_CFG,
		.msr_base = MSR_IA32_L3_MASK_BASE,
		.num_ins = 1,
		.ins_array = rdt_ins_l3,
	},
};
#endif /* CONFIG_RDT_ENABLED */

static const struct acrn_cstate_data board_cpu_cx[3] = {
	{{SPACE_FFixedHW, 0x01U, 0x02U, 0x01U, 0x00UL}, 0x01U, 0x01U, 0x00U},
	{{SPACE_FFixedHW, 0x01U, 0x02U, 0x01U, 0x20UL}, 0x02U, 0x7FU, 0x00U},
	{{SPACE_FFixedHW, 0x01U, 0x02U, 0x01U, 0x60UL}, 0x03U, 0x418U, 0x00U},
};

static const struct acrn_pstate_data board_cpu_px[4] = {
	{0x515UL, 0x00UL, 0x0AUL, 0x0AUL, 0x002C00UL, 0x002C00UL},
	{0x514UL, 0x00UL, 0x0AUL, 0x0AUL, 0x000D00UL, 0x000D00UL},
	{0x3E8UL, 0x00UL, 0x0AUL, 0x0AUL, 0x000A00UL, 0x000A00UL},
	{0x190UL, 0x00UL, 0x0AUL, 0x0AUL, 0x000400UL, 0x000400UL},
};

const struct cpu_state_table board_cpu_state_tbl = {
	"12th Gen Intel(R) Core(TM) i5-1235U",
	{
		(uint8_t)ARRAY_SIZE(board_cpu_px), board_cpu_px,
		(uint8_t)ARRAY_SIZE(board_cpu_cx), board_cpu_cx,
	},
};

const union pci_bdf plat_hidden_pdevs[MAX_HIDDEN_PDEVS_NUM];

const struct vmsix_on_msi_info vmsix_on_msi_devs[MAX_VMSIX_ON_MSI_PDEVS_NUM];

struct acrn_cpufreq_limits cpufreq_limits[MAX_PCPU_NUM] = {
	{
		.guaranteed_hwp_lvl = 17,
		.highest_hwp_lvl = 60,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 17,
		.highest_hwp_lvl = 60,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 17,
		.highest_hwp_lvl = 17,
		.lowest_hwp_lvl = 17,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 17,
		.highest_hwp_lvl = 17,
		.lowest_hwp_lvl = 17,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
	{
		.guaranteed_hwp_lvl = 14,
		.highest_hwp_lvl = 33,
		.lowest_hwp_lvl = 1,
		.nominal_pstate = 0,
		.performance_pstate = 0,
	},
};
