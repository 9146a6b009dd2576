/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_spans.c: where in a YAML file each byte of an element stands. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/space.h"
#include "load/internal.h"
#include "load/yaml.h"

static struct span element_span(const struct doc *doc, const xmlNode *element)
{
	const struct yaml_place *place = element->_private;

	return source_span(doc->source, place->start, place->end);
}

/* Walks the scalars of an element in the file beside the text that libyaml made of them. */
struct scalar_cursor {
	const struct source *source;
	const xmlNode *node; /* the text node; NULL at the end of the text */
	const char *text;    /* what is left of it */
	size_t at;	     /* of the next chunk of the file */
	size_t end;	     /* of the scalar, without its quote */
	size_t length;	     /* in bytes, of the chunk */
	size_t made;	     /* bytes of text that the chunk stands for */
	size_t indent;	     /* of the lines of a block scalar */
	yaml_scalar_style_t style;
};

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_break(char byte)
{
	return byte == '\n' || byte == '\r';
}

static size_t skip_blanks(const struct scalar_cursor *cursor, size_t at)
{
	while (at < cursor->end && is_blank(cursor->source->bytes[at]))
		at++;
	return at;
}

static size_t skip_break(const struct scalar_cursor *cursor, size_t at)
{
	const char *bytes = cursor->source->bytes;

	if (at + 1 < cursor->end && bytes[at] == '\r' && bytes[at + 1] == '\n')
		return at + 2;
	return at < cursor->end && is_break(bytes[at]) ? at + 1 : at;
}

static bool is_block(const struct scalar_cursor *cursor)
{
	return cursor->style == YAML_LITERAL_SCALAR_STYLE ||
	       cursor->style == YAML_FOLDED_SCALAR_STYLE;
}

/* The indentation of a block scalar: what its first line that is not blank has more than the text.
 */
static size_t block_indent(const struct scalar_cursor *cursor)
{
	const char *bytes = cursor->source->bytes;
	const char *text = cursor->text + strspn(cursor->text, "\n");
	size_t at = cursor->at, indent = 0;
	size_t own = strspn(text, " ");

	while (at < cursor->end && (bytes[at] == ' ' || is_break(bytes[at]))) {
		indent = is_break(bytes[at]) ? 0 : indent + 1;
		at++;
	}
	return indent > own ? indent - own : 0;
}

static void skip_indent(struct scalar_cursor *cursor)
{
	for (size_t i = 0; i < cursor->indent && cursor->at < cursor->end &&
			   cursor->source->bytes[cursor->at] == ' ';
	     i++)
		cursor->at++;
}

static void open_scalar(struct scalar_cursor *cursor)
{
	const struct yaml_place *place = cursor->node->_private;

	cursor->text = (const char *)cursor->node->content;
	cursor->style = place->style;
	cursor->at = place->start;
	cursor->end = place->end;
	if (is_block(cursor)) {
		while (cursor->at < cursor->end && !is_break(cursor->source->bytes[cursor->at]))
			cursor->at++;
		cursor->at = skip_break(cursor, cursor->at);
		cursor->indent = block_indent(cursor);
		skip_indent(cursor);
	} else if (cursor->style != YAML_PLAIN_SCALAR_STYLE) {
		cursor->at++;
		cursor->end--;
	}
}

/* Line breaks with the white space around them make one blank, or one line feed less than they are.
 * Returns their number, and puts their length into cursor->length. */
static size_t measure_fold(struct scalar_cursor *cursor)
{
	size_t at = skip_blanks(cursor, cursor->at);
	size_t breaks = 0;

	while (skip_break(cursor, at) > at) {
		at = skip_blanks(cursor, skip_break(cursor, at));
		breaks++;
	}
	cursor->length = at - cursor->at;
	return breaks;
}

/* A backslash and what belongs to it. */
static void look_at_escape(struct scalar_cursor *cursor)
{
	const char *here = cursor->source->bytes + cursor->at;
	char digits[9] = { 0 };
	size_t count = here[1] == 'x' ? 2 : here[1] == 'u' ? 4 : here[1] == 'U' ? 8 : 0;

	cursor->length = 2 + count;
	cursor->made = here[1] == 'L' || here[1] == 'P'	  ? 3
		       : here[1] == 'N' || here[1] == '_' ? 2
							  : 1;
	if (count && cursor->at + cursor->length <= cursor->end) {
		memcpy(digits, here + 2, count);
		cursor->made = load_utf8_size(strtoul(digits, NULL, 16));
	} else if (is_break(here[1])) {
		cursor->at++;
		cursor->made = measure_fold(cursor) - 1;
		cursor->at--;
		cursor->length++;
	}
}

