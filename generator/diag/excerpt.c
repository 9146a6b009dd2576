/* SPDX-License-Identifier: BSD-3-Clause
 * excerpt.c: chooses which part of a line is shown. */
#include "diag/excerpt.h"

static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The range of `line` to show: all of it, or DIAG_EXCERPT_MAX bytes with `caret` in the middle, cut
 * between characters. */
static void choose_range(const char *line, size_t length, size_t caret, size_t *start, size_t *end)
{
	*start = 0;
	*end = length;
	if (length <= DIAG_EXCERPT_MAX)
		return;
	*start = caret > DIAG_EXCERPT_MAX / 2 ? caret - DIAG_EXCERPT_MAX / 2 : 0;
	if (*start + DIAG_EXCERPT_MAX < length)
		*end = *start + DIAG_EXCERPT_MAX;
	while (*start < caret && is_inside_character(line[*start]))
		++*start;
	while (*end > caret && *end < length && is_inside_character(line[*end]))
		--*end;
}

struct diag_excerpt diag_excerpt_at(struct span at)
{
	struct position position = source_position(at.source, at.start);
	struct diag_excerpt excerpt = { .line = position.line };
	size_t length, first, last, caret, stop;
	const char *line = source_line(at.source, position.line, &length);

	caret = at.start - (size_t)(line - at.source->bytes);
	if (caret > length)
		caret = length;
	choose_range(line, length, caret, &first, &last);
	stop = caret + (at.end > at.start ? at.end - at.start : 1);
	excerpt.text = line + first;
	excerpt.length = last - first;
	excerpt.start = caret - first;
	excerpt.end = (stop < last ? stop : last) - first;
	return excerpt;
}
