/* SPDX-License-Identifier: BSD-3-Clause
 * tables.c: the tables that are the same in all VMs, or almost: XSDT, FADT and MCFG. */
#include "render/acpi/internal.h"

static void add_entry(struct bytes *table, enum acpi_offset offset)
{
	bytes_add_number(table, ACPI_IMAGE_ADDRESS + (unsigned)offset, 8);
}

/* A VM that is to have a TPM has an entry for it even where there is no table: as from ACRN's
 * build. */
void acpi_write_xsdt(const struct acpi_vm *vm, struct bytes *table)
{
	acpi_begin(table,
		   &(struct acpi_header) { .signature = "XSDT", .id = "ACRNXSDT", .revision = 1 });
	add_entry(table, ACPI_FADT);
	add_entry(table, ACPI_MCFG);
	add_entry(table, ACPI_MADT);
	if (vm->vm->hypervisor->vm->tpm2.is_set)
		add_entry(table, ACPI_TPM2);
	if (acpi_has_rtct(vm))
		add_entry(table, ACPI_RTCT);
	acpi_end(table);
}

/* The fields of the FADT that are not 0 (ACPI 6.5, 5.2.9). */
#define FADT_SIZE	  268
#define FADT_DSDT	  40
#define FADT_FLAGS	  112
#define FADT_RESET	  116
#define FADT_RESET_VALUE  128
#define FADT_SLEEP	  244
#define FADT_SLEEP_STATUS 256

/* WBINVD works, C1 is there, the timer has 32 bits, there is a reset register, neither keyboard nor
 * display, and no other hardware for ACPI. */
#define FADT_HARDWARE 0x00101505u

/* A register of one byte among the I/O ports. */
static void set_port(struct bytes *table, size_t at, uint16_t port)
{
	bytes_set_number(table, at, 1, 1);     /* I/O ports */
	bytes_set_number(table, at + 1, 8, 1); /* bits */
	bytes_set_number(table, at + 3, 1, 1); /* accessed as a byte */
	bytes_set_number(table, at + 4, port, 8);
}

void acpi_write_fadt(const struct acpi_vm *vm, struct bytes *table)
{
	(void)vm;
	acpi_begin(table,
		   &(struct acpi_header) { .signature = "FACP", .id = "ACRNFADT", .revision = 5 });
	while (table->size < FADT_SIZE)
		bytes_add_number(table, 0, 8);
	bytes_set_number(table, FADT_DSDT, ACPI_IMAGE_ADDRESS + ACPI_DSDT, 4);
	bytes_set_number(table, FADT_FLAGS, FADT_HARDWARE, 4);
	set_port(table, FADT_RESET, 0xcf9);
	bytes_set_number(table, FADT_RESET_VALUE, 0x0e, 1);
	set_port(table, FADT_SLEEP, 0x400);
	set_port(table, FADT_SLEEP_STATUS, 0x401);
	acpi_end(table);
}

void acpi_write_mcfg(const struct acpi_vm *vm, struct bytes *table)
{
	(void)vm;
	acpi_begin(table,
		   &(struct acpi_header) { .signature = "MCFG", .id = "ACRNMCFG", .revision = 3 });
	bytes_add_number(table, 0, 8);
	bytes_add_number(table, 0xe0000000, 8); /* of the configuration space */
	bytes_add_number(table, 0, 2);		/* segment */
	bytes_add_number(table, 0, 1);		/* the first bus */
	bytes_add_number(table, 0xff, 1);	/* the last one */
	bytes_add_number(table, 0, 4);
	acpi_end(table);
}
