/* SPDX-License-Identifier: BSD-3-Clause
 * flow.c: the outline of what is in YAML's flow style, {a: 1, b: [2, 3]}, which may be half
 * typed: what is missing at the end is not needed. */
#include <string.h>

#include "base/space.h"
#include "outline/outline.h"

/* A mapping or list that is open. */
struct frame {
	struct outline_node *node; /* of a list: its latest entry */
	bool is_list, has_entries;
	struct outline_attribute *last; /* of the node */
};

struct reading {
	struct outline *outline;
	const char *bytes;
	size_t at, limit;
	struct frame frames[OUTLINE_DEPTH_MAX];
	size_t depth;

	/* What comes next: a key, or the value of an element or attribute; neither behind a value.
	 */
	bool wants_key, wants_value;
	struct outline_node *target; /* NULL: the value is of an attribute: */
	struct span attribute;
};

static struct span span(const struct reading *reading, size_t start, size_t end)
{
	return source_span(reading->outline->source, start, end);
}

static struct frame *top(struct reading *reading)
{
	return &reading->frames[reading->depth - 1];
}

static size_t skip_space(const struct reading *reading, size_t at)
{
	while (at < reading->limit && is_space(reading->bytes[at]))
		at++;
	return at;
}

/* What a value that comes next in a list is of: the first one of the element that has the list. */
static void begin_entry(struct reading *reading)
{
	struct frame *frame = top(reading);
	struct outline_node *node = frame->node;

	if (!frame->is_list || !reading->wants_value)
		return;
	if (frame->has_entries && node->depth)
		node = frame->node = outline_add(reading->outline, node->parent, node->name);
	frame->has_entries = true;
	reading->target = node;
	node->at = span(reading, reading->at, reading->at + 1);
}

/* Begins the mapping or list of the innermost frame. */
static void begin(struct reading *reading, bool is_list)
{
	top(reading)->is_list = is_list;
	reading->wants_key = !is_list;
	reading->wants_value = is_list;
	reading->target = NULL;
}

static void push(struct reading *reading, bool is_list)
{
	struct outline_node *node;

	begin_entry(reading);
	node = reading->wants_value && reading->target ? reading->target : top(reading)->node;
	if (reading->depth == OUTLINE_DEPTH_MAX)
		reading->depth--;
	reading->frames[reading->depth++] = (struct frame) { .node = node };
	begin(reading, is_list);
}

static void pop(struct reading *reading)
{
	top(reading)->node->end = reading->at;
	reading->depth--;
	reading->wants_key = reading->wants_value = false;
}

/* Where a text ends: behind the closing quote, or before what has a meaning, without white space.
 */
static size_t end_of_text(const struct reading *reading)
{
	const char *bytes = reading->bytes;
	size_t at = reading->at, end = at;
	char quote = bytes[at] == '"' || bytes[at] == '\'' ? bytes[at] : '\0';

	if (quote) {
		while (++at < reading->limit && bytes[at] != quote && bytes[at] != '\n')
			at += bytes[at] == '\\' && quote == '"' && at + 1 < reading->limit;
		return at < reading->limit && bytes[at] == quote ? at + 1 : at;
	}
	for (; at < reading->limit && !strchr(",[]{}\n", bytes[at]); at++) {
		if (bytes[at] == ':' &&
		    (at + 1 == reading->limit || strchr(" \n,[]{}", bytes[at + 1])))
			break;
		if (!is_space(bytes[at]))
			end = at + 1;
	}
	return end > reading->at ? end : reading->at + 1;
}

static struct span unquoted(const struct reading *reading, size_t start, size_t end)
{
	char first = reading->bytes[start];

	if (first == '"' || first == '\'') {
		end -= end > start + 1 && reading->bytes[end - 1] == first;
		start++;
	}
	return span(reading, start, end);
}

