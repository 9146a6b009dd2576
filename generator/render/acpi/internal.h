/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of this folder make of a VM: a table each.
 *
 * A function that reports an error goes on; the table is then of no use.
 */
#ifndef RENDER_ACPI_INTERNAL_H
#define RENDER_ACPI_INTERNAL_H

#include "plan/plan.h"
#include "render/acpi/bytes.h"

struct arena;
struct diags;

/* The VM whose tables are made. */
struct acpi_vm {
	struct arena *arena;
	const struct plan *plan;
	const struct plan_vm *vm;
	struct diags *diags;
};

/* The address in the VM of the image of its tables. */
#define ACPI_IMAGE_ADDRESS 0x7fe00000u

/* Where tables are in the image. */
enum acpi_offset {
	ACPI_XSDT = 0x80,
	ACPI_FADT = 0x100,
	ACPI_DSDT = 0x240,
	ACPI_MCFG = 0xbc0,
	ACPI_MADT = 0xc00,
	ACPI_RTCT = 0xf00,
	ACPI_TPM2 = 0x1300,
};

struct acpi_header {
	const char *signature; /* of 4 bytes */
	const char *id;	       /* of 8 bytes, for OEMs */
	uint8_t revision;      /* of the table's form */
	uint32_t oem_revision; /* 0 stands for 1 */
	uint32_t creator;      /* revision of the compiler; 0 stands for ACPI_CREATOR */
};

#define ACPI_CREATOR 0x20190703u

/* header.c: a table begins, and when all of it is there gets its length and checksum. */
void acpi_begin(struct bytes *table, const struct acpi_header *header);
void acpi_end(struct bytes *table);

/* Whether the VM has such a table, and the table. */
bool acpi_has_tpm2(const struct acpi_vm *vm);
bool acpi_has_rtct(const struct acpi_vm *vm);
void acpi_write_xsdt(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_fadt(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_mcfg(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_madt(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_dsdt(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_tpm2(const struct acpi_vm *vm, struct bytes *table);
void acpi_write_rtct(const struct acpi_vm *vm, struct bytes *table);

/* passthrough.c: adds to the namespace the VM's passthrough devices, each with what it depends on;
 * to `routes` a package for each of their interrupt lines. Returns how many packages. */
struct namespace;
size_t acpi_add_passthrough(const struct acpi_vm *vm, struct namespace *namespace,
			    struct bytes *routes);

/* device.c: adds the template of a board's device, if it has one; with an address other than NULL
 * at that one. */
struct board_node;
void acpi_add_device(const struct acpi_vm *vm, struct namespace *namespace,
		     const struct board_node *node, const uint32_t *address);

#endif
