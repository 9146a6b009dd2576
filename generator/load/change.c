/* SPDX-License-Identifier: BSD-3-Clause
 * change.c: selects the syntax of a change, and applies edits. */
#include "load/change.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "load/internal.h"
#include "load/yaml_text.h"

void load_add_edit(struct change *change, size_t start, size_t end, const char *text)
{
	change->edits =
		arena_grow(change->arena, change->edits, change->count, sizeof(*change->edits));
	change->edits[change->count++] = (struct diag_edit) {
		.at = source_span(change->doc->source, start, end),
		.text = text,
	};
}

bool load_is_literal(const char *text)
{
	return yaml_text_is_plain(text, true) && !strpbrk(text, "&<>\"'\\");
}

const char *load_line_end(const struct source *source)
{
	const char *feed = memchr(source->bytes, '\n', source->size);

	return feed && feed > source->bytes && feed[-1] == '\r' ? "\r\n" : "\n";
}

size_t load_line_start(const struct source *source, size_t at)
{
	size_t length;
	const char *line = source_line(source, source_position(source, at).line, &length);

	return (size_t)(line - source->bytes);
}

bool load_is_blank(const struct source *source, size_t start, size_t end)
{
	while (start < end && (source->bytes[start] == ' ' || source->bytes[start] == '\t'))
		start++;
	return start >= end;
}

static bool has_child(const xmlNode *element)
{
	for (const xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return true;
	return false;
}

bool change_part(struct change *change, const xmlNode *element, size_t start, size_t end,
		 const char *text)
{
	bool is_nothing = start >= end && *load_text(change->arena, element);

	return !has_child(element) && !is_nothing &&
	       change->doc->syntax->changes->part(change, element, start, end, text);
}

bool change_text(struct change *change, const xmlNode *element, const char *text)
{
	return change_part(change, element, 0, strlen(load_text(change->arena, element)), text);
}

bool change_rename(struct change *change, const xmlNode *element, const char *name)
{
	return load_is_xml_name(name) && !strchr(name, ':') &&
	       change->doc->syntax->changes->rename(change, element, name);
}

bool change_add(struct change *change, const xmlNode *parent, const char *name, const char *text)
{
	if (!load_is_xml_name(name) || *load_text(change->arena, parent))
		return false;
	return change->doc->syntax->changes->add(change, parent, name, text);
}

bool change_remove(struct change *change, const xmlNode *element)
{
	return element->parent && element->parent->type == XML_ELEMENT_NODE &&
	       change->doc->syntax->changes->remove(change, element);
}

bool change_attribute(struct change *change, const xmlNode *element, const char *name,
		      const char *value)
{
	return load_is_xml_name(name) &&
	       change->doc->syntax->changes->attribute(change, element, name, value);
}

struct numbered {
	const struct diag_edit *edit;
	size_t number;
};

static int by_place(const void *left, const void *right)
{
	const struct numbered *a = left, *b = right;

	if (a->edit->at.start != b->edit->at.start)
		return a->edit->at.start < b->edit->at.start ? -1 : 1;
	if (a->edit->at.end != b->edit->at.end)
		return a->edit->at.end < b->edit->at.end ? -1 : 1;
	return a->number < b->number ? -1 : 1;
}

const char *change_apply(struct arena *arena, const struct source *source,
			 const struct diag_edit *edits, size_t count, size_t *size)
{
	struct numbered *order = arena_array(arena, count, sizeof(*order));
	size_t room = source->size, from = 0;
	char *bytes, *end;

	for (size_t i = 0; i < count; i++) {
		order[i] = (struct numbered) { &edits[i], i };
		room += strlen(edits[i].text);
	}
	if (count)
		qsort(order, count, sizeof(*order), by_place);
	end = bytes = arena_alloc(arena, room + 1);
	for (size_t i = 0; i < count; i++) {
		const struct span at = order[i].edit->at;

		if (at.start < from)
			return NULL;
		end = mempcpy(end, source->bytes + from, at.start - from);
		end = stpcpy(end, order[i].edit->text);
		from = at.end;
	}
	end = mempcpy(end, source->bytes + from, source->size - from);
	*size = (size_t)(end - bytes);
	return bytes;
}
