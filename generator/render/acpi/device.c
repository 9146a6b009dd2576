/* SPDX-License-Identifier: BSD-3-Clause
 * device.c: a device of the board in a VM's DSDT, from the AML that the board description has of
 * it.
 */
#include "base/arena.h"
#include "diag/diag.h"
#include "render/acpi/aml_read.h"
#include "render/acpi/internal.h"
#include "render/acpi/namespace.h"

static int hex_value(char digit)
{
	return digit >= '0' && digit <= '9'   ? digit - '0'
	       : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
	       : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
					      : -1;
}

/* Stops at the first byte that is not two digits, whose offset among the bytes is then *error. */
static bool read_hex(const char *text, struct bytes *bytes, struct aml_error *error)
{
	for (; *text; text += 2) {
		int high = hex_value(text[0]);
		int low = high < 0 ? -1 : hex_value(text[1]);

		if (low < 0) {
			*error = (struct aml_error) { bytes->size,
						      "two digits in hex are expected" };
			return false;
		}
		bytes_add_number(bytes, (unsigned)high << 4 | (unsigned)low, 1);
	}
	return true;
}

static bool read_template(struct arena *arena, const char *text, struct aml_device *device,
			  struct aml_error *error)
{
	struct bytes bytes = { .arena = arena };

	return read_hex(text, &bytes, error) &&
	       aml_read_device(arena, bytes.data, bytes.size, device, error);
}

static void add_address(struct bytes *to, uint32_t address)
{
	aml_add_name(to, "_ADR");
	aml_add_integer(to, address);
}

/* The device's terms. External() is for compilers, and the address on the board is not the one in
 * the VM. */
static const struct bytes *copy_terms(struct arena *arena, const struct aml_terms *terms,
				      const uint32_t *address)
{
	struct bytes *to = arena_alloc(arena, sizeof(*to));
	bool has_address = false;

	to->arena = arena;
	for (size_t i = 0; i < terms->count; i++) {
		const struct aml_term *term = &terms->terms[i];

		if (term->opcode == AML_EXTERNAL)
			continue;
		if (address && aml_is_name(term, "_ADR")) {
			add_address(to, *address);
			has_address = true;
		} else {
			bytes_add(to, term->bytes, term->size);
		}
	}
	if (address && !has_address)
		add_address(to, *address);
	return to;
}

void acpi_add_device(const struct acpi_vm *vm, struct namespace *namespace,
		     const struct board_node *node, const uint32_t *address)
{
	struct aml_device device;
	struct aml_error error;

	if (!node->aml_template)
		return;
	if (!read_template(vm->arena, node->aml_template, &device, &error)) {
		struct diag *diag = diag_add(
			vm->diags, DIAG_AML_TEMPLATE_INVALID, node->at,
			"invalid aml_template of the device '%s': %s at byte %zu",
			node->acpi_object ? node->acpi_object : "", error.text, error.offset);

		diag_note(diag, vm->vm->at, "VM '%s' gets this device", vm->vm->name);
		return;
	}
	namespace_add(namespace, aml_scope_text(vm->arena, &device.name),
		      device.name.bytes + (device.name.count - 1) * AML_SEGMENT,
		      copy_terms(vm->arena, &device.terms, address), node->at);
}
