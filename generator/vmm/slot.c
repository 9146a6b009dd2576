/* SPDX-License-Identifier: BSD-3-Clause
 * slot.c: reads PCI addresses of command lines. */
#include "vmm/slot.h"

#include <string.h>

#include "schema/number.h"
#include "schema/static_config.h"

#define FIELD_MAX    255u /* a bus */
#define FUNCTION_MAX 7u

/* The parts of an address. */
#define FIELDS 3u

/* Reads up to three numbers of `base` with one of `separators` between each two. Returns their
 * number, 0 where the text is anything else. */
static size_t parse_fields(const char *text, const char *separators, unsigned base,
			   uint64_t fields[FIELDS])
{
	for (size_t count = 0; count < FIELDS;) {
		size_t length = strcspn(text, separators);

		if (!number_parse_base(text, length, base, FIELD_MAX, &fields[count++]))
			return 0;
		text += length;
		if (!*text++)
			return count;
	}
	return 0;
}

static bool make_address(uint64_t bus, uint64_t slot, uint64_t function, uint16_t *address)
{
	if (slot > CFG_SLOT_MAX || function > FUNCTION_MAX)
		return false;
	*address = CFG_BDF(bus, slot, function);
	return true;
}

bool slot_parse(const char *text, uint16_t *address)
{
	uint64_t fields[FIELDS];
	size_t count = parse_fields(text, ":", 10, fields);

	if (!count)
		return false;
	return make_address(count == 3 ? fields[0] : 0, fields[count == 3],
			    count > 1 ? fields[count - 1] : 0, address);
}

bool slot_parse_passthrough(const char *text, uint16_t *address)
{
	uint64_t fields[FIELDS];

	return parse_fields(text, "/:.", 16, fields) == 3 &&
	       make_address(fields[0], fields[1], fields[2], address);
}

bool slot_parse_qemu(const char *text, uint16_t *address)
{
	uint64_t fields[FIELDS];
	size_t count;

	if (strncmp(text, "0x", 2) == 0)
		text += 2;
	count = parse_fields(text, ".", 16, fields);
	return (count == 1 || count == 2) &&
	       make_address(0, fields[0], count == 2 ? fields[1] : 0, address);
}
