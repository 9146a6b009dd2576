/* SPDX-License-Identifier: BSD-3-Clause
 * shm_text.c: splits the eras' ways of declaring a region. */
#include "read/shm_text.h"

#include <string.h>

#include "base/number.h"
#include "base/space.h"

#define MIB (UINT64_C(1) << 20)

static const struct prefix {
	const char *text;
	enum cfg_land land;
	bool is_bytes;
} prefixes[] = {
	{ "dm:/", CFG_LAND_DM, false },
	{ "hv:/", CFG_LAND_HV, false },
	{ "sos:/", CFG_LAND_DM, true },
};

static struct shm_field trim(const char *text, size_t start, size_t end)
{
	while (start < end && is_space(text[start]))
		start++;
	while (end > start && is_space(text[end - 1]))
		end--;
	return (struct shm_field) { start, end };
}

/* Reads the prefix, if any; returns its length. */
static size_t read_prefix(const char *text, struct shm_text *parsed)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t length = strlen(prefixes[i].text);

		if (strncmp(text, prefixes[i].text, length) == 0) {
			parsed->land = prefixes[i].land;
			parsed->is_bytes = prefixes[i].is_bytes;
			parsed->has_prefix = true;
			return length;
		}
	}
	parsed->land = CFG_LAND_DM;
	parsed->is_bytes = true;
	return 0;
}

bool shm_text_parse(const char *text, struct shm_text *parsed)
{
	size_t starts[4], ends[4], count = 0, at;

	*parsed = (struct shm_text) { 0 };
	at = read_prefix(text, parsed);
	while (count < 4) {
		starts[count] = at;
		at += strcspn(text + at, ",");
		ends[count++] = at;
		if (!text[at])
			break;
		at++;
	}
	if (count < 2 || count > 3 || memchr(text + starts[0], ':', ends[0] - starts[0]))
		return false;
	parsed->name = trim(text, starts[0], ends[0]);
	parsed->size = trim(text, starts[1], ends[1]);
	parsed->has_region_id = count == 3;
	if (count == 3)
		parsed->region_id = trim(text, starts[2], ends[2]);
	return true;
}

bool shm_text_size(const char *text, struct shm_text *parsed, uint64_t *bytes)
{
	uint64_t number;

	if (!number_parse_decimal(text + parsed->size.start, parsed->size.end - parsed->size.start,
				  UINT64_MAX, &number))
		return false;
	if (number >= SHM_TEXT_BYTES_FROM)
		parsed->is_bytes = true;
	*bytes = parsed->is_bytes ? number : number * MIB;
	return true;
}
