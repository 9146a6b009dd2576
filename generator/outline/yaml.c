/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.c: the outline of YAML in block style, which may be half typed.
 *
 * It is read line by line: the columns of keys and of the dashes of lists say what is in what. What
 * is further to the right than a key that has a value on its own line is part of that value.
 */
#include <string.h>

#include "outline/outline.h"

/* A key, or an entry of a list, in which further keys can be. */
struct level {
	size_t column; /* of the key, or of the '-' */
	struct outline_node *node;
	bool is_entry;
	bool has_value;			/* behind the key, on its line */
	bool has_entries;		/* it is the first one of a list */
	struct outline_attribute *last; /* attribute of the node */
};

struct reading {
	struct outline *outline;
	const char *bytes;
	size_t start, end; /* of a line, without its line end */
	size_t at;
	struct level levels[2 * OUTLINE_DEPTH_MAX + 2];
	size_t count;
	size_t last_end; /* where the last line with more than a comment ends */
};

static struct level *top(struct reading *reading)
{
	return &reading->levels[reading->count - 1];
}

static struct span span(const struct reading *reading, size_t start, size_t end)
{
	return source_span(reading->outline->source, start, end);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static size_t skip_blanks(const struct reading *reading, size_t at)
{
	while (at < reading->end && is_blank(reading->bytes[at]))
		at++;
	return at;
}

/* Whether what begins at `at` ends the line, but for a comment. */
static bool is_end(const struct reading *reading, size_t at)
{
	return at >= reading->end || (reading->bytes[at] == '#' &&
				      (at == reading->start || is_blank(reading->bytes[at - 1])));
}

/* Where a text in quotes ends: behind the closing one, or at the end of the line. */
static size_t end_of_quoted(const struct reading *reading, size_t at)
{
	char quote = reading->bytes[at++];

	for (; at < reading->end; at++) {
		if (reading->bytes[at] == '\\' && quote == '"')
			at++;
		else if (reading->bytes[at] == quote)
			return at + 1;
	}
	return reading->end;
}

static bool is_quote(char byte)
{
	return byte == '"' || byte == '\'';
}

/* Where the text that begins at `at` ends, without blanks and a comment behind it. */
static size_t end_of_text(const struct reading *reading, size_t at)
{
	size_t end;

	if (at < reading->end && is_quote(reading->bytes[at]))
		return end_of_quoted(reading, at);
	for (end = at; !is_end(reading, at); at++)
		if (!is_blank(reading->bytes[at]))
			end = at + 1;
	return end;
}

/* Where a key that begins at `at` ends; *colon is where its ':' is. False where it has none. */
static bool find_key(const struct reading *reading, size_t at, size_t *end, size_t *colon)
{
	const char *bytes = reading->bytes;

	if (is_quote(bytes[at])) {
		*end = end_of_quoted(reading, at);
		*colon = skip_blanks(reading, *end);
		return *colon < reading->end && bytes[*colon] == ':';
	}
	*end = *colon = at;
	if (strchr("[{", bytes[at]))
		return false;
	for (; !is_end(reading, *colon); (*colon)++) {
		bool is_last = *colon + 1 == reading->end;

		if (bytes[*colon] == ':' && (is_last || is_blank(bytes[*colon + 1])))
			return true;
		if (!is_blank(bytes[*colon]))
			*end = *colon + 1;
	}
	return false;
}

/* Without quotes, of which the closing one may be missing. */
static struct span unquoted(const struct reading *reading, size_t start, size_t end)
{
	const char *bytes = reading->bytes;

	if (start < end && is_quote(bytes[start])) {
		end -= end > start + 1 && bytes[end - 1] == bytes[start];
		start++;
	}
	return span(reading, start, end);
}

/* Behind anchors, tags and aliases, with the blanks behind each. */
static size_t skip_properties(const struct reading *reading, size_t at)
{
	while (at < reading->end && (reading->bytes[at] == '&' || reading->bytes[at] == '!')) {
		while (at < reading->end && !is_blank(reading->bytes[at]))
			at++;
		at = skip_blanks(reading, at);
	}
	return at;
}

static void close_level(struct reading *reading)
{
	top(reading)->node->end = reading->last_end;
	reading->count--;
}

/* Ends what a key in that column is not in. */
static void close_levels(struct reading *reading, size_t column)
{
	while (reading->count > 1 && top(reading)->column >= column)
		close_level(reading);
}

static struct level *push(struct reading *reading, size_t column, struct outline_node *node)
{
	struct level *level;

