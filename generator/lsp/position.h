/* SPDX-License-Identifier: BSD-3-Clause
 * position.h: positions as clients count them: lines from 0, which end with LF, CR LF or CR, and
 * units of UTF-16 or UTF-8 within a line.
 *
 * Offsets are those of all bytes that the client has sent, a byte order mark included. Bytes that
 * are not UTF-8 are one unit each.
 */
#ifndef LSP_POSITION_H
#define LSP_POSITION_H

#include <stdbool.h>
#include <stddef.h>

#include "lsp/internal.h"

struct lsp_position {
	size_t line, character;
};

/* Where the lines of a text begin. */
struct lines {
	const char *bytes;
	size_t size;
	const size_t *starts; /* by rising offset, the first one is 0 */
	size_t count;
};

/* The bytes have to last as long as the arena. */
const struct lines *lines_new(struct arena *arena, const char *bytes, size_t size);

/* An offset past the end counts as the end, one within a character as its beginning. */
struct lsp_position lines_position(const struct lines *lines, size_t offset,
				   enum lsp_encoding encoding);

/* The offset of a position: what is past the end of a line counts as its end, in front of what ends
 * it, a line past the last one as the end of the text, and the second half of a character as its
 * beginning. The same without an index. */
size_t lines_offset(const struct lines *lines, struct lsp_position position,
		    enum lsp_encoding encoding);
size_t position_offset(const char *bytes, size_t size, struct lsp_position position,
		       enum lsp_encoding encoding);

/* The bytes of the character at `at`, which is before `end`: 1 where it is not UTF-8. */
size_t position_character_size(const char *at, const char *end);

/* Reads { "line", "character" }. False where it is none. */
bool position_read(const json_t *json, struct lsp_position *position);

#endif
