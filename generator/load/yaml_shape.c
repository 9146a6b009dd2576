/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_shape.c: finds the bytes of each node of a YAML file, by libyaml's events: unlike its nodes,
 * they have aliases. Nodes have the same numbers in both, and so their comments. */
#include "load/yaml_shape.h"

#include <string.h>

#include "base/arena.h"
#include "load/yaml.h"

DEFINE_CLEANUP(yaml_parser_t *, yaml_parser_delete)

struct reading {
	struct arena *arena;
	const struct yaml_input *input;
	yaml_parser_t *parser;
	int number; /* of nodes that have begun: that of the last one */
};

static size_t offset(const struct reading *reading, const yaml_mark_t *mark)
{
	return yaml_offset(reading->input, mark);
}

static void next_event(const struct reading *reading, yaml_event_t *event)
{
	if (!yaml_parser_parse(reading->parser, event))
		arena_exhausted(reading->arena); /* it was parsed before */
}

/* Behind white space and comments. */
static size_t skip_gap(const struct source *source, size_t at, size_t end)
{
	while (at < end && strchr(" \t\r\n#", source->bytes[at]))
		at += source->bytes[at] == '#' ? strcspn(source->bytes + at, "\r\n") : 1;
	return at < end ? at : end;
}

/* Takes the anchor and the tag that a node begins with, in either order. */
static void take_properties(const struct reading *reading, struct yaml_shape *shape,
			    const void *anchor, const void *tag)
{
	const struct source *source = reading->input->source;
	int count = (anchor != NULL) + (tag != NULL);

	shape->properties = "";
	shape->is_linked = anchor;
	for (int i = 0; i < count && shape->start < shape->end; i++) {
		const char *text = source->bytes + shape->start;
		size_t length = strcspn(text, " \t\r\n");

		shape->properties = arena_printf(reading->arena, "%s%s%.*s", shape->properties,
						 i ? " " : "", (int)length, text);
		shape->start = skip_gap(source, shape->start + length, shape->end);
	}
}

static void read_scalar(const struct reading *reading, struct yaml_shape *shape,
			const yaml_event_t *event)
{
	yaml_scalar_style_t style = event->data.scalar.style;

	shape->kind = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
			      ? YAML_SHAPE_BLOCK
			      : YAML_SHAPE_SCALAR;
	shape->text = arena_copy(reading->arena, (const char *)event->data.scalar.value,
				 event->data.scalar.length);
	take_properties(reading, shape, event->data.scalar.anchor, event->data.scalar.tag);
}

static struct yaml_shape *read_node(struct reading *reading, size_t around);
static struct yaml_shape *read_event(struct reading *reading, const yaml_event_t *event,
				     size_t around);

static struct yaml_shape_entry *new_entry(const struct reading *reading, struct yaml_shape *shape)
{
	struct yaml_shape_entry *entries =
		arena_grow(reading->arena, shape->entries, shape->count, sizeof(*entries));

	shape->entries = entries;
	return &entries[shape->count++];
}

/* Whether a key has a '?' before it; if so, *start is moved there. */
static bool is_explicit(const struct reading *reading, size_t *start)
{
	const char *bytes = reading->input->source->bytes;
	size_t at = *start;

	while (at > 0 && strchr(" \t\r\n", bytes[at - 1]))
		at--;
	if (at == 0 || bytes[at - 1] != '?' || at == *start)
		return false;
	*start = at - 1;
	return true;
}

/* The column, from 0: nothing but blanks, '-' and '?' is before what it counts for. */
static size_t column_of(const struct reading *reading, size_t at)
{
	return source_position(reading->input->source, at).column - 1;
}

static void read_mapping(struct reading *reading, struct yaml_shape *shape)
{
	yaml_event_t event;

	for (;;) {
		struct yaml_shape_entry entry = { 0 };

		next_event(reading, &event);
		if (event.type == YAML_MAPPING_END_EVENT)
			break;
		entry.start = offset(reading, &event.start_mark);
		entry.key = read_event(reading, &event, 0);
		yaml_event_delete(&event);
		entry.is_explicit = is_explicit(reading, &entry.start);
		entry.value = read_node(reading, column_of(reading, entry.start));
		shape->is_linked |= entry.key->is_linked || entry.value->is_linked;
		*new_entry(reading, shape) = entry;
	}
	shape->end = offset(reading, &event.end_mark);
	yaml_event_delete(&event);
}

