/* SPDX-License-Identifier: BSD-3-Clause
 * acpi.h: the ACPI tables of pre-launched VMs, which ACRN's hypervisor loads beside the kernel.
 *
 * They are bytes, made from the plan without templates and without an ACPI compiler.
 */
#ifndef RENDER_ACPI_ACPI_H
#define RENDER_ACPI_ACPI_H

#include <stdbool.h>

#include "plan/plan.h"
#include "render/files.h"

struct arena;
struct diags;

/* The size of hypervisor/acpi/ACPI_VM<id>.bin. */
#define ACPI_IMAGE_SIZE (1u << 20)

/* Adds for each pre-launched VM of a plan, which has plan->hypervisor:
 *   hypervisor/acpi/ACPI_VM<id>.bin	   all tables, each where the hypervisor expects it
 *   hypervisor/acpi/ACPI_VM<id>/<name>.aml  each of them: xsdt, facp, mcfg, apic, dsdt, and
 *					   where the VM has it tpm2 and rtct
 * which live as long as `arena`. Returns false, and adds nothing of a VM, where its tables cannot
 * be made: `diags` has the reasons. */
bool acpi_render(struct arena *arena, const struct plan *plan, struct diags *diags,
		 struct output_files *files);

#endif
