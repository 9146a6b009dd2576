/* SPDX-License-Identifier: BSD-3-Clause
 * hypervisor.c: carries the hypervisor's settings over. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

#define COMPUTED "ACRN's build computes it"

/* 2.x has a level 6, which 3.x has not: 5 is everything. */
static void carry_log_level(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to)
{
	if (strcmp(load_text(upgrade->scratch, from), "6") != 0) {
		upgrade_keep(upgrade, to, row->name, from);
		return;
	}
	upgrade_changed(upgrade, from, "the highest level is 5");
	upgrade_text(upgrade, to, row->name, from, "5");
}

static const struct upgrade_row in_debug_options[] = {
	UPGRADE_DROPPED("RELEASE"),
	UPGRADE_DROPPED("BUILD_TYPE"),
	UPGRADE_BY("MEM_LOGLEVEL", carry_log_level),
	UPGRADE_BY("NPK_LOGLEVEL", carry_log_level),
	UPGRADE_BY("CONSOLE_LOGLEVEL", carry_log_level),
	UPGRADE_OBSOLETE("LOG_DESTINATION", "logs go everywhere, by their levels", "7"),
	UPGRADE_OBSOLETE("LOG_BUF_SIZE", "the size is 0x40000", "0x40000"),
	{ 0 },
};

/* RELEASE becomes BUILD_TYPE, which is no part of the options, as it was in snapshots of 3.0. */
static void carry_debug_options(struct upgrade *upgrade, const struct upgrade_row *row,
				const xmlNode *from, xmlNode *to)
{
	const xmlNode *release = load_child(from, "RELEASE");
	const char *text = release ? load_text(upgrade->scratch, release) : "";
	const xmlNode *build = load_child(from, "BUILD_TYPE");

	if (build)
		upgrade_keep(upgrade, to, "BUILD_TYPE", build);
	if (strcmp(text, "y") == 0)
		upgrade_text(upgrade, to, "BUILD_TYPE", release, "release");
	else if (strcmp(text, "n") == 0)
		upgrade_text(upgrade, to, "BUILD_TYPE", release, "debug");
	else if (*text)
		upgrade_keep(upgrade, to, "BUILD_TYPE", release);
	upgrade_children(upgrade, in_debug_options, from,
			 upgrade_element(upgrade, to, row->name, from));
}

/* Each VM has a flag of its own, without which this one does nothing. */
static void carry_nvmx(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		       xmlNode *to)
{
	bool is_set = strcmp(load_text(upgrade->scratch, from), "y") == 0;

	(void)row;
	(void)to;
	if (is_set && !upgrade->has_nested_vm)
		upgrade_lost(upgrade, from,
			     "no VM has GUEST_FLAG_NVMX_ENABLED, which is now "
			     "nested_virtualization_support of the Service VM");
	else
		upgrade_obsolete(upgrade, from, "each VM says whether it has it");
}

/* upgrade_cache_regions() carries masks where RDT is enabled. */
static void carry_mask(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
		       xmlNode *to)
{
	(void)row;
	(void)to;
	if (!upgrade->has_rdt && *load_text(upgrade->scratch, from))
		upgrade_obsolete(upgrade, from, "RDT is not enabled");
}

/* 0 is for no delay. */
static void carry_delay(struct upgrade *upgrade, const struct upgrade_row *row, const xmlNode *from,
			xmlNode *to)
{
	const char *text = load_text(upgrade->scratch, from);

	(void)row;
	(void)to;
	if (upgrade->has_rdt && text[strspn(text, "0")])
		upgrade_lost(upgrade, from, "memory bandwidth cannot be limited");
	else if (*text)
		upgrade_obsolete(upgrade, from, "it delays nothing");
}

static const struct upgrade_row in_rdt[] = {
	UPGRADE_BY("CLOS_MASK", carry_mask),
	UPGRADE_BY("MBA_DELAY", carry_delay),
	{ 0 },
};

static const struct upgrade_row in_psram[] = {
	UPGRADE_RENAMED("PSRAM_ENABLED", "SSRAM_ENABLED"),
	{ 0 },
};

static const struct upgrade_row in_features[] = {
	UPGRADE_RENAMED("RELOC", "RELOC_ENABLED"),
	UPGRADE_RENAMED("MULTIBOOT2", "MULTIBOOT2_ENABLED"),
	UPGRADE_INVERTED("ENFORCE_TURNOFF_AC", "SPLIT_LOCK_DETECTION_ENABLED"),
	UPGRADE_INVERTED("ENFORCE_TURNOFF_GP", "UC_LOCK_DETECTION_ENABLED"),
	UPGRADE_INVERTED("MCE_ON_PSC_DISABLED", "MCE_ON_PSC_ENABLED"),
	UPGRADE_BY("NVMX_ENABLED", carry_nvmx),
	UPGRADE_SECTION("RDT", NULL, in_rdt),
	UPGRADE_SECTION("PSRAM", "SSRAM", in_psram),
	UPGRADE_BY("IVSHMEM", upgrade_carry_regions),
	{ 0 },
};

static const struct upgrade_row in_memory[] = {
	UPGRADE_FILLED("HV_RAM_START"),
	UPGRADE_OBSOLETE("HV_RAM_SIZE", COMPUTED, NULL),
	UPGRADE_OBSOLETE("LOW_RAM_SIZE", COMPUTED, NULL),
	UPGRADE_OBSOLETE("PLATFORM_RAM_SIZE", "the board description has it", NULL),
	UPGRADE_OBSOLETE("SOS_RAM_SIZE", "the Service VM has what other VMs leave", NULL),
	UPGRADE_OBSOLETE("UOS_RAM_SIZE", "each VM has a size of its own", NULL),
	{ 0 },
};

static const struct upgrade_row in_capacities[] = {
	UPGRADE_OBSOLETE("IOMMU_BUS_NUM", COMPUTED, NULL),
	UPGRADE_OBSOLETE("MAX_IR_ENTRIES", COMPUTED, NULL),
	UPGRADE_OBSOLETE("MAX_EFI_MMAP_ENTRIES", COMPUTED, NULL),
	UPGRADE_OBSOLETE("MAX_KATA_VM_NUM", "Kata Containers are not supported", NULL),
	{ 0 },
};

static const struct upgrade_row in_misc_cfg[] = {
	UPGRADE_OBSOLETE("UEFI_OS_LOADER_NAME", "the boot loader decides what is started", NULL),
	{ 0 },
};

const struct upgrade_row upgrade_in_hypervisor[] = {
	UPGRADE_BY("DEBUG_OPTIONS", carry_debug_options),
	UPGRADE_SECTION("FEATURES", NULL, in_features),
	UPGRADE_SECTION("MEMORY", NULL, in_memory),
	UPGRADE_SECTION("CAPACITIES", NULL, in_capacities),
	UPGRADE_SECTION("MISC_CFG", NULL, in_misc_cfg),
	{ 0 },
};