	if (reading->count == sizeof(reading->levels) / sizeof(reading->levels[0]))
		close_level(reading);
	level = &reading->levels[reading->count++];
	*level = (struct level) { .column = column, .node = node };
	return level;
}

static size_t end_of_line(const struct source *source, size_t at)
{
	while (at < source->size && source->bytes[at] != '\n' && source->bytes[at] != '\r')
		at++;
	return at;
}

/* Whether a line that begins at `at` is further to the right than a column, or ends what is in flow
 * style there. */
static bool is_within(const struct source *source, size_t at, size_t column)
{
	size_t text = at + strspn(source->bytes + at, " ");

	return text > at + column || strchr("]}\r\n", source->bytes[text]);
}

/* Where what is in flow style has to end: before the next line that is not within it. */
static size_t end_of_flow(const struct reading *reading)
{
	const struct source *source = reading->outline->source;
	size_t column = reading->levels[reading->count - 1].column, end = reading->end;

	while (end < source->size && is_within(source, end + 1, column))
		end = end_of_line(source, end + 1);
	return end;
}

/* The value of a key, or the text of an entry of a list; where there is none, its place. Whether it
 * is what is at the offset that is asked for. */
static bool read_value(struct reading *reading, enum outline_kind kind, struct span *value)
{
	size_t behind = reading->at, start = skip_properties(reading, skip_blanks(reading, behind));
	size_t end = end_of_text(reading, start);
	struct outline_node *open = top(reading)->node;

	if (kind == OUTLINE_TEXT && end > start && strchr("[{", reading->bytes[start])) {
		outline_read_flow(reading->outline, open, start, end_of_flow(reading));
		return false;
	}
	*value = end > start ? unquoted(reading, start, end) : span(reading, behind, behind);
	return outline_note(reading->outline, kind, open, value->start, value->end) ||
	       outline_note_gap(reading->outline, kind, open, behind,
				start - (value->start > start));
}

static void read_attribute(struct reading *reading, struct span name)
{
	struct level *level = top(reading);
	struct span value;

	name.start++; /* '$' */
	if (name.start == name.end) {
		read_value(reading, OUTLINE_TEXT, &level->node->text);
		return;
	}
	if (read_value(reading, OUTLINE_ATTRIBUTE_VALUE, &value))
		reading->outline->place.attribute = name;
	level->last =
		outline_add_attribute(reading->outline, level->node, level->last, name, value);
}

static void read_element(struct reading *reading, size_t column, struct span name, bool is_asked)
{
	struct outline_node *parent = top(reading)->node, *node;
	struct level *level;

	if (parent->depth == OUTLINE_DEPTH_MAX)
		return;
	node = outline_add(reading->outline, parent, name);
	if (is_asked)
		reading->outline->place.node = node;
	level = push(reading, column, node);
	read_value(reading, OUTLINE_TEXT, &node->text);
	level->has_value =
		!is_end(reading, skip_properties(reading, skip_blanks(reading, reading->at)));
}

/* Whether the line goes on with the value of the key above it. */
static bool is_continued(const struct reading *reading, size_t column)
{
	for (size_t i = reading->count; i-- > 1;) {
		const struct level *level = &reading->levels[i];

		if (level->column < column)
			return level->has_value;
	}
	return false;
}

/* What is in flow style, and no value: it is in the innermost element. */
static void read_flow(struct reading *reading, size_t column)
{
	struct level *level = push(reading, column, top(reading)->node);

	level->has_value = true;
	outline_read_flow(reading->outline, level->node, reading->at, end_of_flow(reading));
}

/* A key with its value, or a word that may become one. */
static void read_entry(struct reading *reading)
{
	size_t column = reading->at - reading->start, start = reading->at, end, colon;
	bool has_colon = find_key(reading, start, &end, &colon), is_asked;
	struct span name = unquoted(reading, start, end);

	if (is_continued(reading, column))
		return;
	close_levels(reading, column);
	if (strchr("[{", reading->bytes[start])) {
		read_flow(reading, column);
		return;
	}
	is_asked = outline_note(reading->outline, OUTLINE_NAME, top(reading)->node, name.start,
				name.end);
	if (!has_colon)
		return;
	reading->at = colon + 1;
	if (reading->bytes[name.start] == '$' && name.end > name.start)
		read_attribute(reading, name);
	else
		read_element(reading, column, name, is_asked);
}

/* The '-' of an entry: the first one is the element of the list's key, each other one another
 * element of that name. */
static void read_dash(struct reading *reading)
{
	size_t column = reading->at - reading->start, dash = reading->at;
	struct level *owner;
	struct outline_node *node;

	while (reading->count > 1 && (top(reading)->column > column ||
				      (top(reading)->is_entry && top(reading)->column == column)))
		close_level(reading);
	owner = top(reading);
	node = owner->node;
	if (owner->has_entries && node->depth)
		node = owner->node = outline_add(reading->outline, node->parent, node->name);
	owner->has_entries = true;
	node->at = span(reading, dash, dash + 1);
	node->text = span(reading, dash + 1, dash + 1);
	push(reading, column, node)->is_entry = true;
}

static bool is_dash(const struct reading *reading)
{
	return reading->bytes[reading->at] == '-' &&
	       (reading->at + 1 == reading->end || is_blank(reading->bytes[reading->at + 1]));
}

/* What stands behind a '-' and is no key: the text of the entry. */
static void read_entry_text(struct reading *reading, size_t behind)
{
	struct level *level = top(reading);

	reading->at = behind;
	read_value(reading, OUTLINE_TEXT, &level->node->text);
	level->has_value = true;
}

/* Dashes, up to what is behind the last one; `reading->at` is there. False where that is a text. */
static bool read_dashes(struct reading *reading)
{
	size_t end, colon;

	while (!is_end(reading, reading->at) && is_dash(reading)) {
		size_t behind = reading->at + 1;

		if (is_continued(reading, reading->at - reading->start))
			return false;
		read_dash(reading);
		reading->at = skip_properties(reading, skip_blanks(reading, behind));
		if (is_end(reading, reading->at) || is_dash(reading))
			continue;
		if (!find_key(reading, reading->at, &end, &colon)) {
			read_entry_text(reading, behind);
			return false;
		}
	}
	return true;
}

/* Where the offset is on a line in front of all that is there, or on an empty one, a key can be
 * typed there. */
static void note_blank(struct reading *reading)
{
	size_t offset = reading->outline->offset, count = reading->count;
	const struct level *level;

	if (offset < reading->start || offset > reading->at)
		return;
	do {
		level = &reading->levels[--count];
	} while (count && (level->column >= offset - reading->start || level->has_value));
	outline_note(reading->outline, OUTLINE_NAME, level->node, offset, offset);
}

static void read_line(struct reading *reading)
{
	reading->at = reading->start;
	while (reading->at < reading->end && reading->bytes[reading->at] == ' ')
		reading->at++;
	if (is_end(reading, reading->at)) {
		note_blank(reading);
		return;
	}
	if (read_dashes(reading)) {
		if (is_end(reading, reading->at))
			note_blank(reading);
		else
			read_entry(reading);
	}
	reading->last_end = reading->end;
}

void outline_read_yaml(struct outline *outline)
{
	const struct source *source = outline->source;
	struct reading reading = { .outline = outline, .bytes = source->bytes };

	push(&reading, 0, outline->top);
	while (reading.start <= source->size) {
		reading.end = end_of_line(source, reading.start);
		read_line(&reading);
		reading.start = reading.end + 1;
		if (reading.end + 1 < source->size &&
		    memcmp(source->bytes + reading.end, "\r\n", 2) == 0)
			reading.start++;
	}
	close_levels(&reading, 0);
}
