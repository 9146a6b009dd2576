/* SPDX-License-Identifier: BSD-3-Clause
 * argument_devices.c: reads the devices that acrn-dm's -s adds, in customized_parameters and in
 * scripts: [BUS:]SLOT[:FUNCTION],KIND[,OPTIONS]. */
#include <string.h>

#include "base/arena.h"
#include "read/internal.h"
#include "schema/bdf.h"
#include "schema/number.h"
#include "vmm/slot.h"

struct device_address read_argument_slot(struct text text)
{
	struct device_address address = {
		.is_slot_number = true,
		.is_argument = true,
		.text = text,
	};

	if (text.value)
		address.kind =
			slot_parse(text.value, &address.vbdf) ? ADDRESS_FIXED : ADDRESS_BAD_SLOT;
	return address;
}

/* passthru,BUS/DEVICE/FUNCTION[,OPTIONS] in hex. */
static void read_passthrough(struct arena *arena, struct text text, struct device *device)
{
	struct passthrough_device *passthrough = arena_alloc(arena, sizeof(*passthrough));

	passthrough->has_bdf = slot_parse_passthrough(text.value, &passthrough->bdf);
	if (passthrough->has_bdf) {
		char *bdf = arena_alloc(arena, BDF_TEXT_SIZE);

		text.value = bdf_format(passthrough->bdf, bdf);
	}
	passthrough->text = text;
	device->kind = DEVICE_PASSTHROUGH;
	device->at = text.at;
	device->passthrough = passthrough;
}

/* vhost-vsock,cid=CID; false for anything else. */
static bool read_vsock(struct arena *arena, struct text options, struct device *device)
{
	size_t length = strlen(options.value), key = strlen("cid=");
	struct text cid;
	uint64_t value;

	if (strncmp(options.value, "cid=", key) != 0)
		return false;
	cid = read_part(arena, options, key, length);
	if (!number_parse_decimal(cid.value, strlen(cid.value), UINT32_MAX, &value))
		return false;
	device->kind = DEVICE_VSOCK;
	device->at = cid.at;
	device->vsock_cid = cid.value;
	return true;
}

static void read_other(struct arena *arena, struct text kind, struct text options,
		       struct device *device)
{
	struct other_device *other = arena_alloc(arena, sizeof(*other));

	other->kind = kind.value;
	other->options = options.value;
	other->text = kind;
	device->kind = DEVICE_OTHER;
	device->at = kind.at;
	device->other = other;
}

struct device read_argument_device(struct arena *arena, const struct argument_device *from)
{
	struct device device = { .when = from->when, .address = from->address };
	bool has_options = from->options.value;
	bool is_passthrough = read_is(from->kind, "passthru") || read_is(from->kind, "vfio-pci");

	if (is_passthrough && from->passthrough.value)
		read_passthrough(arena, from->passthrough, &device);
	else if (!has_options || !read_is(from->kind, "vhost-vsock") ||
		 !read_vsock(arena, from->options, &device))
		read_other(arena, from->kind, from->options, &device);
	return device;
}

/* One field of a text of fields with commas between: from byte *at on, which then is the next
 * one's.
 */
static struct text next_field(struct arena *arena, struct text text, size_t *at)
{
	size_t start = *at, end = start + strcspn(text.value + start, ",");

	*at = end + (text.value[end] == ',');
	return read_part(arena, text, start, end);
}

/* A 'b' before the options marks the device to boot from. Without a kind there is no device. */
static void read_device(const struct reader *reader, const struct read_vm *vm, struct text value)
{
	struct arena *arena = reader->arena;
	size_t at = 0;
	struct argument_device from = {
		.address = read_argument_slot(next_field(arena, value, &at)),
	};
	struct device device;

	from.kind = next_field(arena, value, &at);
	if (strncmp(value.value + at, "b,", 2) == 0)
		at += 2;
	from.options = read_part(arena, value, at, strlen(value.value));
	if (!*from.kind.value)
		return;
	if (read_is(from.kind, "ivshmem")) {
		read_argument_region(reader, vm, from.options, from.address);
		return;
	}
	at = 0;
	from.passthrough = next_field(arena, from.options, &at);
	device = read_argument_device(arena, &from);
	model_add_device(reader->builder, vm->vm, &device);
}

void read_argument_devices(const struct reader *reader, const struct read_vm *vm)
{
	for (size_t i = 0; i < vm->vm->argument_count; i++) {
		const struct argument *argument = &vm->vm->arguments[i];

		if (argument->kind == ARGUMENT_DEVICE && argument->value.value)
			read_device(reader, vm, argument->value);
	}
}
