/* SPDX-License-Identifier: BSD-3-Clause
 * argument_devices.c: reads the devices that -s adds in customized_parameters:
 * [BUS:]SLOT[:FUNCTION],KIND[,OPTIONS]. */
#include <string.h>

#include "base/arena.h"
#include "read/internal.h"
#include "schema/bdf.h"
#include "schema/number.h"

#define BUS_MAX	     255u
#define FUNCTION_MAX 7u

/* The fields of an address have a colon between them; those of the passthrough device have a '/'
 * and are in hex. */
#define ADDRESS_FIELDS 3u

/* Reads up to three numbers of `base` with one of `separators` between each two. Returns their
 * number, 0 where the text is anything else. */
static size_t parse_fields(const char *text, const char *separators, unsigned base,
			   uint64_t fields[ADDRESS_FIELDS])
{
	for (size_t count = 0; count < ADDRESS_FIELDS;) {
		size_t length = strcspn(text, separators);

		if (!number_parse_base(text, length, base, BUS_MAX, &fields[count++]))
			return 0;
		text += length;
		if (!*text++)
			return count;
	}
	return 0;
}

static struct device_address parse_address(struct text text)
{
	struct device_address address = {
		.kind = ADDRESS_BAD_SLOT,
		.is_slot_number = true,
		.is_argument = true,
		.text = text,
	};
	uint64_t fields[ADDRESS_FIELDS];
	size_t count = parse_fields(text.value, ":", 10, fields);
	uint64_t bus = count == 3 ? fields[0] : 0;
	uint64_t slot = count ? fields[count == 3] : 0;
	uint64_t function = count > 1 ? fields[count - 1] : 0;

	if (count && slot <= CFG_SLOT_MAX && function <= FUNCTION_MAX) {
		address.kind = ADDRESS_FIXED;
		address.vbdf = CFG_BDF(bus, slot, function);
	}
	return address;
}

/* passthru,BUS/DEVICE/FUNCTION[,OPTIONS] in hex. */
static void read_passthrough(const struct reader *reader, struct text options,
			     struct device *device)
{
	struct passthrough_device *passthrough = arena_alloc(reader->arena, sizeof(*passthrough));
	uint64_t fields[ADDRESS_FIELDS];
	struct text text = read_part(reader, options, 0, strcspn(options.value, ","));

	passthrough->has_bdf = parse_fields(text.value, "/:.", 16, fields) == ADDRESS_FIELDS &&
			       fields[1] <= CFG_SLOT_MAX && fields[2] <= FUNCTION_MAX;
	if (passthrough->has_bdf) {
		char *bdf = arena_alloc(reader->arena, BDF_TEXT_SIZE);

		passthrough->bdf = CFG_BDF(fields[0], fields[1], fields[2]);
		text.value = bdf_format(passthrough->bdf, bdf);
	}
	passthrough->text = text;
	device->kind = DEVICE_PASSTHROUGH;
	device->at = text.at;
	device->passthrough = passthrough;
}

/* vhost-vsock,cid=CID; false for anything else. */
static bool read_vsock(const struct reader *reader, struct text options, struct device *device)
{
	size_t length = strlen(options.value), key = strlen("cid=");
	struct text cid;
	uint64_t value;

	if (strncmp(options.value, "cid=", key) != 0)
		return false;
	cid = read_part(reader, options, key, length);
	if (!number_parse_decimal(cid.value, strlen(cid.value), UINT32_MAX, &value))
		return false;
	device->kind = DEVICE_VSOCK;
	device->at = cid.at;
	device->vsock_cid = cid.value;
	return true;
}

static void read_other(const struct reader *reader, struct text kind, struct text options,
		       struct device *device)
{
	struct other_device *other = arena_alloc(reader->arena, sizeof(*other));

	other->kind = kind.value;
	other->options = options.value;
	other->text = kind;
	device->kind = DEVICE_OTHER;
	device->at = kind.at;
	device->other = other;
}

/* One field of a text of fields with commas between: from byte *at on, which then is the next
 * one's.
 */
static struct text next_field(const struct reader *reader, struct text text, size_t *at)
{
	size_t start = *at, end = start + strcspn(text.value + start, ",");

	*at = end + (text.value[end] == ',');
	return read_part(reader, text, start, end);
}

/* A 'b' before the options marks the device to boot from. Without a kind there is no device. */
static void read_device(const struct reader *reader, const struct read_vm *vm, struct text value)
{
	size_t at = 0;
	struct device device = { .address = parse_address(next_field(reader, value, &at)) };
	struct text kind = next_field(reader, value, &at), options;

	if (strncmp(value.value + at, "b,", 2) == 0)
		at += 2;
	options = read_part(reader, value, at, strlen(value.value));
	if (!*kind.value)
		return;
	if (read_is(kind, "ivshmem")) {
		read_argument_region(reader, vm, options, device.address);
		return;
	}
	if (read_is(kind, "passthru"))
		read_passthrough(reader, options, &device);
	else if (!read_is(kind, "vhost-vsock") || !read_vsock(reader, options, &device))
		read_other(reader, kind, options, &device);
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
