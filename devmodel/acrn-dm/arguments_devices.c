/* SPDX-License-Identifier: BSD-3-Clause
 * arguments_devices.c: reads -s and -l. */
#include <stdio.h>
#include <string.h>

#include "acrn-dm/option_table.h"
#include "schema/number.h"
#include "schema/static_config.h"

#define FUNCTION_MAX 7u

/* SLOT, SLOT:FUNCTION or BUS:SLOT:FUNCTION; BUS must be 0. */
static bool read_slot(const char *text, size_t length, struct dm_device *device)
{
	uint64_t numbers[3] = { 0 };
	unsigned count = 0;

	for (const char *at = text; at && count < 3; count++) {
		size_t rest = length - (size_t)(at - text);
		const char *colon = memchr(at, ':', rest);

		if (!number_parse_decimal(at, colon ? (size_t)(colon - at) : rest, UINT64_MAX,
					  &numbers[count]))
			return false;
		at = colon ? colon + 1 : NULL;
		if (at && count == 2)
			return false;
	}
	if (count == 3 && numbers[0] != 0)
		return false;
	if (numbers[count == 3] > CFG_SLOT_MAX || (count > 1 && numbers[count - 1] > FUNCTION_MAX))
		return false;
	device->slot = (unsigned)numbers[count == 3];
	device->function = count > 1 ? (unsigned)numbers[count - 1] : 0;
	return true;
}

static bool read_kind(const char *text, struct dm_device *device, struct error *error)
{
	size_t length = strcspn(text, ",");

	if (length == 0)
		return error_set(error,
				 "-s %.200s: missing device kind: expected SLOT,KIND[,OPTIONS]",
				 device->text);
	if (length >= sizeof(device->kind))
		return error_set(error, "-s %.200s: unknown device kind", device->text);
	memcpy(device->kind, text, length);
	device->kind[length] = '\0';
	device->options = text[length] ? text + length + 1 : "";
	return true;
}

static bool check_slot(const struct arguments *arguments, const struct dm_device *device,
		       struct error *error)
{
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *other = &arguments->devices[i];

		if (other->slot == device->slot && other->function == device->function)
			return error_set(error,
					 "-s %.200s and -s %.200s: both in slot %u: use different "
					 "slots from %u to %u",
					 other->text, device->text, device->slot, CFG_SLOT_FIRST,
					 CFG_SLOT_LAST);
	}
	return true;
}

static bool read_claim(const struct arguments *arguments, struct dm_device *device,
		       struct error *error)
{
	struct error reason;

	device->is_ivshmem = strcmp(device->kind, "ivshmem") == 0;
	if (!device->is_ivshmem)
		return true;
	if (!claim_read(device->options, &device->claim, &reason))
		return error_set(error, "-s %.200s: %s", device->text, reason.text);
	for (unsigned i = 0; i < arguments->device_count; i++) {
		const struct dm_device *other = &arguments->devices[i];

		if (other->is_ivshmem && strcmp(other->claim.name, device->claim.name) == 0)
			return error_set(error,
					 "-s %.200s and -s %.200s: duplicate region in one VM",
					 other->text, device->text);
	}
	return true;
}

bool dm_device_is_in(const struct dm_device *device, enum cfg_land land)
{
	return device->is_ivshmem && device->claim.land == land;
}

bool take_device(struct arguments *arguments, const struct option_row *row, const char *value,
		 struct error *error)
{
	struct dm_device device = { .text = value };
	size_t length = strcspn(value, ",");

	if (!read_slot(value, length, &device))
		return error_set(error,
				 "-%c %.200s: invalid slot '%.*s': expected SLOT[:FUNCTION], with "
				 "slots from 0 to %u and functions from 0 to %u",
				 row->letter, value, length > 40 ? 40 : (int)length, value,
				 CFG_SLOT_MAX, FUNCTION_MAX);
	if (!value[length])
		return error_set(error,
				 "-%c %.200s: missing device kind: expected SLOT,KIND[,OPTIONS]",
				 row->letter, value);
	if (!read_kind(value + length + 1, &device, error) ||
	    !check_slot(arguments, &device, error) || !read_claim(arguments, &device, error))
		return false;
	arguments->devices[arguments->device_count++] = device;
	return true;
}

/* comN,stdio or comN,/dev/TERMINAL. */
bool take_port(struct arguments *arguments, const struct option_row *row, const char *value,
	       struct error *error)
{
	bool is_port = strncmp(value, "com", 3) == 0 && value[3] >= '1' &&
		       value[3] < '1' + ARGUMENTS_PORTS && value[4] == ',';

	if (!is_port || (strcmp(value + 5, "stdio") != 0 && value[5] != '/'))
		return error_set(error,
				 "-%c %.200s: expected comN,stdio or comN,PATH, with com1 to "
				 "com%d and the absolute path of a terminal",
				 row->letter, value, ARGUMENTS_PORTS);
	arguments->ports[value[3] - '1'] = value + 5;
	return true;
}
