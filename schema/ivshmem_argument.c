/* SPDX-License-Identifier: BSD-3-Clause
 * ivshmem_argument.c: splits the forms of all ACRN releases. */
#include "schema/ivshmem_argument.h"

#include "schema/number.h"

#define MIB_SHIFT 20u

static const struct prefix {
	char text[6];
	enum cfg_land land;
	bool is_mib;
} prefixes[] = {
	{ "dm:/", CFG_LAND_DM, true },
	{ "hv:/", CFG_LAND_HV, true },
	{ "sos:/", CFG_LAND_DM, false },
	{ "", CFG_LAND_DM, false }, /* the last: every text begins with it */
};

/* The length of a prefix that the text begins with; false for another beginning. */
static bool has_prefix(const char *text, const char *prefix, size_t *length)
{
	*length = 0;
	while (prefix[*length] && text[*length] == prefix[*length])
		++*length;
	return !prefix[*length];
}

static void read_prefix(const char *text, struct ivshmem_argument *argument)
{
	const struct prefix *prefix = prefixes;
	size_t length;

	while (!has_prefix(text, prefix->text, &length))
		prefix++;
	*argument = (struct ivshmem_argument) {
		.land = prefix->land,
		.prefix_length = length,
		.is_mib = prefix->is_mib,
	};
}

/* The text from `start` to the first `end`, or to its end. */
static struct ivshmem_field field_to(const char *text, size_t start, char end)
{
	struct ivshmem_field field = { start, start };

	while (text[field.end] && text[field.end] != end)
		field.end++;
	return field;
}

static bool has_character(const char *text, struct ivshmem_field field, char character)
{
	return field_to(text, field.start, character).end < field.end;
}

enum ivshmem_argument_form ivshmem_argument_parse(const char *text,
						  struct ivshmem_argument *argument)
{
	read_prefix(text, argument);
	argument->name = field_to(text, argument->prefix_length, ',');
	if (text[argument->name.end]) {
		argument->size = field_to(text, argument->name.end + 1, ',');
		argument->has_region_id = text[argument->size.end] != '\0';
	}
	if (argument->has_region_id)
		argument->region_id = field_to(text, argument->size.end + 1, '\0');
	if (has_character(text, argument->name, ':'))
		return IVSHMEM_ARGUMENT_UNKNOWN_PREFIX;
	if (!text[argument->name.end])
		return IVSHMEM_ARGUMENT_NO_SIZE;
	return has_character(text, argument->region_id, ',') ? IVSHMEM_ARGUMENT_EXTRA_FIELD
							     : IVSHMEM_ARGUMENT_OK;
}

bool ivshmem_argument_size(const char *text, const struct ivshmem_argument *argument,
			   uint64_t *bytes, bool *is_bytes)
{
	struct ivshmem_field size = argument->size;
	uint64_t number;

	*is_bytes = !argument->is_mib;
	if (!number_parse_decimal(text + size.start, size.end - size.start, UINT64_MAX, &number))
		return false;
	*is_bytes |= number >= IVSHMEM_ARGUMENT_BYTES_FROM;
	*bytes = *is_bytes ? number : number << MIB_SHIFT;
	return true;
}
