/* SPDX-License-Identifier: BSD-3-Clause
 * printable.c: any bytes as text. */
#include "diag/printable.h"

#include <libxml/chvalid.h>
#include <libxml/xmlstring.h>
#include <string.h>

#include "base/arena.h"
#include "diag/internal.h"

/* The length of the character at `text` as UTF-8; 0 for bytes that are none, and for those that XML
 * does not have, such as U+FFFE. libxml2 takes each byte above 0x7F for a first one. */
static size_t character_length(const char *text, size_t length)
{
	unsigned char first = (unsigned char)*text;
	int size = length < 4 ? (int)length : 4;
	int character = xmlGetUTF8Char((const unsigned char *)text, &size);
	int shortest = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

	return character > 0 && (first < 0x80 || first >= 0xC2) && size == shortest &&
			       xmlIsCharQ(character)
		       ? (size_t)size
		       : 0;
}

const char *diag_printable_bytes(struct arena *arena, const char *text, size_t length)
{
	char *printable = arena_alloc(arena, 4 * length + 1), *end = printable;

	while (length) {
		size_t dangerous = diag_dangerous_bytes(text, length);
		size_t size = dangerous ? 0 : character_length(text, length);
		size_t taken = size ? size : dangerous ? dangerous : 1;

		if (size)
			end = mempcpy(end, text, size);
		for (size_t i = 0; !size && i < taken; i++)
			end += sprintf(end, "\\x%02x", (unsigned char)text[i]);
		text += taken;
		length -= taken;
	}
	return printable;
}

const char *diag_printable(struct arena *arena, const char *text)
{
	return diag_printable_bytes(arena, text, strlen(text));
}
