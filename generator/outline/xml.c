/* SPDX-License-Identifier: BSD-3-Clause
 * xml.c: the outline of XML, which may be half typed.
 *
 * A start tag that another '<' follows before its '>' is one that is being typed: what follows is
 * not in that element. XML has no '<' in attributes, so that a missing quote is noticed there, too.
 */
#include <string.h>

#include "base/space.h"
#include "outline/outline.h"

struct reading {
	struct outline *outline;
	const char *bytes;
	size_t size, at;
	struct outline_node *open; /* the innermost element */
};

static bool is_name_byte(char byte)
{
	return !is_space(byte) && byte && !strchr("<>/=\"'!?", byte);
}

static size_t end_of_name(const struct reading *reading, size_t at)
{
	while (at < reading->size && is_name_byte(reading->bytes[at]))
		at++;
	return at;
}

static size_t skip_space(const struct reading *reading, size_t at)
{
	while (at < reading->size && is_space(reading->bytes[at]))
		at++;
	return at;
}

/* Behind the next `end` at or after `at`, or the end of the text. */
static size_t behind(const struct reading *reading, size_t at, const char *end)
{
	const char *found = memmem(reading->bytes + at, reading->size - at, end, strlen(end));

	return found ? (size_t)(found - reading->bytes) + strlen(end) : reading->size;
}

static bool begins_with(const struct reading *reading, const char *word)
{
	return reading->size - reading->at >= strlen(word) &&
	       memcmp(reading->bytes + reading->at, word, strlen(word)) == 0;
}

static struct span span(const struct reading *reading, size_t start, size_t end)
{
	return source_span(reading->outline->source, start, end);
}

static bool note(struct reading *reading, enum outline_kind kind, size_t start, size_t end)
{
	return outline_note(reading->outline, kind, reading->open, start, end);
}

/* Text up to the next '<'. Where the offset is in the white space around it, the word is empty. */
static void read_text(struct reading *reading)
{
	const char *next = memchr(reading->bytes + reading->at, '<', reading->size - reading->at);
	size_t end = next ? (size_t)(next - reading->bytes) : reading->size;
	size_t first = skip_space(reading, reading->at), last = end;
	struct outline_node *open = reading->open;

	while (last > first && is_space(reading->bytes[last - 1]))
		last--;
	if (last > first && open->depth && open->text.start == open->text.end)
		open->text = span(reading, first, last);
	if (!note(reading, OUTLINE_TEXT, first, last))
		outline_note_gap(reading->outline, OUTLINE_TEXT, open, reading->at, end);
	reading->at = end;
}

/* An attribute's value, with or without quotes; without a closing quote it ends before the tag
 * does. */
static struct span read_value(struct reading *reading)
{
	char quote = reading->at < reading->size ? reading->bytes[reading->at] : '\0';
	bool is_quoted = quote == '"' || quote == '\'';
	size_t start = reading->at + is_quoted, end = start;

	if (is_quoted)
		while (end < reading->size && reading->bytes[end] != quote &&
		       !strchr("<>\n", reading->bytes[end]))
			end++;
	else
		end = end_of_name(reading, start);
	reading->at = end;
	if (is_quoted && end < reading->size && reading->bytes[end] == quote)
		reading->at++;
	return span(reading, start, end);
}

/* Behind the white space after a '=', unless the tag ends there. */
static size_t start_of_value(const struct reading *reading, size_t at)
{
	size_t next = skip_space(reading, at);

	return next < reading->size && !strchr("<>/", reading->bytes[next]) ? next : at;
}

/* One attribute, or a byte that belongs to none. Returns the last attribute. */
static struct outline_attribute *read_attribute(struct reading *reading, struct outline_node *node,
						struct outline_attribute *last)
{
	size_t start = reading->at, end = end_of_name(reading, start), equals;
	struct span value = span(reading, end, end);

