/* SPDX-License-Identifier: BSD-3-Clause
 * xml_change.c: how elements of an XML file are changed in its bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/change.h"
#include "load/internal.h"

/* Where the parts of an element are. */
struct extent {
	size_t start; /* of its '<' */
	size_t open;  /* behind the '>' of its start tag */
	size_t close; /* the '<' of its end tag */
	size_t end;   /* behind all of it */
	bool is_tag;  /* it is <empty/>: open, close and end are one */
};

/* Behind the next occurrence of `word`, or the end of the source. */
static size_t behind(const struct source *source, size_t at, const char *word)
{
	const char *found = strstr(source->bytes + at, word);

	return found ? (size_t)(found - source->bytes) + strlen(word) : source->size;
}

static bool looking_at(const struct source *source, size_t at, const char *word)
{
	return strncmp(source->bytes + at, word, strlen(word)) == 0;
}

/* Behind a tag, whose attributes may have '>' in their values. */
static size_t behind_tag(const struct source *source, size_t at)
{
	while (at < source->size && source->bytes[at] != '>') {
		const char quote = source->bytes[at];

		at += strcspn(source->bytes + at + 1, quote == '"'    ? "\""
						      : quote == '\'' ? "'"
								      : "\"'>") +
		      1;
		at += quote == '"' || quote == '\'';
	}
	return at < source->size ? at + 1 : at;
}

/* The '<' of the end tag that belongs to the start tag that ends at `at`. */
static size_t find_end_tag(const struct source *source, size_t at)
{
	size_t depth = 0;

	while (at < source->size) {
		at += strcspn(source->bytes + at, "<");
		if (looking_at(source, at, "<!--")) {
			at = behind(source, at + strlen("<!--"), "-->");
		} else if (looking_at(source, at, "<![CDATA[")) {
			at = behind(source, at, "]]>");
		} else if (looking_at(source, at, "<?")) {
			at = behind(source, at, "?>");
		} else if (looking_at(source, at, "</")) {
			if (!depth--)
				return at;
			at = behind(source, at, ">");
		} else {
			at = behind_tag(source, at);
			depth += source->bytes[at - 2] != '/';
		}
	}
	return source->size;
}

static struct extent extent_of(const struct doc *doc, const xmlNode *element)
{
	const struct source *source = doc->source;
	size_t open = load_xml_tag_end(doc, element);
	struct extent extent = { (size_t)(uintptr_t)element->_private, open, open, open, true };

	if (source->bytes[open - 2] == '/')
		return extent;
	extent.is_tag = false;
	extent.close = find_end_tag(source, open);
	extent.end = behind(source, extent.close, ">");
	return extent;
}

/* A name as a tag has it, with its prefix. */
static const char *tag_name(struct arena *arena, const struct doc *doc, const xmlNode *element)
{
	struct span tag = load_element_span(doc, element);

	return arena_copy(arena, tag.source->bytes + tag.start + 1, tag.end - tag.start - 1);
}

const char *change_escape_xml(struct arena *arena, const char *text)
{
	char *copy = arena_alloc(arena, strlen("&quot;") * strlen(text) + 1);
	char *end = copy;

	for (; *text; text++)
		switch (*text) {
		case '&':
			end = stpcpy(end, "&amp;");
			break;
		case '<':
			end = stpcpy(end, "&lt;");
			break;
		case '>':
			end = stpcpy(end, "&gt;");
			break;
		case '"':
			end = stpcpy(end, "&quot;");
			break;
		case '\'':
			end = stpcpy(end, "&apos;");
			break;
		case '\t':
		case '\n':
		case '\r':
			end += sprintf(end, "&#%d;", *text);
			break;
		default:
			*end++ = *text;
		}
	return copy;
}

