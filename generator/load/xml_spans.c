/* SPDX-License-Identifier: BSD-3-Clause
 * xml_spans.c: where in an XML file each byte of an element stands. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/internal.h"

/* The first offset at or after `at` whose byte is in `stops`, or the end of the source. */
static size_t find_any(const struct source *source, size_t at, const char *stops)
{
	return at < source->size ? at + strcspn(source->bytes + at, stops) : source->size;
}

/* Behind the next occurrence of `word`, or the end of the source. */
static size_t behind(const struct source *source, size_t at, const char *word)
{
	const char *found = at < source->size ? strstr(source->bytes + at, word) : NULL;

	return found ? (size_t)(found - source->bytes) + strlen(word) : source->size;
}

static struct span element_span(const struct doc *doc, const xmlNode *element)
{
	size_t start = (size_t)(uintptr_t)element->_private;

	return source_span(doc->source, start, find_any(doc->source, start, " \t\r\n/>"));
}

/* Where an attribute's value starts and ends; start 0 when the tag has no such attribute. With
 * name NULL, *end is behind the tag's '>'. */
static struct span scan_tag(const struct doc *doc, const xmlNode *element, const char *name)
{
	const struct source *source = doc->source;
	size_t at = element_span(doc, element).end;

	while (at < source->size && source->bytes[at] != '>') {
		size_t key, key_end, value, value_end;
		char quote[2] = { 0 };

		while (at < source->size && is_space(source->bytes[at]))
			at++;
		if (at >= source->size || strchr("/>", source->bytes[at])) {
			at += at < source->size && source->bytes[at] == '/';
			continue;
		}
		key = at;
		key_end = find_any(source, at, " \t\r\n=>");
		value = find_any(source, key_end, "\"'>");
		if (value >= source->size || source->bytes[value] == '>')
			break;
		quote[0] = source->bytes[value++];
		value_end = find_any(source, value, quote);
		if (name && strlen(name) == key_end - key &&
		    memcmp(source->bytes + key, name, key_end - key) == 0)
			return source_span(source, value, value_end);
		at = value_end + 1;
	}
	return source_span(source, 0, at < source->size ? at + 1 : source->size);
}

static struct span attribute_span(const struct doc *doc, const xmlNode *element, const char *name)
{
	struct span value = scan_tag(doc, element, name);

	return value.start ? value : element_span(doc, element);
}

/* Walks an element's content in the file beside the text that the parser made of it. */
struct text_cursor {
	const struct source *source;
	size_t at;     /* of the next chunk of the file */
	size_t length; /* in bytes, of that chunk; 0 at the end of the text */
	size_t made;   /* bytes of text that the chunk stands for */
	size_t behind; /* the chunk before it */
	bool is_run;   /* each byte of the chunk stands for itself */
	bool is_cdata;
};

/* The character that `&#…;` stands for; 0 for one of XML's own five entities. */
static unsigned long referred_character(const char *reference)
{
	if (reference[1] != '#')
		return 0;
	return reference[2] == 'x' ? strtoul(reference + 3, NULL, 16)
				   : strtoul(reference + 2, NULL, 10);
}

/* The bytes of text that `&…;` makes. */
static size_t reference_size(const char *reference)
{
	return load_utf8_size(referred_character(reference));
}

static bool looking_at(const struct text_cursor *cursor, const char *word)
{
	return strncmp(cursor->source->bytes + cursor->at, word, strlen(word)) == 0;
}

/* Steps over what makes no text: comments, processing instructions, CDATA brackets. */
static void skip_silent(struct text_cursor *cursor)
{
	for (;;) {
		if (cursor->is_cdata && looking_at(cursor, "]]>")) {
			cursor->at += strlen("]]>");
			cursor->is_cdata = false;
		} else if (cursor->is_cdata) {
			return;
		} else if (looking_at(cursor, "<!--")) {
			cursor->at = behind(cursor->source, cursor->at + strlen("<!--"), "-->");
		} else if (looking_at(cursor, "<?")) {
			cursor->at = behind(cursor->source, cursor->at, "?>");
		} else if (looking_at(cursor, "<![CDATA[")) {
			cursor->at += strlen("<![CDATA[");
			cursor->is_cdata = true;
		} else {
			return;
		}
	}
}

