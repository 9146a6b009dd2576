/* SPDX-License-Identifier: BSD-3-Clause
 * escapes.c: what the escapes in $'...' stand for. */
#include "shell/parse/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

/* Reads at most `max` digits. */
static unsigned long number(const char *bytes, size_t *at, size_t end, unsigned base, unsigned max)
{
	unsigned long value = 0;

	for (; max && *at < end; max--, (*at)++) {
		unsigned char byte = (unsigned char)bytes[*at];
		unsigned digit = isdigit(byte)	  ? (unsigned)(byte - '0')
				 : isxdigit(byte) ? (unsigned)(tolower(byte) - 'a') + 10
						  : base;

		if (digit >= base)
			break;
		value = value * base + digit;
	}
	return value;
}

/* UTF-8. */
static void encode(char *to, unsigned long code)
{
	if (code < 0x80) {
		to[0] = (char)code;
	} else if (code < 0x800) {
		to[0] = (char)(0xC0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3F));
	} else if (code < 0x10000) {
		to[0] = (char)(0xE0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3F));
		to[2] = (char)(0x80 | (code & 0x3F));
	} else {
		to[0] = (char)(0xF0 | (code >> 18 & 7));
		to[1] = (char)(0x80 | (code >> 12 & 0x3F));
		to[2] = (char)(0x80 | (code >> 6 & 0x3F));
		to[3] = (char)(0x80 | (code & 0x3F));
	}
}

size_t shell_escaped_end(const char *bytes, size_t at, size_t end)
{
	while (at < end && bytes[at] != '\'')
		at += bytes[at] == '\\' && at + 1 < end ? 2 : 1;
	return at;
}

size_t shell_escape(const char *bytes, size_t at, size_t end, char text[SHELL_ESCAPE_MAX])
{
	static const char letters[] = "abeEfnrtv\\'\"?";
	static const char values[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	char byte = at < end ? bytes[at] : '\0';
	const char *letter = byte ? strchr(letters, byte) : NULL;

	memset(text, 0, SHELL_ESCAPE_MAX);
	if (letter) {
		text[0] = values[letter - letters];
		return at + 1;
	}
	if (byte >= '0' && byte <= '7') {
		text[0] = (char)number(bytes, &at, end, 8, 3);
		return at;
	}
	if (byte == 'c' && at + 1 < end) {
		text[0] = (char)(toupper((unsigned char)bytes[at + 1]) & 0x1F);
		return at + 2;
	}
	if (byte && strchr("xuU", byte) && at + 1 < end && isxdigit((unsigned char)bytes[at + 1])) {
		unsigned long code;

		at++;
		code = number(bytes, &at, end, 16, byte == 'x' ? 2 : byte == 'u' ? 4 : 8);
		if (byte == 'x')
			text[0] = (char)code;
		else
			encode(text, code);
		return at;
	}
	text[0] = '\\';
	return at;
}
