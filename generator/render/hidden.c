/* SPDX-License-Identifier: BSD-3-Clause
 * hidden.c: replaces what a reader would not see. */
#include "render/hidden.h"

#include <libxml/xmlstring.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"

/* Control characters, line ends, and the marks that turn the direction of writing. */
static bool is_hidden(int c)
{
	return c < ' ' || (c >= 0x7f && c <= 0x9f) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

const char *hidden_replace(struct arena *arena, const char *text, const char *kept)
{
	char *copy = arena_alloc(arena, strlen(text) + 1);
	char *to = copy;
	int size;

	for (const char *from = text; *from; from += size) {
		int c;

		size = 4; /* in: the most bytes to look at; out: those of this character */
		c = xmlGetUTF8Char((const unsigned char *)from, &size);
		if (c < 0)
			size = 1;
		if (is_hidden(c) && !strchr(kept, *from))
			*to++ = '?';
		else
			to = mempcpy(to, from, (size_t)size);
	}
	return copy;
}