/* A key, if a ':' follows; a word that may become one if not. */
static void read_key(struct reading *reading, struct span name, size_t end)
{
	struct frame *frame = top(reading);
	size_t colon = skip_space(reading, end);
	bool is_asked =
		outline_note(reading->outline, OUTLINE_NAME, frame->node, name.start, name.end);
	bool is_attribute = name.end > name.start && reading->bytes[name.start] == '$';

	reading->at = end;
	if (colon == reading->limit || reading->bytes[colon] != ':')
		return;
	reading->at = colon + 1;
	reading->wants_key = false;
	reading->wants_value = true;
	reading->target = NULL;
	if (is_attribute) {
		reading->attribute = span(reading, name.start + 1, name.end);
		reading->target = name.end == name.start + 1 ? frame->node : NULL;
	} else if (frame->node->depth < OUTLINE_DEPTH_MAX) {
		reading->target = outline_add(reading->outline, frame->node, name);
		if (is_asked)
			reading->outline->place.node = reading->target;
	}
}

static enum outline_kind value_kind(const struct reading *reading)
{
	bool is_entry = reading->frames[reading->depth - 1].is_list;

	return reading->target || is_entry ? OUTLINE_TEXT : OUTLINE_ATTRIBUTE_VALUE;
}

static void read_value(struct reading *reading, struct span value, size_t end)
{
	struct frame *frame = top(reading);

	begin_entry(reading);
	if (outline_note(reading->outline, value_kind(reading),
			 reading->target ? reading->target : frame->node, value.start, value.end) &&
	    !reading->target)
		reading->outline->place.attribute = reading->attribute;
	if (!reading->target) {
		frame->last = outline_add_attribute(reading->outline, frame->node, frame->last,
						    reading->attribute, value);
	} else {
		reading->target->text = value;
		reading->target->end = end;
	}
	reading->wants_value = false;
	reading->at = end;
}

static void read_text(struct reading *reading)
{
	size_t start = reading->at, end = end_of_text(reading);

	if (reading->wants_key)
		read_key(reading, unquoted(reading, start, end), end);
	else if (reading->wants_value)
		read_value(reading, unquoted(reading, start, end), end);
	else
		reading->at = end;
}

/* The white space before the next thing, where what is wanted can be typed: but not right before a
 * text, which is changed then. */
static void read_gap(struct reading *reading)
{
	size_t start = reading->at, end = skip_space(reading, start);
	bool is_last = end == reading->limit || strchr(",]}", reading->bytes[end]);
	struct outline_node *node = top(reading)->node;
	enum outline_kind kind = reading->wants_key ? OUTLINE_NAME : value_kind(reading);

	reading->at = end;
	if (!reading->wants_key && !reading->wants_value)
		return;
	if (!is_last && end == start)
		return;
	if (kind == OUTLINE_TEXT && reading->target)
		node = reading->target;
	if (outline_note_gap(reading->outline, kind, node, start, end - !is_last) &&
	    kind == OUTLINE_ATTRIBUTE_VALUE)
		reading->outline->place.attribute = reading->attribute;
}

static void read_token(struct reading *reading)
{
	switch (reading->bytes[reading->at]) {
	case '{':
	case '[':
		push(reading, reading->bytes[reading->at] == '[');
		reading->at++;
		break;
	case '}':
	case ']':
		reading->at++;
		pop(reading);
		break;
	case ',':
		reading->at++;
		reading->wants_key = !top(reading)->is_list;
		reading->wants_value = top(reading)->is_list;
		reading->target = NULL;
		break;
	default:
		read_text(reading);
	}
}

void outline_read_flow(struct outline *outline, struct outline_node *node, size_t start,
		       size_t limit)
{
	struct reading reading = {
		.outline = outline,
		.bytes = outline->source->bytes,
		.at = start,
		.limit = limit,
	};

	reading.frames[reading.depth++].node = node;
	begin(&reading, outline->source->bytes[reading.at++] == '[');
	while (reading.depth) {
		read_gap(&reading);
		if (reading.at >= reading.limit)
			break;
		read_token(&reading);
	}
	while (reading.depth)
		pop(&reading);
}
