/* SPDX-License-Identifier: BSD-3-Clause
 * bdf.c: reads and writes PCI addresses. */
#include "schema/bdf.h"

#include "schema/number.h"
#include "schema/static_config.h"

static bool parse_hex(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	return number_parse_base(text, length, 16, max, value);
}

/* One or two hex digits up to `max`; returns how many were read, 0 when the value does not fit. */
static size_t parse_hex_byte(const char *text, uint64_t max, uint64_t *value)
{
	uint64_t digit;
	size_t length =
		parse_hex(text, 1, 15, &digit) && parse_hex(text + 1, 1, 15, &digit) ? 2 : 1;

	return parse_hex(text, length, max, value) ? length : 0;
}

bool bdf_parse(const char *text, uint16_t *bdf, size_t *length)
{
	uint64_t bus, device, function, digit;
	size_t bus_length = parse_hex_byte(text, 0xff, &bus);
	const char *rest = text + bus_length;
	size_t device_length;

	if (bus_length == 0 || *rest != ':')
		return false;
	device_length = parse_hex_byte(rest + 1, CFG_SLOT_MAX, &device);
	rest += 1 + device_length;
	if (device_length == 0 || *rest != '.' || !parse_hex(rest + 1, 1, 7, &function))
		return false;
	*bdf = CFG_BDF(bus, device, function);
	*length = (size_t)(rest + 2 - text);
	return !parse_hex(rest + 2, 1, 15, &digit);
}

const char *bdf_format(uint16_t bdf, char text[BDF_TEXT_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	unsigned bus = CFG_BDF_BUS(bdf), device = CFG_BDF_DEVICE(bdf);

	text[0] = digits[bus >> 4];
	text[1] = digits[bus & 15];
	text[2] = ':';
	text[3] = digits[device >> 4];
	text[4] = digits[device & 15];
	text[5] = '.';
	text[6] = digits[CFG_BDF_FUNCTION(bdf)];
	text[7] = '\0';
	return text;
}