	reading->at = end > start ? end : start + 1;
	note(reading, OUTLINE_ATTRIBUTE, start, end);
	if (end == start)
		return last;
	equals = skip_space(reading, end);
	if (equals < reading->size && reading->bytes[equals] == '=') {
		reading->at = start_of_value(reading, equals + 1);
		value = read_value(reading);
		if (note(reading, OUTLINE_ATTRIBUTE_VALUE, value.start, value.end))
			reading->outline->place.attribute = span(reading, start, end);
	}
	return outline_add_attribute(reading->outline, node, last, span(reading, start, end),
				     value);
}

/* Where the offset is in the white space up to `next`, an attribute can be typed. */
static void note_gap(struct reading *reading, size_t next)
{
	size_t offset = reading->outline->offset;
	bool is_before_name = next < reading->size && is_name_byte(reading->bytes[next]);

	if (offset > reading->at && (offset < next || (offset == next && !is_before_name)))
		note(reading, OUTLINE_ATTRIBUTE, offset, offset);
}

/* The rest of a start tag. Whether it opens an element: it ends in '>', not in '/>'. */
static bool read_rest(struct reading *reading, struct outline_node *node)
{
	struct outline_attribute *last = NULL;
	const char *bytes = reading->bytes;

	for (;;) {
		size_t next = skip_space(reading, reading->at);

		note_gap(reading, next);
		reading->at = next;
		if (next == reading->size || bytes[next] == '<')
			return false;
		if (bytes[next] == '>' || begins_with(reading, "/>")) {
			reading->at += bytes[next] == '>' ? 1 : 2;
			return bytes[next] == '>';
		}
		last = read_attribute(reading, node, last);
	}
}

static void read_start_tag(struct reading *reading)
{
	size_t start = reading->at + 1, end = end_of_name(reading, start);
	bool is_asked = note(reading, OUTLINE_NAME, start, end);
	struct outline_node *parent = reading->open, *node;

	reading->at = end;
	if (end == start || parent->depth == OUTLINE_DEPTH_MAX)
		return;
	node = outline_add(reading->outline, parent, span(reading, start, end));
	if (is_asked)
		reading->outline->place.node = node;
	reading->open = node; /* its attributes are looked for in it */
	if (!read_rest(reading, node))
		reading->open = parent;
	node->end = reading->at;
}

static void close_element(struct reading *reading)
{
	reading->open->end = reading->at;
	reading->open = reading->open->parent;
}

/* Closes the innermost element of that name, if there is one, and all that are open in it. */
static void read_end_tag(struct reading *reading)
{
	size_t start = reading->at + 2, end = end_of_name(reading, start);
	const char *text = reading->bytes + start;
	struct outline_node *closed = reading->open;
	bool is_asked = note(reading, OUTLINE_END_NAME, start, end);

	while (closed->depth &&
	       (closed->name.end - closed->name.start != end - start ||
		memcmp(reading->bytes + closed->name.start, text, end - start) != 0))
		closed = closed->parent;
	reading->at = skip_space(reading, end);
	if (reading->at < reading->size && reading->bytes[reading->at] == '>')
		reading->at++;
	else
		reading->at = end;
	if (!closed->depth)
		return;
	if (is_asked)
		reading->outline->place.open = closed;
	while (reading->open != closed->parent)
		close_element(reading);
}

/* A comment or the like, of which nothing is in the outline. */
static bool skip_other(struct reading *reading)
{
	static const char *const others[][2] = {
		{ "<!--", "-->" }, { "<![CDATA[", "]]>" }, { "<?", "?>" }, { "<!", ">" }
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		size_t start = reading->at;

		if (!begins_with(reading, others[i][0]))
			continue;
		reading->at = behind(reading, start + strlen(others[i][0]), others[i][1]);
		note(reading, OUTLINE_NOTHING, start + 1,
		     reading->at - (reading->at < reading->size));
		return true;
	}
	return false;
}

void outline_read_xml(struct outline *outline)
{
	struct reading reading = {
		.outline = outline,
		.bytes = outline->source->bytes,
		.size = outline->source->size,
		.open = outline->top,
	};

	for (;;) {
		read_text(&reading);
		if (reading.at == reading.size)
			break;
		if (begins_with(&reading, "</"))
			read_end_tag(&reading);
		else if (!skip_other(&reading))
			read_start_tag(&reading);
	}
	while (reading.open->depth)
		close_element(&reading);
}
