/* SPDX-License-Identifier: BSD-3-Clause
 * claim.c: reads the ivshmem device's argument in the forms of all ACRN releases. */
#include "acrn-dm/claim.h"

#include <inttypes.h>
#include <string.h>

#include "base/parse_number.h"

#define MIB 0x100000u

/* The forms differ in the unit and the limits of the size, and in whether an ID may follow. */
struct form {
	const char *prefix;
	enum cfg_land land;
	bool is_in_mib;
};

static const struct form forms[] = {
	{ "dm:/", CFG_LAND_DM, true },
	{ "hv:/", CFG_LAND_HV, true },
	{ "sos:/", CFG_LAND_DM, false },
	{ "", CFG_LAND_DM, false }, /* the last: every text begins with it */
};

static const struct form *find_form(const char *text)
{
	const struct form *form = forms;

	while (strncmp(text, form->prefix, strlen(form->prefix)) != 0)
		form++;
	return form;
}

static bool read_name(const char *text, size_t length, struct claim *claim, struct error *error)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_";

	if (length == 0)
		return error_set(error, "the region has no name: write dm:/NAME,MIB");
	if (length > CFG_REGION_NAME_MAX)
		return error_set(error, "the region's name '%.*s' has %zu characters: %d at most",
				 length > 60 ? 60 : (int)length, text, length, CFG_REGION_NAME_MAX);
	if (strspn(text, allowed) < length)
		return error_set(error,
				 "the region's name '%.*s' may have A-Z, a-z, 0-9 and _ only",
				 (int)length, text);
	memcpy(claim->name, text, length);
	claim->name[length] = '\0';
	return true;
}

static bool is_power_of_two(uint64_t number)
{
	return number && (number & (number - 1)) == 0;
}

static bool read_size(const struct form *form, const char *text, size_t length, struct claim *claim,
		      struct error *error)
{
	uint64_t min = form->is_in_mib ? CFG_REGION_SIZE_MIN : CFG_REGION_SIZE_MIN_2_0;
	uint64_t max = form->is_in_mib ? CFG_REGION_SIZE_MAX : CFG_REGION_SIZE_MAX_2_0;
	const char *limits = form->is_in_mib ? "2 to 512 MiB" : "4096 to 134217728 bytes";
	bool is_number = parse_number_base(text, length, 10, &claim->size);

	/* Some tools wrote bytes where MiB were meant: no size in MiB is that large. */
	if (is_number && form->is_in_mib && claim->size < CFG_REGION_SIZE_MIN)
		claim->size *= MIB;
	if (is_number && is_power_of_two(claim->size) && claim->size >= min && claim->size <= max)
		return true;
	return error_set(error, "the size '%.*s' of region '%s' is no power of two of %s",
			 length > 40 ? 40 : (int)length, text, claim->name, limits);
}

static bool read_id(const struct form *form, const char *text, struct claim *claim,
		    struct error *error)
{
	uint64_t id;

	if (!form->is_in_mib)
		return error_set(
			error,
			"nothing may follow the size of region '%s' in bytes, not '%.40s': "
			"a region ID needs the form dm:/NAME,MIB,ID",
			claim->name, text);
	if (!parse_number(text, 0, CFG_REGION_ID_MAX, &id))
		return error_set(error,
				 "the region ID '%.40s' of region '%s' is no number from 0 to %u "
				 "(0xffff)",
				 text, claim->name, CFG_REGION_ID_MAX);
	claim->region_id = (uint16_t)id;
	claim->has_region_id = true;
	return true;
}

bool claim_read(const char *text, struct claim *claim, struct error *error)
{
	const struct form *form = find_form(text);
	size_t length;

	*claim = (struct claim) { .land = form->land };
	text += strlen(form->prefix);
	length = strcspn(text, ",");
	if (!read_name(text, length, claim, error))
		return false;
	text += length;
	if (!*text)
		return error_set(error, "region '%s' has no size: write %s%s,%s", claim->name,
				 form->prefix, claim->name, form->is_in_mib ? "MIB" : "BYTES");
	text++;
	length = strcspn(text, ",");
	if (!read_size(form, text, length, claim, error))
		return false;
	text += length;
	return !*text || read_id(form, text + 1, claim, error);
}
