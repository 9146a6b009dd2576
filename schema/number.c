/* SPDX-License-Identifier: BSD-3-Clause
 * number.c: strict number parsing, without overflow. */
#include "schema/number.h"

#define NOT_A_DIGIT 16u

static unsigned digit_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	if (digit >= 'a' && digit <= 'f')
		return (unsigned)(digit - 'a') + 10;
	if (digit >= 'A' && digit <= 'F')
		return (unsigned)(digit - 'A') + 10;
	return NOT_A_DIGIT;
}

static size_t length_of(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

bool number_parse_base(const char *text, size_t length, unsigned base, uint64_t max,
		       uint64_t *value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned digit = digit_value(text[i]);

		if (digit >= base || digit > max || sum > (max - digit) / base)
			return false;
		sum = sum * base + digit;
	}
	if (length > 0)
		*value = sum;
	return length > 0;
}

bool number_parse_decimal(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	return number_parse_base(text, length, 10, max, value);
}

bool number_parse(const char *text, size_t length, uint64_t max, uint64_t *value)
{
	if (length > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X'))
		return number_parse_base(text + 2, length - 2, 16, max, value);
	return number_parse_decimal(text, length, max, value);
}

bool number_parse_range(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	uint64_t number;

	if (!number_parse_decimal(text, length_of(text), max, &number) || number < min)
		return false;
	*value = number;
	return true;
}

/* By which power of two a unit multiplies; 0 for any other character. */
static unsigned unit_shift(char unit)
{
	switch (unit) {
	case 'k':
	case 'K':
		return 10;
	case 'm':
	case 'M':
		return 20;
	case 'g':
	case 'G':
		return 30;
	default:
		return 0;
	}
}

bool number_parse_size(const char *text, uint64_t *bytes, bool *has_unit)
{
	size_t length = length_of(text);
	unsigned shift = length ? unit_shift(text[length - 1]) : 0;
	uint64_t number;

	*has_unit = shift > 0;
	if (!number_parse_decimal(text, length - *has_unit, UINT64_MAX >> shift, &number))
		return false;
	*bytes = number << shift;
	return true;
}
