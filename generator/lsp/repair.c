/* SPDX-License-Identifier: BSD-3-Clause
 * repair.c: makes JSON acceptable that has characters that are none. */
#include "lsp/repair.h"

#include <stdbool.h>
#include <string.h>

#include "lsp/position.h"

#define ESCAPE_SIZE 6 /* of \uXXXX */

/* The unit of UTF-16 that is escaped at `at`; -1 where there is no such escape. */
static long read_escape(const char *at, const char *end)
{
	long unit = 0;

	if (end - at < ESCAPE_SIZE || at[0] != '\\' || at[1] != 'u')
		return -1;
	for (int i = 2; i < ESCAPE_SIZE; i++) {
		static const char digits[] = "00112233445566778899aAbBcCdDeEfF";
		const char *digit = at[i] ? strchr(digits, at[i]) : NULL;

		if (!digit)
			return -1;
		unit = unit * 16 + (digit - digits) / 2;
	}
	return unit;
}

/* Repairs what begins with a backslash. Returns its size. */
static size_t repair_escape(char *at, const char *end)
{
	static const char replacement[] = "\\ufffd";
	long unit = read_escape(at, end), next;

	if (unit < 0)
		return end - at < 2 ? 1 : 2;
	if (unit < 0xD800 || unit > 0xDFFF)
		return ESCAPE_SIZE;
	next = read_escape(at + ESCAPE_SIZE, end);
	if (unit < 0xDC00 && next >= 0xDC00 && next <= 0xDFFF)
		return (size_t)2 * ESCAPE_SIZE;
	for (int i = 0; i < ESCAPE_SIZE; i++)
		at[i] = replacement[i];
	return ESCAPE_SIZE;
}

void repair_characters(char *json, size_t size)
{
	char *at = json, *end = json + size;

	while (at < end) {
		size_t taken = position_character_size(at, end);

		if (*at == '\\')
			taken = repair_escape(at, end);
		else if (taken == 1 && (unsigned char)*at >= 0x80)
			*at = '?';
		at += taken;
	}
}
