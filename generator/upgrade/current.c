/* SPDX-License-Identifier: BSD-3-Clause
 * current.c: scenarios of ACRN 3.0 and later, and of its snapshots, which have a part of 2.x still:
 * recognizes what is outdated in them, and carries their VMs over. */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "upgrade/internal.h"

/* An outdated element in a section of a scenario. */
struct outdated {
	const char *section, *name; /* a NULL section is the VM itself; a NULL name ends a list */
	bool is_read;		    /* acrn-cfg reads it, or nothing depends on it */
};

static const struct outdated in_hypervisor[] = {
	{ "DEBUG_OPTIONS", "BUILD_TYPE", false },
	{ "DEBUG_OPTIONS", "RELEASE", false },
	{ "DEBUG_OPTIONS", "LOG_DESTINATION", true },
	{ "DEBUG_OPTIONS", "LOG_BUF_SIZE", true },
	{ "FEATURES", "RELOC", true },
	{ "FEATURES", "MULTIBOOT2", true },
	{ "FEATURES", "ENFORCE_TURNOFF_AC", true },
	{ "FEATURES", "ENFORCE_TURNOFF_GP", true },
	{ "FEATURES", "MCE_ON_PSC_DISABLED", true },
	{ "FEATURES", "NVMX_ENABLED", true },
	{ "FEATURES", "PSRAM", false },
	{ "MEMORY", "HV_RAM_SIZE", true },
	{ "MEMORY", "LOW_RAM_SIZE", true },
	{ "MEMORY", "PLATFORM_RAM_SIZE", true },
	{ "CAPACITIES", "IOMMU_BUS_NUM", true },
	{ "CAPACITIES", "MAX_IR_ENTRIES", true },
	{ "MISC_CFG", "UEFI_OS_LOADER_NAME", true },
	{ 0 },
};

static const struct outdated in_vm[] = {
	{ NULL, "guest_flags", false },		{ NULL, "legacy_vuart", false },
	{ NULL, "communication_vuart", false }, { NULL, "board_private", false },
	{ "cpu_affinity", "pcpu_id", true },	{ "memory", "start_hpa", false },
	{ "memory", "whole", false },		{ "os_config", "name", true },
	{ "console_vuart", "base", false },	{ 0 },
};

static bool is_called(const xmlNode *element, const char *name)
{
	return element->type == XML_ELEMENT_NODE && xmlStrEqual(element->name, BAD_CAST name);
}

/* Whether an element has one that is outdated, which acrn-cfg reads only where `takes_read`. */
static bool has_outdated(const xmlNode *element, const struct outdated *list, bool takes_read)
{
	for (; list->name; list++) {
		const xmlNode *section =
			list->section ? load_child(element, list->section) : element;

		if (section && (takes_read || !list->is_read) && load_child(section, list->name))
			return true;
	}
	return false;
}

/* Snapshots may have the masks of classes, as 2.x. */
static bool has_masks(const xmlNode *hv)
{
	const xmlNode *features = load_child(hv, "FEATURES");
	const xmlNode *rdt = features ? load_child(features, "RDT") : NULL;

	return rdt && load_child(rdt, "CLOS_MASK");
}

/* Whether a region has its name in an attribute, or all that it is in a text. */
static bool is_old_region(const xmlNode *region)
{
	return xmlHasProp(region, BAD_CAST "name") && !load_child(region, "NAME");
}

static bool has_old_region(const xmlNode *hv)
{
	const xmlNode *features = load_child(hv, "FEATURES");
	const xmlNode *list = features ? load_child(features, "IVSHMEM") : NULL;
	const xmlNode *region = list ? load_child(list, "IVSHMEM_REGION") : NULL;

	while (region && !is_old_region(region))
		region = load_next(region);
	return region;
}

/* Virtio devices that are texts. acrn-cfg reads that of a gpu. */
static bool has_virtio_text(struct upgrade *upgrade, const xmlNode *vm, bool takes_read)
{
	const xmlNode *list = load_child(vm, "virtio_devices");

	for (const xmlNode *device = list ? list->children : NULL; device; device = device->next)
		if (device->type == XML_ELEMENT_NODE && (takes_read || !is_called(device, "gpu")) &&
		    upgrade_is_virtio_text(upgrade, device))
			return true;
	return false;
}

