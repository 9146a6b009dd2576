/* SPDX-License-Identifier: BSD-3-Clause
 * pt_intx.c: reads which interrupt lines of the board a VM gets.
 *
 * ACRN's build evaluates the text as the inside of a list in Python, after it has put a comma
 * between a ')' and the '(' behind it: (16, 3)(22, 5), or with commas (16, 3), (22, 5). */
#include <string.h>

#include "base/arena.h"
#include "load/load.h"
#include "read/internal.h"
#include "schema/number.h"

#define BLANK " \t\r\n"

/* A text being read from its start to its end. */
struct cursor {
	const char *text;
	size_t at;
};

static void skip_blank(struct cursor *cursor)
{
	cursor->at += strspn(cursor->text + cursor->at, BLANK);
}

/* Takes a character with the white space before it. */
static bool take(struct cursor *cursor, char expected)
{
	skip_blank(cursor);
	if (cursor->text[cursor->at] != expected)
		return false;
	cursor->at++;
	return true;
}

/* Takes a number and its text; Python has none with a zero in front. */
static bool take_number(const struct reader *reader, struct cursor *cursor, uint32_t *number,
			const char **text)
{
	const char *digits;
	uint64_t value;
	size_t length;

	skip_blank(cursor);
	digits = cursor->text + cursor->at;
	length = strspn(digits, "0123456789abcdefABCDEFxX");
	if (!number_parse(digits, length, UINT32_MAX, &value) ||
	    (length > 1 && digits[0] == '0' && !strchr("xX", digits[1])))
		return false;
	*number = (uint32_t)value;
	*text = arena_copy(reader->arena, digits, length);
	cursor->at += length;
	return true;
}

/* Takes one pair. Returns what is missing where the cursor stops, or NULL. */
static const char *take_pair(const struct reader *reader, struct cursor *cursor,
			     struct intx_line *line)
{
	if (!take(cursor, '('))
		return "'('";
	if (!take_number(reader, cursor, &line->physical, &line->physical_text))
		return "a number";
	if (!take(cursor, ','))
		return "','";
	if (!take_number(reader, cursor, &line->virtual, &line->virtual_text))
		return "a number";
	return take(cursor, ')') ? NULL : "')'";
}

/* Takes what may be between two pairs: nothing, or a comma. */
static bool take_separator(struct cursor *cursor, struct pt_intx *to)
{
	size_t start = cursor->at;

	if (take(cursor, ','))
		return true;
	to->has_blank = cursor->at > start && cursor->text[cursor->at] == '(';
	if (to->has_blank)
		cursor->at = start;
	return !to->has_blank;
}

/* White space as a whole, one character of anything else, nothing at the end. */
static size_t error_length(const struct cursor *cursor)
{
	size_t blank = strspn(cursor->text + cursor->at, BLANK);

	return blank ? blank : cursor->text[cursor->at] != '\0';
}

static void read_lines(const struct reader *reader, const xmlNode *element, struct pt_intx *to)
{
	struct cursor cursor = { .text = to->text.value };
	struct intx_line *lines = NULL;

	while (skip_blank(&cursor), cursor.text[cursor.at]) {
		struct intx_line line = { 0 };
		size_t start = cursor.at;

		to->error = take_pair(reader, &cursor, &line);
		if (to->error)
			break;
		line.at = load_text_range(reader->doc, element, start, cursor.at);
		lines = arena_grow(reader->arena, lines, to->line_count, sizeof(*lines));
		lines[to->line_count++] = line;
		if (!take_separator(&cursor, to)) {
			to->error = "no white space";
			break;
		}
	}
	to->lines = lines;
	if (to->error)
		to->error_at = load_text_range(reader->doc, element, cursor.at,
					       cursor.at + error_length(&cursor));
}

const struct pt_intx *read_pt_intx(const struct reader *reader, const xmlNode *vm)
{
	const xmlNode *element = load_child(vm, "pt_intx");
	struct text text = read_child(reader, vm, "pt_intx");
	struct pt_intx *pt_intx;

	if (model_is_blank(text))
		return NULL;
	pt_intx = arena_alloc(reader->arena, sizeof(*pt_intx));
	pt_intx->text = text;
	read_lines(reader, element, pt_intx);
	return pt_intx;
}
