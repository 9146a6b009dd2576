/* SPDX-License-Identifier: BSD-3-Clause
 * dsdt.c: the devices of a VM, as a program in AML. */
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "render/acpi/internal.h"
#include "render/acpi/namespace.h"
#include "render/acpi/resources.h"

#define SYSTEM_BUS "\\_SB_"

/* The power state in which a VM is off: the value for the sleep register. */
static void add_s5(const struct acpi_vm *vm, struct bytes *to)
{
	struct bytes values = { .arena = vm->arena };

	aml_add_integer(&values, 5);
	aml_add_integer(&values, 0);
	aml_add_name(to, "_S5_");
	aml_add_package(to, &values, 2);
}

static void add_name_id(struct bytes *to, const char *name, const char *id)
{
	aml_add_name(to, name);
	aml_add_eisa_id(to, id);
}

static void add_name_integer(struct bytes *to, const char *name, uint64_t value)
{
	aml_add_name(to, name);
	aml_add_integer(to, value);
}

static struct bytes *new_terms(const struct acpi_vm *vm)
{
	struct bytes *terms = arena_alloc(vm->arena, sizeof(*terms));

	terms->arena = vm->arena;
	return terms;
}

/* What ACRN's hypervisor has behind the host bridge of a pre-launched VM. */
static void add_windows(const struct acpi_vm *vm, struct bytes *to)
{
	struct bytes resources = { .arena = vm->arena };

	resource_add_range(&resources, RESOURCE_BUS, 2, 0, 0xff);
	resource_add_range(&resources, RESOURCE_MEMORY, 4, 0x80000000, 0xdfffffff);
	resource_add_range(&resources, RESOURCE_MEMORY, 8, 0x4000000000, 0x7fffffffff);
	resource_add_range(&resources, RESOURCE_IO, 4, 0, 0xffff);
	resource_add_crs(to, &resources);
}

/* The first of the board's PCI buses with the number 0, or NULL. */
static const struct board_node *find_bus(const struct board_platform *platform)
{
	const struct board_node *node = platform->devices;

	while (node && !(node->is_bus && node->bus == 0))
		node = board_node_next(node, NULL);
	return node;
}

/* The host bridge has the name that it has on the board, because its devices have theirs, too. */
static void add_host_bridge(const struct acpi_vm *vm, struct namespace *namespace,
			    const struct bytes *routes, size_t route_count)
{
	const struct board_node *bus = find_bus(vm->plan->hypervisor->platform);
	struct bytes *terms = new_terms(vm);
	size_t length;

	if (!bus || !bus->acpi_object)
		return;
	if (!namespace_is_path(bus->acpi_object)) {
		diag_add(vm->diags, DIAG_ACPI_PATH_INVALID, bus->at,
			 "invalid ACPI path '%s' of PCI bus 0", bus->acpi_object);
		return;
	}
	add_name_id(terms, "_HID", "PNP0A08");
	add_name_id(terms, "_CID", "PNP0A03");
	add_name_integer(terms, "_BBN", 0);
	add_name_integer(terms, "_UID", 0);
	add_windows(vm, terms);
	aml_add_name(terms, "_PRT");
	aml_add_package(terms, routes, route_count);
	length = strlen(bus->acpi_object) - AML_SEGMENT;
	namespace_add(namespace,
		      arena_copy(vm->arena, bus->acpi_object, length > 1 ? length - 1 : length),
		      bus->acpi_object + length, terms, bus->at);
}

/* A device of the ISA bus with eight I/O ports. */
static void add_ports(const struct acpi_vm *vm, struct bytes *to, uint16_t port, unsigned irq)
{
	struct bytes resources = { .arena = vm->arena };

	resource_add_ports(&resources, port, 8);
	resource_add_irq(&resources, irq);
	resource_add_crs(to, &resources);
}

static void add_uart(const struct acpi_vm *vm, struct namespace *namespace, unsigned index)
{
	static const struct {
		const char *segment, *name;
		uint16_t port;
		unsigned irq;
	} uarts[] = { { "UAR0", "COM1", 0x3f8, 4 }, { "UAR1", "COM2", 0x2f8, 3 } };
	struct bytes *terms = new_terms(vm);

	add_name_id(terms, "_HID", "PNP0501");
	add_name_integer(terms, "_UID", index);
	aml_add_name(terms, "_DDN");
	aml_add_string(terms, uarts[index].name);
	add_ports(vm, terms, uarts[index].port, uarts[index].irq);
	namespace_add(namespace, SYSTEM_BUS, uarts[index].segment, terms, vm->vm->at);
}

static void add_clock(const struct acpi_vm *vm, struct namespace *namespace)
{
	struct bytes *terms = new_terms(vm);

	add_name_id(terms, "_HID", "PNP0B00");
	add_ports(vm, terms, 0x70, 8);
	namespace_add(namespace, SYSTEM_BUS, "RTC0", terms, vm->vm->at);
}

static void add_devices(const struct acpi_vm *vm, struct namespace *namespace)
{
	const struct vm *scenario = vm->vm->hypervisor->vm;
	const struct board_node *tpm = vm->plan->hypervisor->platform->tpm.device;
	struct bytes routes = { .arena = vm->arena };
	size_t route_count = acpi_add_passthrough(vm, namespace, &routes);

	add_host_bridge(vm, namespace, &routes, route_count);
	if (scenario->tpm2.is_set && tpm)
		acpi_add_device(vm, namespace, tpm, NULL);
	for (unsigned i = 0; i < 2 && !scenario->lapic_passthrough.is_set; i++)
		add_uart(vm, namespace, i);
	add_clock(vm, namespace);
}

void acpi_write_dsdt(const struct acpi_vm *vm, struct bytes *table)
{
	struct bytes *terms = new_terms(vm);
	struct namespace_duplicate duplicate;
	struct namespace *namespace;

	add_s5(vm, terms);
	namespace = namespace_new(vm->arena, terms);
	add_devices(vm, namespace);
	acpi_begin(table,
		   &(struct acpi_header) { .signature = "DSDT", .id = "ACRNDSDT", .revision = 3 });
	if (!namespace_write(namespace, table, &duplicate)) {
		struct diag *diag = diag_add(vm->diags, DIAG_ACPI_NAME_DUPLICATE, duplicate.at,
					     "duplicate ACPI name '%s'", duplicate.path);

		diag_note(diag, vm->vm->at, "VM '%s' gets this device", vm->vm->name);
	}
	acpi_end(table);
}
