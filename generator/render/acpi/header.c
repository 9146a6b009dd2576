/* SPDX-License-Identifier: BSD-3-Clause
 * header.c: what every table of ACPI begins with (ACPI 6.5, 5.2.6). */
#include <string.h>

#include "render/acpi/internal.h"

#define LENGTH_AT   4
#define CHECKSUM_AT 9

void acpi_begin(struct bytes *table, const struct acpi_header *header)
{
	bytes_add(table, header->signature, 4);
	bytes_add_number(table, 0, 4); /* the length */
	bytes_add_number(table, header->revision, 1);
	bytes_add_number(table, 0, 1); /* the checksum */
	bytes_add(table, "ACRN  ", 6);
	bytes_add(table, header->id, 8);
	bytes_add_number(table, header->oem_revision ? header->oem_revision : 1, 4);
	bytes_add(table, "INTL", 4);
	bytes_add_number(table, header->creator ? header->creator : ACPI_CREATOR, 4);
}

void acpi_end(struct bytes *table)
{
	bytes_set_number(table, LENGTH_AT, table->size, 4);
	bytes_set_number(table, CHECKSUM_AT, bytes_checksum(table), 1);
}
