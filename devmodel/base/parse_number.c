/* SPDX-License-Identifier: BSD-3-Clause
 * parse_number.c: numbers as users write them, read to the end. */
#include "base/parse_number.h"

#include <ctype.h>
#include <string.h>

static unsigned value_of(char digit)
{
	if (digit >= '0' && digit <= '9')
		return (unsigned)(digit - '0');
	if (digit >= 'a' && digit <= 'f')
		return (unsigned)(digit - 'a') + 10;
	if (digit >= 'A' && digit <= 'F')
		return (unsigned)(digit - 'A') + 10;
	return 16;
}

bool parse_number_base(const char *text, size_t length, unsigned base, uint64_t *value)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned digit = value_of(text[i]);

		if (digit >= base || __builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return false;
	}
	*value = sum;
	return length > 0;
}

bool parse_number_decimal(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	return parse_number_base(text, strlen(text), 10, value) && *value >= min && *value <= max;
}

bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	if (strncmp(text, "0x", 2) != 0 && strncmp(text, "0X", 2) != 0)
		return parse_number_decimal(text, min, max, value);
	return parse_number_base(text + 2, strlen(text + 2), 16, value) && *value >= min &&
	       *value <= max;
}

bool parse_size(const char *text, uint64_t *bytes, bool *has_unit)
{
	size_t length = strlen(text);
	char unit = length ? (char)toupper((unsigned char)text[length - 1]) : '\0';
	unsigned shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;

	*has_unit = shift > 0;
	return parse_number_base(text, length - *has_unit, 10, bytes) &&
	       !__builtin_mul_overflow(*bytes, UINT64_C(1) << shift, bytes);
}
