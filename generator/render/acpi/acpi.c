/* SPDX-License-Identifier: BSD-3-Clause
 * acpi.c: the ACPI tables of pre-launched VMs, alone and in their image. */
#include "render/acpi/acpi.h"

#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "render/acpi/internal.h"

/* A table, where it is in the image, and how much room it has there: up to the next one. */
static const struct place {
	const char *name; /* of its file */
	enum acpi_offset offset;
	size_t room;
	bool (*is_there)(const struct acpi_vm *vm); /* NULL: always */
	void (*write)(const struct acpi_vm *vm, struct bytes *table);
} places[] = {
	{ "xsdt", ACPI_XSDT, ACPI_FADT - ACPI_XSDT, NULL, acpi_write_xsdt },
	{ "facp", ACPI_FADT, ACPI_DSDT - ACPI_FADT, NULL, acpi_write_fadt },
	{ "dsdt", ACPI_DSDT, ACPI_MCFG - ACPI_DSDT, NULL, acpi_write_dsdt },
	{ "mcfg", ACPI_MCFG, ACPI_MADT - ACPI_MCFG, NULL, acpi_write_mcfg },
	{ "apic", ACPI_MADT, ACPI_RTCT - ACPI_MADT, NULL, acpi_write_madt },
	{ "rtct", ACPI_RTCT, ACPI_TPM2 - ACPI_RTCT, acpi_has_rtct, acpi_write_rtct },
	{ "tpm2", ACPI_TPM2, ACPI_IMAGE_SIZE - ACPI_TPM2, acpi_has_tpm2, acpi_write_tpm2 },
};

#define PLACES (sizeof(places) / sizeof(places[0]))

static void check_room(const struct acpi_vm *vm, const struct place *place, size_t size)
{
	struct diag *diag;

	if (size <= place->room)
		return;
	diag = diag_add(vm->diags, DIAG_ACPI_TABLE_TOO_LARGE, vm->vm->at,
			"the ACPI table '%s' of VM '%s' has %zu bytes: the hypervisor has room "
			"for %zu",
			place->name, vm->vm->name, size, place->room);
	if (place->offset == ACPI_DSDT)
		diag_help(diag, "give the VM fewer devices of the board");
}

/* Writes all tables; false where one of them is wrong. */
static bool write_tables(const struct acpi_vm *vm, struct bytes tables[PLACES])
{
	size_t errors = diags_error_count(vm->diags);

	for (size_t i = 0; i < PLACES; i++) {
		tables[i] = (struct bytes) { .arena = vm->arena };
		if (places[i].is_there && !places[i].is_there(vm))
			continue;
		places[i].write(vm, &tables[i]);
		check_room(vm, &places[i], tables[i].size);
	}
	return diags_error_count(vm->diags) == errors;
}

static void add_files(const struct acpi_vm *vm, const struct bytes tables[PLACES],
		      struct output_files *files)
{
	char *image = arena_alloc(vm->arena, ACPI_IMAGE_SIZE);

	for (size_t i = 0; i < PLACES; i++) {
		if (!tables[i].size)
			continue;
		memcpy(image + places[i].offset, tables[i].data, tables[i].size);
		output_files_add_bytes(vm->arena, files,
				       arena_printf(vm->arena, "hypervisor/acpi/ACPI_VM%u/%s.aml",
						    vm->vm->id, places[i].name),
				       (const char *)tables[i].data, tables[i].size);
	}
	output_files_add_bytes(vm->arena, files,
			       arena_printf(vm->arena, "hypervisor/acpi/ACPI_VM%u.bin", vm->vm->id),
			       image, ACPI_IMAGE_SIZE);
}

bool acpi_render(struct arena *arena, const struct plan *plan, struct diags *diags,
		 struct output_files *files)
{
	bool is_complete = true;

	for (size_t i = 0; i < plan->vm_count; i++) {
		struct acpi_vm vm = {
			.arena = arena, .plan = plan, .vm = &plan->vms[i], .diags = diags
		};
		struct bytes tables[PLACES];

		if (vm.vm->load_order != CFG_PRE_LAUNCHED)
			continue;
		if (write_tables(&vm, tables))
			add_files(&vm, tables, files);
		else
			is_complete = false;
	}
	return is_complete;
}
