/* SPDX-License-Identifier: BSD-3-Clause
 * number.c: strict number parsing: no sign, no space, no overflow, no rest. */
#include "base/number.h"

#include "schema/static_config.h"

static int digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return 16;
}

static bool parse_digits(const char *text, size_t length, unsigned base, uint64_t max,
			 uint64_t *value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned digit = (unsigned)digit_value(text[i]);

		if (digit >= base || sum > (max - digit) / base || digit > max)
			return false;
		sum = sum * base + digit;
	}
	*value = sum;
	return length > 0;
}

bool number_parse_decimal(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	return parse_digits(text, length, 10, max, value);
}

bool number_parse(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	if (length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return parse_digits(text + 2, length - 2, 16, max, value);
	return number_parse_decimal(text, length, max, value);
}

/* One or two hex digits up to `max`; returns how many were read, 0 when the value does not fit. */
static size_t parse_hex_byte(const char *text, unsigned max, unsigned *value)
{
	size_t length = 0;

	*value = 0;
	while (length < 2 && digit_value(text[length]) < 16)
		*value = *value * 16 + (unsigned)digit_value(text[length++]);
	return *value <= max ? length : 0;
}

bool number_parse_bdf(const char *text, uint16_t *bdf, size_t *length)
{
	unsigned bus, device, function;
	size_t bus_length = parse_hex_byte(text, 0xff, &bus);
	const char *rest = text + bus_length;
	size_t device_length;

	if (!bus_length || *rest != ':')
		return false;
	device_length = parse_hex_byte(rest + 1, 0x1f, &device);
	rest += 1 + device_length;
	if (!device_length || *rest != '.' || rest[1] < '0' || rest[1] > '7')
		return false;
	function = (unsigned)(rest[1] - '0');
	*bdf = CFG_BDF(bus, device, function);
	*length = (size_t)(rest + 2 - text);
	return digit_value(rest[2]) >= 16;
}