static void look_at_flow(struct scalar_cursor *cursor)
{
	const char *here = cursor->source->bytes + cursor->at;

	if (*here == '\\' && cursor->style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
		look_at_escape(cursor);
	} else if (*here == '\'' && cursor->style == YAML_SINGLE_QUOTED_SCALAR_STYLE) {
		cursor->length = 2;
	} else if (is_blank(*here) || is_break(*here)) {
		size_t breaks = measure_fold(cursor);

		cursor->length = breaks ? cursor->length : 1;
		cursor->made = breaks > 1 ? breaks - 1 : 1;
	}
}

/* A line break with the indentation behind it; folded, all breaks up to the next line of text. */
static void look_at_block(struct scalar_cursor *cursor)
{
	size_t start = cursor->at, feeds = strspn(cursor->text, "\n");

	if (!is_break(cursor->source->bytes[start]))
		return;
	do {
		cursor->at = skip_break(cursor, cursor->at);
		skip_indent(cursor);
	} while (cursor->style == YAML_FOLDED_SCALAR_STYLE && cursor->at < cursor->end &&
		 is_break(cursor->source->bytes[cursor->at]));
	if (cursor->style == YAML_FOLDED_SCALAR_STYLE && feeds > 1)
		cursor->made = feeds;
	cursor->length = cursor->at - start;
	cursor->at = start;
}

/* Looks at the chunk that comes next, in the next scalar where this one is over. */
static void look_at_chunk(struct scalar_cursor *cursor)
{
	while (cursor->node && (!cursor->text || !*cursor->text || cursor->at >= cursor->end)) {
		cursor->node = cursor->text ? cursor->node->next : cursor->node;
		while (cursor->node &&
		       (cursor->node->type != XML_TEXT_NODE || !cursor->node->_private))
			cursor->node = cursor->node->next;
		cursor->text = NULL;
		if (cursor->node)
			open_scalar(cursor);
	}
	cursor->length = cursor->made = 1;
	if (!cursor->node)
		cursor->length = 0;
	else if (is_block(cursor))
		look_at_block(cursor);
	else
		look_at_flow(cursor);
}

static void step(struct scalar_cursor *cursor)
{
	cursor->at += cursor->length;
	cursor->text += strnlen(cursor->text, cursor->made);
	look_at_chunk(cursor);
}

static struct scalar_cursor open_text(const struct doc *doc, const xmlNode *element)
{
	struct scalar_cursor cursor = { .source = doc->source, .node = element->children };

	look_at_chunk(&cursor);
	while (cursor.length && (is_space(*cursor.text) || !cursor.made))
		step(&cursor);
	return cursor;
}

static struct span text_range(const struct doc *doc, const xmlNode *element, size_t start,
			      size_t end)
{
	struct scalar_cursor cursor = open_text(doc, element);
	size_t first, last, made = 0;

	if (!cursor.length)
		return element_span(doc, element);
	while (cursor.length && made + cursor.made <= start) {
		made += cursor.made;
		step(&cursor);
	}
	first = last = cursor.at;
	while (cursor.length && made < end) {
		made += cursor.made;
		last = cursor.at + cursor.length;
		step(&cursor);
	}
	return source_span(doc->source, first, last);
}

static struct span attribute_span(const struct doc *doc, const xmlNode *element, const char *name)
{
	const xmlAttr *attribute = xmlHasNsProp(element, BAD_CAST name, NULL);
	const struct yaml_place *place = attribute ? attribute->_private : NULL;
	bool is_quoted;

	if (!place || !place->is_there)
		return element_span(doc, element);
	is_quoted = place->style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
		    place->style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
	return source_span(doc->source, place->start + is_quoted, place->end - is_quoted);
}

/* A scalar is the only child of its element. */
static bool has_text(const struct doc *doc, const xmlNode *element)
{
	const xmlNode *child = element->children;

	(void)doc;
	return child && child->type == XML_TEXT_NODE && child->content && *child->content;
}

const struct load_syntax load_yaml_syntax = {
	.element_span = element_span,
	.text_range = text_range,
	.attribute_span = attribute_span,
	.has_text = has_text,
	.changes = &load_yaml_changes,
};
