/* SPDX-License-Identifier: BSD-3-Clause
 * position.c: counts lines and units of UTF-16. */
#include "lsp/position.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

size_t position_character_size(const char *at, const char *end)
{
	unsigned char lead = (unsigned char)*at;
	size_t size = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;

	if ((size_t)(end - at) < size)
		return 1;
	for (size_t i = 1; i < size; i++)
		if (((unsigned char)at[i] & 0xC0) != 0x80)
			return 1;
	return size;
}

/* What a character of so many bytes counts. */
static size_t unit_count(size_t size, enum lsp_encoding encoding)
{
	return encoding == LSP_UTF8 ? size : size == 4 ? 2 : 1;
}

/* The first byte that ends the line, or `end`. */
static const char *find_line_end(const char *at, const char *end)
{
	while (at < end && *at != '\n' && *at != '\r')
		at++;
	return at;
}

/* The beginning of the next line; NULL where `line_end` is the end of the text. */
static const char *next_line(const char *line_end, const char *end)
{
	if (line_end == end)
		return NULL;
	return line_end +
	       (line_end[0] == '\r' && line_end + 1 < end && line_end[1] == '\n' ? 2 : 1);
}

const struct lines *lines_new(struct arena *arena, const char *bytes, size_t size)
{
	struct lines *lines = arena_alloc(arena, sizeof(*lines));
	const char *end = bytes + size;
	size_t *starts = NULL, count = 0;

	for (const char *at = bytes; at; at = next_line(find_line_end(at, end), end)) {
		starts = arena_grow(arena, starts, count, sizeof(*starts));
		starts[count++] = (size_t)(at - bytes);
	}
	*lines = (struct lines) { bytes, size, starts, count };
	return lines;
}

/* The line that an offset is in. */
static size_t find_line(const struct lines *lines, size_t offset)
{
	size_t low = 0, high = lines->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (lines->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

struct lsp_position lines_position(const struct lines *lines, size_t offset,
				   enum lsp_encoding encoding)
{
	size_t line = find_line(lines, offset < lines->size ? offset : lines->size);
	const char *at = lines->bytes + lines->starts[line];
	const char *end = lines->bytes + lines->size;
	const char *line_end = find_line_end(at, end);
	const char *to = lines->bytes + (offset < lines->size ? offset : lines->size);
	struct lsp_position position = { .line = line };

	for (to = to < line_end ? to : line_end; at < to;) {
		size_t size = position_character_size(at, end);

		if ((size_t)(to - at) < size)
			break;
		position.character += unit_count(size, encoding);
		at += size;
	}
	return position;
}

/* The offset within a text of a unit of the line at `at`. */
static size_t offset_in_line(const char *bytes, const char *at, const char *end, size_t character,
			     enum lsp_encoding encoding)
{
	const char *line_end = find_line_end(at, end);

	while (at < line_end) {
		size_t size = position_character_size(at, end);
		size_t units = unit_count(size, encoding);

		if (units > character)
			break;
		character -= units;
		at += size;
	}
	return (size_t)(at - bytes);
}

size_t lines_offset(const struct lines *lines, struct lsp_position position,
		    enum lsp_encoding encoding)
{
	if (position.line >= lines->count)
		return lines->size;
	return offset_in_line(lines->bytes, lines->bytes + lines->starts[position.line],
			      lines->bytes + lines->size, position.character, encoding);
}

size_t position_offset(const char *bytes, size_t size, struct lsp_position position,
		       enum lsp_encoding encoding)
{
	const char *at = bytes, *end = bytes + size;

	for (size_t line = 0; line < position.line; line++) {
		at = next_line(find_line_end(at, end), end);
		if (!at)
			return size;
	}
	return offset_in_line(bytes, at, end, position.character, encoding);
}

static bool read_number(const json_t *json, size_t *number)
{
	json_int_t value = json_integer_value(json);

	if (!json_is_integer(json) || value < 0)
		return false;
	*number = (size_t)value;
	return true;
}

bool position_read(const json_t *json, struct lsp_position *position)
{
	return read_number(json_object_get(json, "line"), &position->line) &&
	       read_number(json_object_get(json, "character"), &position->character);
}
