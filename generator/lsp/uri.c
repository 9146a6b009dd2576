/* SPDX-License-Identifier: BSD-3-Clause
 * uri.c: encodes and decodes URIs of files. */
#include "lsp/uri.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"

static const char scheme[] = "file://", host[] = "localhost";

/* The value of two hexadecimal digits; -1 where there are none. */
static int hex_value(const char *digits)
{
	static const char all[] = "0123456789abcdef";
	const char *high, *low;

	if (!digits[0] || !digits[1])
		return -1;
	high = strchr(all, tolower((unsigned char)digits[0]));
	low = strchr(all, tolower((unsigned char)digits[1]));
	return high && low ? (int)(high - all) * 16 + (int)(low - all) : -1;
}

/* Decodes in place; a '%' without digits stands for itself. False for a NUL, which no path has. */
static bool decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from; to++) {
		int value = *from == '%' ? hex_value(from + 1) : -1;

		*to = value < 0 ? *from : (char)value;
		from += value < 0 ? 1 : 3;
		if (!*to)
			return false;
	}
	*to = '\0';
	return true;
}

const char *uri_path(struct arena *arena, const char *uri)
{
	char *path;

	if (strncasecmp(uri, scheme, strlen(scheme)) != 0)
		return NULL;
	uri += strlen(scheme);
	if (strncasecmp(uri, host, strlen(host)) == 0)
		uri += strlen(host);
	if (*uri != '/')
		return NULL;
	path = arena_copy(arena, uri, strlen(uri));
	return decode(path) ? path : NULL;
}

const char *uri_of_path(struct arena *arena, const char *path)
{
	static const char plain[] = "/-._~", digits[] = "0123456789ABCDEF";
	char *uri = arena_alloc(arena, strlen(scheme) + 3 * strlen(path) + 1);
	char *to = stpcpy(uri, scheme);

	for (; *path; path++) {
		unsigned char byte = (unsigned char)*path;

		if ((byte < 0x80 && isalnum(byte)) || strchr(plain, byte)) {
			*to++ = *path;
		} else {
			*to++ = '%';
			*to++ = digits[byte >> 4];
			*to++ = digits[byte & 15];
		}
	}
	*to = '\0';
	return uri;
}