/* A text within CDATA: its end mark, which may not be in it, is divided between two of them. */
static const char *in_cdata(struct arena *arena, const char *text)
{
	static const char divided[] = "]]]]><![CDATA[>";
	char *copy = arena_alloc(arena,
				 strlen(text) / strlen("]]>") * strlen(divided) + strlen(text) + 1);
	char *end = copy;
	const char *mark;

	while ((mark = strstr(text, "]]>"))) {
		end = stpcpy(mempcpy(end, text, (size_t)(mark - text)), divided);
		text = mark + strlen("]]>");
	}
	strcpy(end, text);
	return copy;
}

/* The text of an element that has none. */
static bool fill(struct change *change, const xmlNode *element, const char *text)
{
	const struct source *source = change->doc->source;
	struct extent extent = extent_of(change->doc, element);
	size_t tag = extent.open - strlen("/>");
	bool is_blank =
		extent.close - extent.open == strspn(source->bytes + extent.open, " \t\r\n");

	if (!*text)
		return true;
	if (!extent.is_tag) {
		load_add_edit(change, extent.open, is_blank ? extent.close : extent.open,
			      change_escape_xml(change->arena, text));
		return true;
	}
	while (is_space(source->bytes[tag - 1]))
		tag--;
	load_add_edit(change, tag, extent.open,
		      arena_printf(change->arena, ">%s</%s>",
				   change_escape_xml(change->arena, text),
				   tag_name(change->arena, change->doc, element)));
	return true;
}

static bool change_xml_part(struct change *change, const xmlNode *element, size_t start, size_t end,
			    const char *text)
{
	size_t count;
	const struct load_run *runs =
		load_xml_runs(change->arena, change->doc, element, start, end, &count);

	if (!count)
		return fill(change, element, text);
	load_add_edit(change, runs[0].start, runs[0].end,
		      runs[0].is_cdata ? in_cdata(change->arena, text)
				       : change_escape_xml(change->arena, text));
	for (size_t i = 1; i < count; i++)
		load_add_edit(change, runs[i].start, runs[i].end, "");
	return true;
}

static bool rename_xml(struct change *change, const xmlNode *element, const char *name)
{
	struct span tag = load_element_span(change->doc, element);
	struct extent extent = extent_of(change->doc, element);
	size_t length = strlen((const char *)element->name);

	load_add_edit(change, tag.end - length, tag.end, name);
	if (!extent.is_tag) {
		size_t end = extent.close + strlen("</") + (tag.end - tag.start - 1);

		load_add_edit(change, end - length, end, name);
	}
	return true;
}

/* What is before an element on its line; NULL where that is not only blanks. */
static const char *indent_of(struct arena *arena, const struct source *source, size_t at)
{
	size_t line = load_line_start(source, at);

	return load_is_blank(source, line, at) ? arena_copy(arena, source->bytes + line, at - line)
					       : NULL;
}

/* By how much a line is indented against the one around it: as the nearest element is that shows
 * it. */
static const char *indent_unit(struct arena *arena, const struct source *source,
			       const xmlNode *element)
{
	for (; element->parent && element->parent->type == XML_ELEMENT_NODE;
	     element = element->parent) {
		const char *inner = indent_of(arena, source, (size_t)(uintptr_t)element->_private);
		const char *outer =
			indent_of(arena, source, (size_t)(uintptr_t)element->parent->_private);

		if (inner && outer && strlen(inner) > strlen(outer) &&
		    strncmp(inner, outer, strlen(outer)) == 0)
			return inner + strlen(outer);
	}
	return "  ";
}

static const char *new_element(struct change *change, const xmlNode *parent, const char *name,
			       const char *text)
{
	struct arena *arena = change->arena;
	const char *around = tag_name(arena, change->doc, parent);
	const char *colon = strchr(around, ':');

	if (colon)
		name = arena_printf(arena, "%.*s:%s", (int)(colon - around), around, name);
	return *text ? arena_printf(arena, "<%s>%s</%s>", name, change_escape_xml(arena, text),
				    name)
		     : arena_printf(arena, "<%s/>", name);
}