/* y or n in place of what launch XML has for them, or NULL. */
static const char *switch_of(const struct upgrade *upgrade, const xmlNode *element)
{
	const char *text = load_text(upgrade->scratch, element);

	if (strcmp(text, "Enable") == 0)
		return "y";
	return strcmp(text, "Disable") == 0 ? "n" : NULL;
}

static bool has_switch(const struct upgrade *upgrade, const xmlNode *vm, const char *name)
{
	const xmlNode *element = load_child(vm, name);

	return element && switch_of(upgrade, element);
}

static bool is_outdated_vm(struct upgrade *upgrade, const xmlNode *vm, bool takes_read)
{
	return has_outdated(vm, in_vm, takes_read) || has_switch(upgrade, vm, "vbootloader") ||
	       has_switch(upgrade, vm, "vuart0") || has_virtio_text(upgrade, vm, takes_read);
}

bool upgrade_is_outdated(struct upgrade *upgrade)
{
	const xmlNode *root = xmlDocGetRootElement(upgrade->scenario->xml);
	const xmlNode *hv = load_child(root, "hv"), *vm = load_child(root, "vm");
	bool takes_read = upgrade->lists_all;

	if (hv && (has_outdated(hv, in_hypervisor, takes_read) || has_masks(hv) ||
		   (takes_read && has_old_region(hv))))
		return true;
	while (vm && !is_outdated_vm(upgrade, vm, takes_read))
		vm = load_next(vm);
	return vm;
}

static const struct upgrade_row in_memory[] = {
	UPGRADE_RENAMED("whole", "size"),
	{ 0 },
};

/* The memory of a snapshot is in bytes, with addresses, or in MiB. */
static void carry_memory(struct upgrade *upgrade, const struct upgrade_row *row,
			 const xmlNode *from, xmlNode *to)
{
	if (load_child(from, "start_hpa"))
		upgrade_carry_memory(upgrade, row, from, to);
	else
		upgrade_children(upgrade, in_memory, from,
				 upgrade_element(upgrade, to, row->name, from));
}

void upgrade_carry_switch(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	const char *text = switch_of(upgrade, from);

	if (text)
		upgrade_text(upgrade, to, row->name, from, text);
	else
		upgrade_copy(upgrade, to, from);
}

/* A snapshot may have the vUART of 2.x. */
static void carry_console(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	if (load_child(from, "base"))
		upgrade_carry_vuart(upgrade, row, from, to);
	else
		upgrade_copy(upgrade, to, from);
}

void upgrade_carry_virtio(struct upgrade *upgrade, const struct upgrade_row *row,
			  const xmlNode *from, xmlNode *to)
{
	upgrade_virtio(upgrade, from, upgrade_element(upgrade, to, row->name, from));
}

static const struct upgrade_row in_os_config[] = {
	UPGRADE_OBSOLETE("name", "nothing reads it", NULL),
	{ 0 },
};

/* A snapshot may have the Service VM's arguments where 2.x has them. */
static void carry_os_config(struct upgrade *upgrade, const struct upgrade_row *row,
			    const xmlNode *from, xmlNode *to)
{
	const xmlNode *arguments = upgrade->vm->arguments;

	if (arguments && is_called(arguments, "board_private"))
		upgrade_carry_os_config(upgrade, row, from, to);
	else
		upgrade_children(upgrade, in_os_config, from,
				 upgrade_element(upgrade, to, row->name, from));
}

const struct upgrade_row upgrade_in_current_vm[] = {
	UPGRADE_BY("guest_flags", upgrade_carry_guest_flags),
	UPGRADE_SECTION("cpu_affinity", NULL, upgrade_in_cpu_affinity),
	UPGRADE_BY("memory", carry_memory),
	UPGRADE_BY("legacy_vuart", upgrade_carry_vuart),
	UPGRADE_BY("communication_vuart", upgrade_carry_vuart),
	UPGRADE_BY("console_vuart", carry_console),
	UPGRADE_BY("board_private", upgrade_carry_board_private),
	UPGRADE_BY("os_config", carry_os_config),
	UPGRADE_BY("vbootloader", upgrade_carry_switch),
	UPGRADE_BY("vuart0", upgrade_carry_switch),
	UPGRADE_BY("virtio_devices", upgrade_carry_virtio),
	{ 0 },
};
