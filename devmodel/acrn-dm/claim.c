/* SPDX-License-Identifier: BSD-3-Clause
 * claim.c: reads the ivshmem device's argument in the forms of all ACRN releases. */
#include "acrn-dm/claim.h"

#include <string.h>

#include "schema/ivshmem_argument.h"
#include "schema/name.h"
#include "schema/number.h"

/* An argument, and the positions of its fields. */
struct parsed {
	const char *text;
	struct ivshmem_argument argument;
};

static bool read_name(const struct parsed *parsed, struct claim *claim, struct error *error)
{
	const char *name = parsed->text + parsed->argument.name.start;
	size_t length = parsed->argument.name.end - parsed->argument.name.start;
	bool is_hv = claim->land == CFG_LAND_HV;
	size_t max = is_hv ? CFG_REGION_NAME_MAX : SHM_NAME_MAX;

	if (length == 0)
		return error_set(error, "missing region name: expected dm:/NAME,MIB");
	if (length > max)
		return error_set(error, "region name '%.*s' too long: %zu characters, at most %zu",
				 length > 60 ? 60 : (int)length, name, length, max);
	memcpy(claim->name, name, length);
	claim->name[length] = '\0';
	if (is_hv)
		return region_name_is_valid(claim->name) ||
		       error_set(error, "invalid region name '%s': expected A-Z, a-z, 0-9 and _",
				 claim->name);
	return shm_name_is_valid(claim->name) ||
	       error_set(error,
			 "invalid region name '%s': expected A-Z, a-z, 0-9, _, - and ., not "
			 "beginning with - or .",
			 claim->name);
}

static bool is_power_of_two(uint64_t number)
{
	return number && (number & (number - 1)) == 0;
}

static bool read_size(const struct parsed *parsed, struct claim *claim, struct error *error)
{
	const struct ivshmem_argument *argument = &parsed->argument;
	uint64_t min = argument->is_mib ? CFG_REGION_SIZE_MIN : CFG_REGION_SIZE_MIN_2_0;
	uint64_t max = argument->is_mib ? CFG_REGION_SIZE_MAX : CFG_REGION_SIZE_MAX_2_0;
	const char *limits = argument->is_mib ? "2 to 512 (MiB)" : "4096 to 134217728 (bytes)";
	size_t length = argument->size.end - argument->size.start;
	bool is_bytes;

	if (ivshmem_argument_size(parsed->text, argument, &claim->size, &is_bytes) &&
	    is_power_of_two(claim->size) && claim->size >= min && claim->size <= max)
		return true;
	return error_set(error,
			 "invalid size '%.*s' of region '%s': must be a power of two from %s",
			 length > 40 ? 40 : (int)length, parsed->text + argument->size.start,
			 claim->name, limits);
}

static bool read_id(const struct parsed *parsed, struct claim *claim, struct error *error)
{
	const char *text = parsed->text + parsed->argument.region_id.start;
	uint64_t id;

	if (!parsed->argument.is_mib)
		return error_set(error,
				 "unexpected '%.40s' after the size of region '%s' in bytes: a "
				 "region ID needs the "
				 "form dm:/NAME,MIB,ID",
				 text, claim->name);
	if (!number_parse(text, strlen(text), CFG_REGION_ID_MAX, &id))
		return error_set(
			error,
			"invalid region ID '%.40s' of region '%s': must be from 0 to %u (0xffff)",
			text, claim->name, CFG_REGION_ID_MAX);
	claim->region_id = (uint16_t)id;
	claim->has_region_id = true;
	return true;
}

/* An unknown prefix is found with the name, an extra field with the region ID. */
bool claim_read(const char *text, struct claim *claim, struct error *error)
{
	struct parsed parsed = { .text = text };
	const struct ivshmem_argument *argument = &parsed.argument;
	enum ivshmem_argument_form form = ivshmem_argument_parse(text, &parsed.argument);

	*claim = (struct claim) { .land = argument->land };
	if (!read_name(&parsed, claim, error))
		return false;
	if (form == IVSHMEM_ARGUMENT_NO_SIZE)
		return error_set(error, "region '%s': missing size: expected %.*s%s,%s",
				 claim->name, (int)argument->prefix_length, text, claim->name,
				 argument->is_mib ? "MIB" : "BYTES");
	return read_size(&parsed, claim, error) &&
	       (!argument->has_region_id || read_id(&parsed, claim, error));
}