/* Behind the comments that are on the same line as the end of an element. */
static size_t behind_comments(const struct source *source, size_t at)
{
	for (;;) {
		size_t next = at + strspn(source->bytes + at, " \t");

		if (!looking_at(source, next, "<!--"))
			return at;
		next = behind(source, next + strlen("<!--"), "-->");
		if (memchr(source->bytes + at, '\n', next - at))
			return at;
		at = next;
	}
}

/* Behind the last child, on a line of its own if that one has one. */
static void add_behind(struct change *change, const xmlNode *last, const char *element)
{
	const struct source *source = change->doc->source;
	struct extent extent = extent_of(change->doc, last);
	const char *indent = indent_of(change->arena, source, extent.start);
	size_t at = extent.end;

	if (indent) {
		at = behind_comments(source, at);
		element = arena_printf(change->arena, "%s%s%s", load_line_end(source), indent,
				       element);
	}
	load_add_edit(change, at, at, element);
}

/* The first child: on a line of its own if its parent has one. */
static void add_first(struct change *change, const xmlNode *parent, const char *element)
{
	const struct source *source = change->doc->source;
	struct arena *arena = change->arena;
	struct extent extent = extent_of(change->doc, parent);
	const char *indent = indent_of(arena, source, extent.start);
	size_t at = extent.close;
	bool is_closed_below;

	if (indent) {
		const char *line_end = load_line_end(source);

		at = load_line_start(source, extent.close);
		is_closed_below = at > extent.open && load_is_blank(source, at, extent.close);
		element = arena_printf(arena, "%s%s%s%s%s%s", is_closed_below ? "" : line_end,
				       indent, indent_unit(arena, source, parent), element,
				       line_end, is_closed_below ? "" : indent);
		at = is_closed_below ? at : extent.close;
	}
	if (!extent.is_tag) {
		load_add_edit(change, at, at, element);
		return;
	}
	at = extent.open - strlen("/>");
	while (is_space(source->bytes[at - 1]))
		at--;
	load_add_edit(
		change, at, extent.open,
		arena_printf(arena, ">%s</%s>", element, tag_name(arena, change->doc, parent)));
}

static bool add_xml(struct change *change, const xmlNode *parent, const char *name,
		    const char *text)
{
	const char *element = new_element(change, parent, name, text);
	const xmlNode *last = parent->last;

	while (last && last->type != XML_ELEMENT_NODE)
		last = last->prev;
	if (last)
		add_behind(change, last, element);
	else
		add_first(change, parent, element);
	return true;
}

static bool remove_xml(struct change *change, const xmlNode *element)
{
	const struct source *source = change->doc->source;
	struct extent extent = extent_of(change->doc, element);
	size_t line = load_line_start(source, extent.start);
	size_t rest = extent.end + strspn(source->bytes + extent.end, " \t\r");

	if (load_is_blank(source, line, extent.start) && source->bytes[rest] == '\n') {
		extent.start = line;
		extent.end = rest + 1;
	}
	load_add_edit(change, extent.start, extent.end, "");
	return true;
}

static bool change_xml_attribute(struct change *change, const xmlNode *element, const char *name,
				 const char *value)
{
	const struct source *source = change->doc->source;
	size_t at = load_xml_tag_end(change->doc, element) - 1;
	struct span former;

	value = change_escape_xml(change->arena, value);
	if (load_xml_attribute(change->doc, element, name, &former)) {
		load_add_edit(change, former.start, former.end, value);
		return true;
	}
	at -= source->bytes[at - 1] == '/';
	while (is_space(source->bytes[at - 1]))
		at--;
	load_add_edit(change, at, at, arena_printf(change->arena, " %s=\"%s\"", name, value));
	return true;
}

const struct load_changes load_xml_changes = {
	.part = change_xml_part,
	.rename = rename_xml,
	.add = add_xml,
	.remove = remove_xml,
	.attribute = change_xml_attribute,
};
