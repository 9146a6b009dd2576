/* SPDX-License-Identifier: BSD-3-Clause
 * tpm2.c: how a VM starts the commands of its TPM (TCG ACPI Specification, 8). */
#include "diag/diag.h"
#include "render/acpi/internal.h"

/* Of the TPM's registers. */
#define CONTROL_AREA 0xfed40040u

bool acpi_has_tpm2(const struct acpi_vm *vm)
{
	return vm->vm->hypervisor->has_tpm;
}

void acpi_write_tpm2(const struct acpi_vm *vm, struct bytes *table)
{
	const struct plan_hypervisor *hypervisor = vm->plan->hypervisor;
	const struct board_tpm *tpm = &hypervisor->platform->tpm;

	acpi_begin(table,
		   &(struct acpi_header) { .signature = "TPM2", .id = "ACRNTPM2", .revision = 4 });
	bytes_add_number(table, 0, 2); /* of a client, not a server */
	bytes_add_number(table, 0, 2);
	bytes_add_number(table, CONTROL_AREA, 8);
	bytes_add_number(table, tpm->start_method, 4);
	bytes_add(table, tpm->start_parameters, BOARD_TPM_PARAMETERS);
	if (hypervisor->has_tpm_log) {
		bytes_add_number(table, hypervisor->tpm_log_bytes, 4);
		bytes_add_number(table, hypervisor->tpm_log_start, 8);
	}
	acpi_end(table);
}