static void read_list(struct reading *reading, struct yaml_shape *shape)
{
	const struct yaml_input *input = reading->input;
	const yaml_node_t *node =
		yaml_document_get_node((yaml_document_t *)&input->document, reading->number);
	size_t dash = yaml_first_dash(input, node);
	yaml_event_t event;

	for (;;) {
		struct yaml_shape_entry entry = { 0 };

		next_event(reading, &event);
		if (event.type == YAML_SEQUENCE_END_EVENT)
			break;
		if (dash < input->dash_count) {
			entry.start = input->dashes[dash].offset;
			dash = input->dashes[dash].next;
		}
		entry.value = read_event(reading, &event, column_of(reading, entry.start));
		yaml_event_delete(&event);
		shape->is_linked |= entry.value->is_linked;
		*new_entry(reading, shape) = entry;
	}
	shape->end = offset(reading, &event.end_mark);
	yaml_event_delete(&event);
}

static void read_collection(struct reading *reading, struct yaml_shape *shape,
			    const yaml_event_t *event)
{
	if (event->type == YAML_MAPPING_START_EVENT) {
		bool is_flow = event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;

		shape->kind = is_flow ? YAML_SHAPE_FLOW : YAML_SHAPE_MAPPING;
		take_properties(reading, shape, event->data.mapping_start.anchor,
				event->data.mapping_start.tag);
		read_mapping(reading, shape);
	} else {
		bool is_flow = event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;

		shape->kind = is_flow ? YAML_SHAPE_FLOW : YAML_SHAPE_LIST;
		take_properties(reading, shape, event->data.sequence_start.anchor,
				event->data.sequence_start.tag);
		read_list(reading, shape);
	}
}

/* The node that begins with an event; its other events are read. It is as deep as yaml_scan() has
 * allowed. */
static struct yaml_shape *read_event(struct reading *reading, const yaml_event_t *event,
				     size_t around)
{
	struct yaml_shape *shape = arena_alloc(reading->arena, sizeof(*shape));

	shape->start = offset(reading, &event->start_mark);
	shape->end = offset(reading, &event->end_mark);
	shape->around = around;
	if (event->type == YAML_ALIAS_EVENT) {
		shape->kind = YAML_SHAPE_ALIAS;
		shape->properties = "";
		shape->is_linked = true;
		return shape;
	}
	reading->number++;
	shape->comments = reading->input->comments_of[reading->number];
	if (event->type == YAML_SCALAR_EVENT) {
		read_scalar(reading, shape, event);
	} else {
		/* The event of a collection ends before its content. */
		shape->end = reading->input->source->size;
		read_collection(reading, shape, event);
	}
	return shape;
}

static struct yaml_shape *read_node(struct reading *reading, size_t around)
{
	yaml_event_t event;
	struct yaml_shape *shape;

	next_event(reading, &event);
	shape = read_event(reading, &event, around);
	yaml_event_delete(&event);
	return shape;
}

static void read_file(struct reading *reading, struct yaml_shape_file *file)
{
	yaml_event_t event;

	next_event(reading, &event); /* of the stream */
	yaml_event_delete(&event);
	next_event(reading, &event);
	if (!event.data.document_start.implicit) {
		file->start = offset(reading, &event.start_mark);
		file->start_end = offset(reading, &event.end_mark);
	}
	yaml_event_delete(&event);
	file->root = read_node(reading, 0);
	next_event(reading, &event);
	file->has_end = !event.data.document_end.implicit;
	yaml_event_delete(&event);
}

const struct yaml_shape_file *yaml_shape_read(struct arena *arena, const struct source *source)
{
	struct reading reading = { .arena = arena,
				   .input = yaml_read(arena, source, diags_new(arena)) };
	struct yaml_shape_file *file = arena_alloc(arena, sizeof(*file));
	CLEANUP(yaml_parser_delete) yaml_parser_t *parser = NULL;

	if (!reading.input)
		return NULL;
	parser = yaml_parser_of(arena, source->bytes, source->size);
	reading.parser = parser;
	read_file(&reading, file);
	return file;
}
