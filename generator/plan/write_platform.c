/* SPDX-License-Identifier: BSD-3-Clause
 * write_platform.c: what the plan's documents have of the board, and of what is made of its text.
 */
#include "board/board.h"
#include "plan/writer.h"

static void write_keys(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	static const char *const kinds[] = {
		[PLAN_KEY_NUMBER] = "number",
		[PLAN_KEY_STRING] = "string",
		[PLAN_KEY_FLAG] = "flag",
	};

	writer_begin(writer, "config-mk");
	writer_begin_list(writer, "keys");
	for (size_t i = 0; i < hypervisor->key_count; i++) {
		const struct plan_key *key = &hypervisor->keys[i];

		writer_begin(writer, kinds[key->kind]);
		writer_text(writer, "name", key->name);
		writer_text(writer, "value", key->value);
		writer_end(writer);
	}
	writer_end_list(writer);
	writer_end(writer);
}

/* The lines of a block that only people read. */
static void write_lines(struct plan_writer *writer, const struct board_block *block)
{
	for (size_t i = 0; i < block->line_count; i++)
		if (*block->lines[i])
			writer_wrapped_text(writer, "about", "text", block->lines[i]);
}

static void write_about(struct plan_writer *writer, const struct board_platform *platform)
{
	writer_begin_list(writer, "about");
	write_lines(writer, &platform->blocks[BOARD_BIOS_INFO]);
	write_lines(writer, &platform->blocks[BOARD_BASE_BOARD_INFO]);
	writer_end_list(writer);
}

static void write_hidden_devices(struct plan_writer *writer,
				 const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "hidden-device");
	for (size_t i = 0; i < hypervisor->hidden_device_count; i++) {
		uint16_t bdf = hypervisor->hidden_devices[i];

		writer_begin(writer, "hidden-device");
		writer_number(writer, "bus", CFG_BDF_BUS(bdf));
		writer_number(writer, "device", CFG_BDF_DEVICE(bdf));
		writer_number(writer, "function", CFG_BDF_FUNCTION(bdf));
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_macros(struct plan_writer *writer, const struct plan_macros *macros)
{
	writer_begin_list(writer, "macro");
	for (size_t i = 0; i < macros->count; i++) {
		writer_begin(writer, "macro");
		writer_text(writer, "name", macros->macros[i].name);
		writer_text(writer, "value", macros->macros[i].value);
		writer_boolean(writer, "override", macros->macros[i].is_override);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_acpi(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	static const char *const parts[PLAN_ACPI_COUNT] = {
		[PLAN_ACPI_POWER] = "power",
		[PLAN_ACPI_WAKE_VECTOR] = "wake-vector",
		[PLAN_ACPI_RESET_REGISTER] = "reset-register",
		[PLAN_ACPI_IOMMUS] = "iommus",
		[PLAN_ACPI_MMCONFIG] = "mmconfig",
	};

	writer_begin_list(writer, "acpi");
	for (size_t i = 0; i < PLAN_ACPI_COUNT; i++) {
		writer_begin(writer, "acpi");
		writer_text(writer, "part", parts[i]);
		write_macros(writer, &hypervisor->acpi[i]);
		writer_end(writer);
	}
	writer_end_list(writer);
}

static void write_iommu(struct plan_writer *writer, const struct plan_iommu *iommu, size_t index)
{
	writer_begin(writer, "iommu");
	writer_number(writer, "index", index);
	writer_begin_list(writer, "scope");
	for (size_t i = 0; i < iommu->scope_count; i++) {
		writer_begin(writer, "scope");
		writer_number(writer, "index", i);
		writer_end(writer);
	}
	writer_end_list(writer);
	writer_end(writer);
}

static void write_iommus(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	if (!hypervisor->has_iommus)
		return;
	writer_begin(writer, "iommus");
	writer_begin_list(writer, "iommu");
	for (size_t i = 0; i < hypervisor->iommu_count; i++)
		write_iommu(writer, &hypervisor->iommus[i], i);
	writer_end_list(writer);
	writer_end(writer);
}

static void write_rows(struct plan_writer *writer, const char *name, const struct plan_rows *rows)
{
	writer_begin(writer, name);
	writer_number(writer, "count", rows->count);
	writer_begin_list(writer, "row");
	for (size_t i = 0; i < rows->count; i++)
		writer_wrapped_text(writer, "row", "value", rows->rows[i]);
	writer_end_list(writer);
	writer_end(writer);
}

static void write_cpu_states(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	if (!hypervisor->cpu_brand)
		return;
	writer_begin(writer, "cpu-states");
	writer_text(writer, "brand", hypervisor->cpu_brand);
	write_rows(writer, "cx", &hypervisor->cstates);
	write_rows(writer, "px", &hypervisor->pstates);
	writer_end(writer);
}

static void write_pci_names(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	writer_begin_list(writer, "pci-device");
	for (size_t i = 0; i < hypervisor->pci_name_count; i++) {
		writer_begin(writer, "pci-device");
		writer_text(writer, "name", hypervisor->pci_names[i].name);
		writer_bdf(writer, "bdf", hypervisor->pci_names[i].bdf);
		writer_end(writer);
	}
	writer_end_list(writer);
}

void plan_write_platform(struct plan_writer *writer, const struct plan_hypervisor *hypervisor)
{
	write_keys(writer, hypervisor);
	writer_begin(writer, "platform");
	writer_number(writer, "cpu-count", hypervisor->cpu_count);
	writer_number(writer, "hidden-device-count", hypervisor->hidden_device_count);
	if (hypervisor->platform->address_bits)
		writer_number(writer, "address-bits", hypervisor->platform->address_bits);
	writer_boolean(writer, "sideband", hypervisor->has_sideband);
	write_about(writer, hypervisor->platform);
	write_hidden_devices(writer, hypervisor);
	write_acpi(writer, hypervisor);
	write_iommus(writer, hypervisor);
	write_cpu_states(writer, hypervisor);
	write_pci_names(writer, hypervisor);
	writer_end(writer);
}
