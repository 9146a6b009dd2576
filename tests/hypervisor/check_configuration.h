/* SPDX-License-Identifier: BSD-3-Clause
 * check_configuration.h: whether what `acrn-cfg gen --hypervisor` has written is consistent, judged
 * by the files and the board alone.
 */
#ifndef CHECK_CONFIGURATION_H
#define CHECK_CONFIGURATION_H

#include "check.h"
#include "check_acpi.h"
#include "check_pci.h"
#include "check_vms.h"

/* Every file that ACRN's make needs is there; `%s` is the scenario's name. */
static inline void check_files(struct check *check)
{
	static const char *const names[] = {
		".board.xml",
		".scenario.xml",
		"acpi.timestamp",
		"configs/.configfiles.timestamp",
		"configs/.diffconfig",
		"configs/.validation.timestamp",
		"configs/allocation.xml",
		"configs/unified.xml",
		"configs/config.mk",
		"configs/boards/pci_devices.h",
		"configs/boards/platform_acpi_info.h",
		"serial.conf",
	};
	size_t size;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		check_need(check, arena_printf(check->arena, "hypervisor/%s", names[i]), &size);
}

/* Reads the C files; macros first. */
static inline void check_read(struct check *check)
{
	static const char *const names[] = {
		"include/config.h",
		"configs/boards/board_info.h",
		"configs/boards/platform_acpi_info.h",
		"configs/boards/pci_devices.h",
		"configs/scenarios/%s/misc_cfg.h",
		"configs/scenarios/%s/vm_configurations.h",
		"configs/scenarios/%s/ivshmem_cfg.h",
		"configs/scenarios/%s/pt_intx.c",
		"configs/scenarios/%s/pci_dev.c",
		"configs/scenarios/%s/vm_configurations.c",
		"configs/boards/board.c",
	};
	const char *regions;
	size_t size;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *slot = strstr(names[i], "%s");
		int head = slot ? (int)(slot - names[i]) : (int)strlen(names[i]);
		const char *name = arena_printf(check->arena, "hypervisor/%.*s%s%s", head, names[i],
						slot ? check->scenario : "", slot ? slot + 2 : "");

		c_read(&check->c, check_need(check, name, &size));
	}
	regions = string_map_find(check->c.macros, "IVSHMEM_SHM_REGIONS");
	if (regions)
		c_read(&check->c, arena_printf(check->arena, "shm_regions = { %s };\n", regions));
	c_read(&check->table, check_need(check, "config/static_config.c", &size));
	if (check->c.error || check->table.error)
		problem(check, "%s", check->c.error ? check->c.error : check->table.error);
}

/* Each line of config.mk is a macro of config.h, spelled as C has it. */
static inline void check_config(struct check *check)
{
	size_t size;
	char *text = check_need(check, "hypervisor/configs/config.mk", &size), *rest = NULL;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		char name[128], value[512] = "";
		const char *macro;

		if (sscanf(line, "# %127s is not set", name) == 1 && strstr(line, " is not set")) {
			if (string_map_find(check->c.macros, name))
				problem(check, "config.h has %s", name);
			continue;
		}
		if (sscanf(line, "%127[A-Za-z0-9_]=%511[^\n]", name, value) < 1)
			continue;
		macro = string_map_find(check->c.macros, name);
		if (strcmp(value, "n") == 0
			    ? macro != NULL
			    : !macro || (strncmp(macro, value, strlen(value)) != 0 &&
					 strncmp(macro + 1, value, strlen(value)) != 0 &&
					 (strcmp(value, "y") != 0 || strcmp(macro, "1") != 0) &&
					 *value != '"'))
			problem(check, "config.h has not: %s", line);
	}
}

/* Sizes of tables, and the regions' memory. */
static inline void check_sizes(struct check *check)
{
	uint64_t entries = c_get(&check->c, 0, "MAX_IR_ENTRIES"), bytes = 0;

	for (unsigned i = 0; c_find(&check->c, "shm_regions[%u].size", i); i++)
		bytes += c_get(&check->c, 0, "shm_regions[%u].size", i);
	if (bytes != c_get(&check->c, 0, "IVSHMEM_SHM_SIZE"))
		problem(check, "IVSHMEM_SHM_SIZE is not 0x%lx", (unsigned long)bytes);
	if (entries < 256 || entries > 65536 || entries & (entries - 1) ||
	    entries < c_get(&check->c, 0, "CONFIG_MAX_PT_IRQ_ENTRIES"))
		problem(check, "MAX_IR_ENTRIES is wrong");
	if (c_get(&check->c, 0, "ACFG_MAX_PCI_BUS_NUM") <= check->facts->highest_bus)
		problem(check, "ACFG_MAX_PCI_BUS_NUM is not more than the board's buses");
}

/* The problems of what is in a directory, a line for each; "" where it is right. */
static inline const char *check_configuration(struct arena *arena, const struct board_facts *facts,
					      const char *directory, const char *scenario)
{
	struct check *check = arena_alloc(arena, sizeof(*check));

	*check = (struct check) { .arena = arena,
				  .facts = facts,
				  .directory = directory,
				  .scenario = scenario,
				  .problems = "" };
	c_init(&check->c, arena);
	c_init(&check->table, arena);
	check_files(check);
	check_read(check);
	if (*check->problems)
		return check->problems;
	check_kinds(check);
	check_config(check);
	check_sizes(check);
	check_all_cpus(check);
	check_memory(check);
	check_lines(check);
	check_classes(check);
	check_table(check);
	for (unsigned vm = 0; vm < check->vm_count; vm++) {
		check_pci_vm(check, vm);
		check_uarts(check, vm);
		check_ports(check, vm);
		if (check->kinds[vm] == CHECK_PRE)
			check_acpi(check, vm);
		if (check->kinds[vm] == CHECK_SERVICE)
			check_serial(check, vm,
				     (unsigned)c_get(&check->c, 0, "MAX_VUART_NUM_PER_VM"));
	}
	return check->problems;
}

#endif
