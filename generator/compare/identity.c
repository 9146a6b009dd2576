/* SPDX-License-Identifier: BSD-3-Clause
 * identity.c: by what a device is found again on another command line: for most kinds by the first
 * of its options. */
#include <string.h>

#include "base/arena.h"
#include "compare/internal.h"
#include "schema/bdf.h"
#include "schema/ivshmem_argument.h"
#include "vmm/slot.h"

/* Kinds whose first option says what the device is for. */
static const char *const kinds[] = { "ivshmem",	    "virtio-net", "virtio-blk", "virtio-input",
				     "vhost-vsock", "passthru",	  "uart" };

static bool has_id(const char *kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i], kind) == 0)
			return true;
	return false;
}

/* The name of a region, without its land, of a first option. */
static const char *region_name(struct arena *arena, const char *field)
{
	struct ivshmem_argument fields;

	ivshmem_argument_parse(field, &fields);
	return arena_copy(arena, field + fields.name.start, fields.name.end - fields.name.start);
}

/* A BDF in one form, or the text where it is none. */
static const char *device_bdf(struct arena *arena, const char *field)
{
	char text[BDF_TEXT_SIZE];
	uint16_t bdf;

	if (!slot_parse_passthrough(field, &bdf))
		return field;
	return arena_printf(arena, "%s", bdf_format(bdf, text));
}

/* ACRN 2.x has the name of the tap alone. */
static const char *tap_name(const char *field)
{
	return field + (strncmp(field, "tap=", strlen("tap=")) == 0 ? strlen("tap=") : 0);
}

static const char *id_of(struct arena *arena, const char *kind, const char *field)
{
	if (strcmp(kind, "ivshmem") == 0)
		return region_name(arena, field);
	if (strcmp(kind, "passthru") == 0)
		return device_bdf(arena, field);
	return strcmp(kind, "virtio-net") == 0 ? tap_name(field) : field;
}

struct compare_identity compare_identify(struct arena *arena, const struct launch_device *device)
{
	const struct launch_text *options = &device->options;
	struct compare_identity identity = { .kind = device->kind.value, .rest = options->value };
	size_t length = strcspn(options->head, ",");

	identity.is_known = identity.kind;
	if (!identity.kind || !has_id(identity.kind))
		return identity;
	identity.is_known = options->value || options->head[length];
	if (!identity.is_known)
		return identity;
	identity.id = id_of(arena, identity.kind, arena_copy(arena, options->head, length));
	if (options->value)
		identity.rest = options->value + length + (options->value[length] == ',');
	return identity;
}

const char *compare_name(struct arena *arena, const struct compare_identity *identity)
{
	if (!identity->id)
		return identity->kind;
	return arena_printf(arena, "%s '%s'", identity->kind, identity->id);
}
