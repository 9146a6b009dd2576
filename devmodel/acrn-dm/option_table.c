/* SPDX-License-Identifier: BSD-3-Clause
 * option_table.c: the table of options. */
#include <stddef.h>
#include <string.h>

#include "acrn-dm/option_table.h"
#include "schema/nearest.h"

#define FIELD(name) offsetof(struct arguments, name)

static bool take_text(struct arguments *arguments, const struct option_row *row, const char *value,
		      struct error *error)
{
	if (!*value)
		return error_set(error, "empty value for --%s", row->name);
	memcpy((char *)arguments + row->field, &value, sizeof(value));
	return true;
}

/* Boot arguments may be empty; an empty directory stands for none. */
static bool take_any_text(struct arguments *arguments, const struct option_row *row,
			  const char *value, struct error *error)
{
	(void)error;
	memcpy((char *)arguments + row->field, &value, sizeof(value));
	return true;
}

static bool take_flag(struct arguments *arguments, const struct option_row *row, const char *value,
		      struct error *error)
{
	bool is_set = true;

	(void)value;
	(void)error;
	memcpy((char *)arguments + row->field, &is_set, sizeof(is_set));
	return true;
}

static bool take_action(struct arguments *arguments, const struct option_row *row,
			const char *value, struct error *error)
{
	(void)value;
	(void)error;
	arguments->action = (enum action)row->number;
	return true;
}

/* Options that tune ACRN or its device model, and have no effect here. */
static bool take_nothing(struct arguments *arguments, const struct option_row *row,
			 const char *value, struct error *error)
{
	(void)arguments;
	if (row->has_value && !*value)
		return error_set(error, "empty value for --%s", row->name);
	return true;
}

static bool take_unsupported(struct arguments *arguments, const struct option_row *row,
			     const char *value, struct error *error)
{
	(void)value;
	for (unsigned i = 0; i < arguments->unsupported_count; i++)
		if (arguments->unsupported[i] == row->name)
			return true;
	if (arguments->unsupported_count == ARGUMENTS_UNSUPPORTED_MAX)
		return error_set(error, "--%s: too many options that need ACRN's hypervisor",
				 row->name);
	arguments->unsupported[arguments->unsupported_count++] = row->name;
	return true;
}

static bool take_ovmf(struct arguments *arguments, const struct option_row *row, const char *value,
		      struct error *error)
{
	arguments->is_ovmf_kept = strncmp(value, "w,", 2) == 0;
	return take_text(arguments, row, arguments->is_ovmf_kept ? value + 2 : value, error);
}

static bool take_accel(struct arguments *arguments, const struct option_row *row, const char *value,
		       struct error *error)
{
	static const char *const names[] = { "auto", "kvm", "tcg" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) == 0) {
			arguments->accel = (enum accel)i;
			return true;
		}
	}
	return error_set(error, "invalid value '%.60s' for --%s: use auto, kvm or tcg", value,
			 row->name);
}

static bool take_device_mode(struct arguments *arguments, const struct option_row *row,
			     const char *value, struct error *error)
{
	static const char *const names[] = { "auto", "vfio-user", "builtin" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(value, names[i]) == 0) {
			arguments->device_mode = (enum device_mode)i;
			return true;
		}
	}
	return error_set(error, "invalid value '%.60s' for --%s: use auto, vfio-user or builtin",
			 value, row->name);
}

