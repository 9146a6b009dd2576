/* SPDX-License-Identifier: BSD-3-Clause
 * passthrough.c: the board's devices in a VM's DSDT: passthrough devices, and what they depend on.
 *
 * Each device is there once, also where several depend on it. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "render/acpi/aml_build.h"
#include "render/acpi/internal.h"
#include "render/acpi/namespace.h"
#include "schema/number.h"

struct passthrough {
	const struct acpi_vm *vm;
	struct namespace *namespace;
	struct string_map *added; /* devices by their ACPI path, for themselves */
};

/* ACRN's build looks for a device by a BDF and a description, without which it makes no object. */
static bool is_described(const struct vm *vm, uint16_t bdf)
{
	bool is_described = false;

	for (size_t i = 0; i < vm->device_count; i++) {
		const struct device *device = &vm->devices[i];

		if (device->kind == DEVICE_PASSTHROUGH && device->passthrough->bdf == bdf)
			is_described = strchr(device->passthrough->text.value, ' ');
	}
	return is_described;
}

/* The board's device of a device of the VM, or NULL. */
static const struct board_node *find_node(const struct acpi_vm *vm,
					  const struct plan_device *device)
{
	if (device->kind != PLAN_PASSTHROUGH ||
	    !is_described(vm->vm->hypervisor->vm, device->passthrough.bdf))
		return NULL;
	return board_node_at(vm->plan->hypervisor->platform, device->passthrough.bdf);
}

/* Whether a device is not yet there, which it is from now on. */
static bool is_new(struct passthrough *passthrough, const struct board_node *node)
{
	return !node->acpi_object || !string_map_put(passthrough->added, node->acpi_object, node);
}

static int compare_nodes(const void *first, const void *second)
{
	const struct board_node *const *a = first, *const *b = second;

	return ((*a)->number > (*b)->number) - ((*a)->number < (*b)->number);
}

/* Adds what a device depends on, directly or by others, in the order of the board. */
static void add_dependencies(struct passthrough *passthrough, const struct board_node *device)
{
	const struct board_platform *platform = passthrough->vm->plan->hypervisor->platform;
	const struct board_node **found = NULL;
	size_t count = 0;

	for (size_t next = 0; device; device = next < count ? found[next++] : NULL)
		for (size_t i = 0; i < device->dependency_count; i++) {
			const struct board_dependency *dependency = &device->dependencies[i];
			const struct board_node *other;

			if (dependency->kind == BOARD_DEPENDENCY_OTHER)
				continue;
			other = board_node_of_object(platform, dependency->object);
			if (!other || !is_new(passthrough, other))
				continue;
			found = arena_grow(passthrough->vm->arena, found, count, sizeof(*found));
			found[count++] = other;
		}
	if (count)
		qsort(found, count, sizeof(*found), compare_nodes);
	for (size_t i = 0; i < count; i++)
		acpi_add_device(passthrough->vm, passthrough->namespace, found[i], NULL);
}

/* The pin by which a device interrupts, or NULL. */
static const struct board_resource *find_pin(const struct board_node *node)
{
	for (size_t i = 0; i < node->resource_count; i++)
		if (node->resources[i].kind == BOARD_INTERRUPT_PIN)
			return &node->resources[i];
	return NULL;
}

/* The line in the VM of a line of the board; false where the VM does not have it. */
static bool find_line(const struct plan_vm_hypervisor *hypervisor, uint64_t physical,
		      uint64_t *virtual)
{
	for (size_t i = 0; i < hypervisor->intx_count; i++) {
		const struct plan_intx *intx = &hypervisor->intx[i];
		uint64_t line;

		if (number_parse(intx->physical, strlen(intx->physical), UINT32_MAX, &line) &&
		    line == physical)
			return number_parse(intx->virtual, strlen(intx->virtual), UINT32_MAX,
					    virtual);
	}
	return false;
}

/* Whether a device interrupts by a pin, since it has no messages and is no serial port; then by
 * which line of the board. */
static bool uses_line(const struct board_node *node, const struct board_resource *pin,
		      uint64_t *line)
{
	return pin && pin->pin >= 0 && pin->source && !node->has_msi &&
	       !(node->id && strcmp(node->id, "PNP0501") == 0) &&
	       number_parse_range(pin->source, 0, UINT32_MAX, line);
}

/* A row of _PRT: all functions of the device, the pin, no object, and the line. */
static bool add_route(const struct acpi_vm *vm, const struct board_node *node, uint16_t vbdf,
		      struct bytes *routes)
{
	const struct board_resource *pin = find_pin(node);
	struct bytes row = { .arena = vm->arena };
	uint64_t physical, virtual;

	if (!uses_line(node, pin, &physical) || !find_line(vm->vm->hypervisor, physical, &virtual))
		return false;
	aml_add_integer(&row, (uint64_t)CFG_BDF_DEVICE(vbdf) << 16 | 0xffff);
	aml_add_integer(&row, (uint64_t)pin->pin);
	aml_add_integer(&row, 0);
	aml_add_integer(&row, virtual);
	aml_add_package(routes, &row, 4);
	return true;
}

size_t acpi_add_passthrough(const struct acpi_vm *vm, struct namespace *namespace,
			    struct bytes *routes)
{
	struct passthrough passthrough = { .vm = vm,
					   .namespace = namespace,
					   .added = string_map_new(vm->arena, 64) };
	size_t count = 0;

	for (size_t i = 0; i < vm->vm->device_count; i++) {
		const struct board_node *node = find_node(vm, &vm->vm->devices[i]);

		if (node)
			is_new(&passthrough, node);
	}
	for (size_t i = 0; i < vm->vm->device_count; i++) {
		const struct plan_device *device = &vm->vm->devices[i];
		const struct board_node *node = find_node(vm, device);
		uint32_t address = (uint32_t)CFG_BDF_DEVICE(device->vbdf) << 16 |
				   CFG_BDF_FUNCTION(device->vbdf);

		if (!node)
			continue;
		acpi_add_device(vm, namespace, node, &address);
		add_dependencies(&passthrough, node);
		count += add_route(vm, node, device->vbdf, routes);
	}
	return count;
}
