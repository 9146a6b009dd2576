/* SPDX-License-Identifier: BSD-3-Clause
 * lines.h: the forms of the lines in a board's blocks of text that ACRN's build copies into C.
 *
 * A line of another form could put any code into the hypervisor, so that no other is copied. What
 * is copied keeps its spelling. Lines have no white space around them, as in struct board_block.
 */
#ifndef PLAN_LINES_H
#define PLAN_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct plan_macro;

enum line_kind {
	LINE_NOTHING, /* blank, or a comment of C */
	LINE_VALUE,   /* what the function looks for */
	LINE_INVALID,
};

/* The number at the beginning of a text: decimal, or hex after 0x, of at most 64 bits, perhaps with
 * C's suffix for its type. Returns its length, 0 for anything else. */
size_t lines_parse_constant(const char *text, uint64_t *value);

/* `#define NAME VALUE`: a name in capitals, and a constant, true, false or an address space, such
 * as SPACE_SYSTEM_IO; a comment may follow. *macro is not an override. */
enum line_kind lines_parse_macro(struct arena *arena, const char *line, struct plan_macro *macro);

/* An initialiser in the form of a pattern: braces and commas as they are, N for a constant, S for
 * an address space. A comma and a comment may follow. *length is that of the initialiser. */
enum line_kind lines_parse_row(const char *line, const char *pattern, size_t *length);

#endif