static const struct option_row rows[] = {
	/* The machine. */
	{ 'm', "memsize", true, take_memory, 0, 0 },
	{ 'c', "ncpus", true, take_cpus, 0, 0 },
	{ 0, "cpu_affinity", true, take_affinity, 0, 0 },
	{ 's', "pci_slot", true, take_device, 0, 0 },
	{ 'l', "lpc", true, take_port, 0, 0 },
	{ 'k', "kernel", true, take_text, FIELD(kernel), 0 },
	{ 'E', "elf_file", true, take_text, FIELD(elf), 0 },
	{ 'r', "ramdisk", true, take_text, FIELD(ramdisk), 0 },
	{ 'B', "bootargs", true, take_any_text, FIELD(bootargs), 0 },
	{ 0, "ovmf", true, take_ovmf, FIELD(ovmf), 0 },
	{ 'U', "uuid", true, take_uuid, 0, 0 },
	{ 0, "mac_seed", true, take_text, FIELD(mac_seed), 0 },
	{ 0, "vtpm2", true, take_text, FIELD(vtpm), 0 },
	{ 0, "debugexit", false, take_flag, FIELD(has_debug_exit), 0 },
	/* Accepted without effect. */
	{ 'A', "acpi", false, take_nothing, 0, 0 },
	{ 'W', "virtio_msix", false, take_nothing, 0, 0 },
	{ 'Y', "mptgen", false, take_nothing, 0, 0 },
	{ 'p', "pincpu", true, take_nothing, 0, 0 },
	{ 0, "windows", false, take_nothing, 0, 0 },
	{ 0, "virtio_poll", true, take_poll, 0, 0 },
	{ 0, "intr_monitor", true, take_monitor, 0, 0 },
	{ 0, "logger_setting", true, take_logger, 0, 0 },
	{ 0, "ptdev_no_reset", false, take_nothing, 0, 0 },
	{ 0, "pm_notify_channel", true, take_nothing, 0, 0 },
	{ 0, "pm_by_vuart", true, take_nothing, 0, 0 },
	{ 0, "cmd_monitor", true, take_nothing, 0, 0 },
	{ 0, "part_info", true, take_nothing, 0, 0 },
	{ 0, "iasl", true, take_nothing, 0, 0 },
	/* These need ACRN's hypervisor. */
	{ 0, "rtvm", false, take_unsupported, 0, 0 },
	{ 0, "lapic_pt", false, take_unsupported, 0, 0 },
	{ 0, "ssram", false, take_unsupported, 0, 0 },
	{ 0, "psram", false, take_unsupported, 0, 0 },
	{ 0, "vsbl", true, take_unsupported, 0, 0 },
	{ 0, "enable_trusty", false, take_unsupported, 0, 0 },
	{ 'G', "gvtargs", true, take_unsupported, 0, 0 },
	{ 'i', "ioc_node", true, take_unsupported, 0, 0 },
	{ 0, "acpidev_pt", true, take_unsupported, 0, 0 },
	{ 0, "mmiodev_pt", true, take_unsupported, 0, 0 },
	/* Not in ACRN's device model. */
	{ 0, "print-engine", false, take_action, 0, ACTION_PRINT_VMM },
	{ 0, "ignore-unsupported", false, take_flag, FIELD(ignores_unsupported), 0 },
	{ 0, "device", true, take_device_mode, 0, 0 },
	{ 0, "accel", true, take_accel, 0, 0 },
	{ 0, "engine", true, take_text, FIELD(vmm), 0 },
	{ 0, "config", true, take_text, FIELD(table), 0 },
	{ 0, "server-dir", true, take_any_text, FIELD(server_dir), 0 },
	{ 0, "hv-dir", true, take_any_text, FIELD(hv_dir), 0 },
	{ 0, "shm-mode", true, take_shm_mode, 0, 0 },
	{ 0, "shm-owner", true, take_shm_owner, 0, 0 },
	{ 0, "shm-group", true, take_shm_group, 0, 0 },
	{ 'h', "help", false, take_action, 0, ACTION_HELP },
	{ 'v', "version", false, take_action, 0, ACTION_VERSION },
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

const struct option_row *option_by_letter(char letter)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (letter && rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

const char *option_nearest(const char *name)
{
	struct nearest nearest = { .word = name };

	for (size_t i = 0; i < ROW_COUNT; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.name;
}

const struct option_row *option_by_name(const char *name, size_t length)
{
	for (size_t i = 0; i < ROW_COUNT; i++)
		if (strlen(rows[i].name) == length && memcmp(rows[i].name, name, length) == 0)
			return &rows[i];
	return NULL;
}
