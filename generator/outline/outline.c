/* SPDX-License-Identifier: BSD-3-Clause
 * outline.c: what outlines of XML and of YAML have in common. */
#include "outline/outline.h"

#include <string.h>

#include "base/arena.h"
#include "load/load.h"

const struct outline *outline_new(struct arena *arena, const struct source *source, size_t offset)
{
	struct outline *outline = arena_alloc(arena, sizeof(*outline));

	outline->arena = arena;
	outline->source = source;
	outline->is_yaml = load_is_yaml(source);
	outline->top = arena_alloc(arena, sizeof(*outline->top));
	outline->offset = offset;
	outline->place.word = source_span(source, offset, offset);
	outline->place.open = outline->top;
	(outline->is_yaml ? outline_read_yaml : outline_read_xml)(outline);
	return outline;
}

bool outline_is(struct span at, const char *text)
{
	size_t length = strlen(text);

	return at.source && at.end - at.start == length &&
	       memcmp(at.source->bytes + at.start, text, length) == 0;
}

const char *outline_text(struct arena *arena, struct span at)
{
	return at.source ? arena_copy(arena, at.source->bytes + at.start, at.end - at.start) : "";
}

const struct outline_node *outline_child(const struct outline_node *node, const char *name)
{
	const struct outline_node *child = node->first;

	while (child && !outline_is(child->name, name))
		child = child->next;
	return child;
}

bool outline_attribute(const struct outline_node *node, const char *name, struct span *value)
{
	const struct outline_attribute *attribute = node->attributes;

	while (attribute && !outline_is(attribute->name, name))
		attribute = attribute->next;
	if (attribute)
		*value = attribute->value;
	return attribute;
}

const char *const *outline_path(struct arena *arena, const struct outline_node *node)
{
	const char **path = arena_array(arena, node->depth + 1, sizeof(*path));

	for (; node->depth; node = node->parent)
		path[node->depth - 1] = outline_text(arena, node->name);
	return path;
}

const struct outline_node *outline_around(const struct outline_node *node, const char *name)
{
	while (node && !outline_is(node->name, name))
		node = node->parent;
	return node;
}

struct outline_node *outline_add(struct outline *outline, struct outline_node *parent,
				 struct span name)
{
	struct outline_node *node = arena_alloc(outline->arena, sizeof(*node));

	node->name = node->at = name;
	node->text = source_span(name.source, name.end, name.end);
	node->parent = parent;
	node->depth = parent->depth + 1;
	node->end = name.end;
	if (parent->last)
		parent->last->next = node;
	else
		parent->first = node;
	parent->last = node;
	return node;
}

struct outline_attribute *outline_add_attribute(struct outline *outline, struct outline_node *node,
						struct outline_attribute *last, struct span name,
						struct span value)
{
	struct outline_attribute *added = arena_alloc(outline->arena, sizeof(*added));

	added->name = name;
	added->value = value;
	if (last)
		last->next = added;
	else
		node->attributes = added;
	return added;
}

bool outline_note(struct outline *outline, enum outline_kind kind, struct outline_node *open,
		  size_t start, size_t end)
{
	if (outline->is_found || outline->offset < start || outline->offset > end)
		return false;
	outline->is_found = true;
	outline->place = (struct outline_place) {
		.kind = kind,
		.open = open,
		.word = source_span(outline->source, start, end),
	};
	return true;
}

bool outline_note_gap(struct outline *outline, enum outline_kind kind, struct outline_node *open,
		      size_t start, size_t end)
{
	bool is_noted = outline_note(outline, kind, open, start, end);

	if (is_noted)
		outline->place.word =
			source_span(outline->source, outline->offset, outline->offset);
	return is_noted;
}