static void look_at_chunk(struct text_cursor *cursor)
{
	const char *here;

	cursor->made = cursor->length = strcspn(cursor->source->bytes + cursor->at, "<&]\r");
	cursor->is_run = cursor->length > 0;
	if (cursor->is_run)
		return;
	cursor->made = 1;
	skip_silent(cursor);
	here = cursor->source->bytes + cursor->at;
	if (cursor->at >= cursor->source->size || (*here == '<' && !cursor->is_cdata)) {
		cursor->length = 0;
	} else if (*here == '&' && !cursor->is_cdata) {
		cursor->length = behind(cursor->source, cursor->at, ";") - cursor->at;
		cursor->made = reference_size(here);
	} else {
		cursor->length = here[0] == '\r' && here[1] == '\n' ? 2 : 1;
	}
}

/* Steps over the next chunk, of a run over `most` bytes at the most. Returns the bytes of text that
 * it stands for. */
static size_t step(struct text_cursor *cursor, size_t most)
{
	size_t made = cursor->made;

	if (cursor->is_run && most < made) {
		cursor->at += most;
		cursor->length -= most;
		cursor->made -= most;
		cursor->behind = cursor->at;
		return most;
	}
	cursor->at += cursor->length;
	cursor->behind = cursor->at;
	look_at_chunk(cursor);
	return made;
}

/* Whether the chunk, or the first byte of a run, is white space, perhaps written as a reference. */
static bool is_blank_chunk(const struct text_cursor *cursor)
{
	const char *here = cursor->source->bytes + cursor->at;
	unsigned long value;

	if (*here != '&' || cursor->is_cdata)
		return is_space(*here);
	value = referred_character(here);
	return value && value < 0x80 && is_space((char)value);
}

/* From the first chunk on, even if it is white space. */
static struct text_cursor open_content(const struct doc *doc, const xmlNode *element)
{
	struct text_cursor cursor = { .source = doc->source };

	cursor.at = scan_tag(doc, element, NULL).end;
	if (doc->source->bytes[cursor.at - 1] == '>' && doc->source->bytes[cursor.at - 2] == '/')
		return cursor; /* <empty/> has no text: length stays 0 */
	look_at_chunk(&cursor);
	return cursor;
}

static struct text_cursor open_text(const struct doc *doc, const xmlNode *element)
{
	struct text_cursor cursor = open_content(doc, element);

	while (cursor.length && is_blank_chunk(&cursor))
		step(&cursor, 1);
	return cursor;
}

static struct span text_range(const struct doc *doc, const xmlNode *element, size_t start,
			      size_t end)
{
	struct text_cursor cursor = open_text(doc, element);
	size_t first, made = 0;

	if (!cursor.length)
		return element_span(doc, element);
	while (cursor.length && made < start && (cursor.is_run || made + cursor.made <= start))
		made += step(&cursor, start - made);
	first = cursor.behind = cursor.at;
	while (cursor.length && made < end)
		made += step(&cursor, end - made);
	return source_span(doc->source, first, cursor.behind);
}

struct load_run *load_xml_runs(struct arena *arena, const struct doc *doc, const xmlNode *element,
			       size_t start, size_t end, size_t *count)
{
	struct text_cursor cursor = open_text(doc, element);
	struct load_run *runs = NULL;
	size_t made = 0;

	*count = 0;
	while (cursor.length && made < start)
		made += step(&cursor, start - made);
	while (cursor.length && made < end) {
		size_t from = cursor.at;
		bool is_cdata = cursor.is_cdata;

		made += step(&cursor, end - made);
		if (*count && runs[*count - 1].end == from) {
			runs[*count - 1].end = cursor.behind;
			continue;
		}
		runs = arena_grow(arena, runs, *count, sizeof(*runs));
		runs[(*count)++] = (struct load_run) { from, cursor.behind, is_cdata };
	}
	return runs;
}

size_t load_xml_tag_end(const struct doc *doc, const xmlNode *element)
{
	return scan_tag(doc, element, NULL).end;
}

bool load_xml_attribute(const struct doc *doc, const xmlNode *element, const char *name,
			struct span *value)
{
	*value = scan_tag(doc, element, name);
	return value->start > 0;
}

static bool has_text(const struct doc *doc, const xmlNode *element)
{
	return open_content(doc, element).length > 0;
}

const struct load_syntax load_xml_syntax = {
	.element_span = element_span,
	.text_range = text_range,
	.attribute_span = attribute_span,
	.has_text = has_text,
	.changes = &load_xml_changes,
};
