/* SPDX-License-Identifier: BSD-3-Clause
 * madt.c: the interrupt controllers of a VM (ACPI 6.5, 5.2.12). */
#include <stdlib.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "render/acpi/internal.h"

/* Of a local APIC, whose ID is one byte here; 255 stands for all of them. */
#define APIC_ID_MAX 254

static int compare_ids(const void *first, const void *second)
{
	const uint32_t *a = first, *b = second;

	return (*a > *b) - (*a < *b);
}

static void add_ioapic(struct bytes *table)
{
	bytes_add_number(table, 1, 1);
	bytes_add_number(table, 12, 1); /* bytes */
	bytes_add_number(table, 1, 1);	/* its ID */
	bytes_add_number(table, 0, 1);
	bytes_add_number(table, 0xfec00000, 4);
	bytes_add_number(table, 0, 4); /* its first line */
}

/* LINT1 of all CPUs is the NMI: active high, by edges. */
static void add_nmi(struct bytes *table)
{
	bytes_add_number(table, 4, 1);
	bytes_add_number(table, 6, 1);
	bytes_add_number(table, 0xff, 1);
	bytes_add_number(table, 5, 2);
	bytes_add_number(table, 1, 1);
}

static void add_cpu(const struct acpi_vm *vm, size_t index, const struct board_cpu *cpu,
		    struct bytes *table)
{
	if (cpu->apic_id > APIC_ID_MAX)
		diag_add(vm->diags, DIAG_APIC_ID_TOO_LARGE, vm->vm->hypervisor->vm->cpus_at,
			 "CPU %u of VM '%s' has the APIC ID %u: a pre-launched VM's are %u at most",
			 cpu->id, vm->vm->name, cpu->apic_id, APIC_ID_MAX);
	bytes_add_number(table, 0, 1);
	bytes_add_number(table, 8, 1);
	bytes_add_number(table, index, 1);
	bytes_add_number(table, cpu->apic_id, 1);
	bytes_add_number(table, 1, 4); /* it can be used */
}

void acpi_write_madt(const struct acpi_vm *vm, struct bytes *table)
{
	const struct plan_vm_hypervisor *hypervisor = vm->vm->hypervisor;
	uint32_t *ids = arena_array(vm->arena, hypervisor->pcpu_count, sizeof(*ids));

	for (size_t i = 0; i < hypervisor->pcpu_count; i++)
		ids[i] = hypervisor->pcpus[i];
	if (hypervisor->pcpu_count)
		qsort(ids, hypervisor->pcpu_count, sizeof(*ids), compare_ids);
	acpi_begin(table,
		   &(struct acpi_header) { .signature = "APIC", .id = "ACRNMADT", .revision = 3 });
	bytes_add_number(table, 0xfee00000, 4); /* of the local APICs */
	bytes_add_number(table, 1, 4);		/* there are two 8259, too */
	add_ioapic(table);
	add_nmi(table);
	for (size_t i = 0; i < hypervisor->pcpu_count; i++)
		add_cpu(vm, i, board_cpu(vm->plan->hypervisor->board, ids[i]), table);
	acpi_end(table);
}
