/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_values.c: reads files of plain values. */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "base/string_map.h"
#include "load/internal.h"
#include "load/values.h"
#include "load/yaml.h"

/* Settings have two levels, baselines three. */
#define DEPTH_MAX 8

struct reading {
	struct arena *arena; /* of the values */
	struct yaml_input *input;
	bool *is_visited; /* by the number of the node */
};

static yaml_node_t *node_of(const struct reading *reading, int number)
{
	return yaml_document_get_node(&reading->input->document, number);
}

static struct span place_of(const struct reading *reading, const yaml_node_t *node)
{
	size_t start = yaml_content_start(reading->input, node, NULL);
	size_t end = yaml_offset(reading->input, &node->end_mark);

	if (node->type != YAML_SCALAR_NODE)
		end = start + 1;
	return source_span(reading->input->source, start, end);
}

static bool fail(const struct reading *reading, const yaml_node_t *node, const char *what)
{
	diag_add(reading->input->diags, DIAG_YAML_MALFORMED, place_of(reading, node), "%s", what);
	return false;
}

static const char *text_of(const struct reading *reading, const yaml_node_t *scalar)
{
	return arena_copy(reading->arena, (const char *)scalar->data.scalar.value,
			  scalar->data.scalar.length);
}

static bool read_value(const struct reading *reading, int number, int depth,
		       struct load_value *value);

static bool read_list(const struct reading *reading, const yaml_node_t *node, int depth,
		      struct load_value *value)
{
	const int *items = node->data.sequence.items.start;

	value->kind = LOAD_LIST;
	value->count = (size_t)(node->data.sequence.items.top - items);
	value->values = arena_array(reading->arena, value->count, sizeof(*value->values));
	for (size_t i = 0; i < value->count; i++)
		if (!read_value(reading, items[i], depth + 1, &value->values[i]))
			return false;
	return true;
}

static bool read_key(const struct reading *reading, int number, struct string_map *keys,
		     struct load_value *value)
{
	const yaml_node_t *node = node_of(reading, number);

	if (node->type != YAML_SCALAR_NODE)
		return fail(reading, node, "invalid key: must be a text");
	value->key = text_of(reading, node);
	value->key_at = place_of(reading, node);
	if (string_map_put(keys, value->key, value))
		return fail(reading, node,
			    arena_printf(reading->arena, "duplicate key '%s'", value->key));
	return true;
}

static bool read_map(const struct reading *reading, const yaml_node_t *node, int depth,
		     struct load_value *value)
{
	const yaml_node_pair_t *pairs = node->data.mapping.pairs.start;
	CLEANUP(string_map_free) struct string_map *keys = NULL;

	value->kind = LOAD_MAP;
	value->count = (size_t)(node->data.mapping.pairs.top - pairs);
	value->values = arena_array(reading->arena, value->count, sizeof(*value->values));
	keys = string_map_new(reading->arena, value->count);
	for (size_t i = 0; i < value->count; i++)
		if (!read_key(reading, pairs[i].key, keys, &value->values[i]) ||
		    !read_value(reading, pairs[i].value, depth + 1, &value->values[i]))
			return false;
	return true;
}

static bool read_value(const struct reading *reading, int number, int depth,
		       struct load_value *value)
{
	const yaml_node_t *node = node_of(reading, number);

	value->at = place_of(reading, node);
	if (reading->is_visited[number])
		return fail(reading, node, "unsupported alias: write the value again");
	reading->is_visited[number] = true;
	if (depth > DEPTH_MAX)
		return fail(reading, node, "lists and mappings are nested too deeply");
	if (node->type == YAML_SEQUENCE_NODE)
		return read_list(reading, node, depth, value);
	if (node->type == YAML_MAPPING_NODE)
		return read_map(reading, node, depth, value);
	value->kind = LOAD_TEXT;
	value->text = text_of(reading, node);
	value->is_quoted = node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
	if (strlen(value->text) != node->data.scalar.length)
		return fail(reading, node, "invalid NUL byte");
	return true;
}

/* Whether there is nothing but comments. */
static bool is_empty(const struct source *source)
{
	for (size_t at = 0; at < source->size; at++) {
		if (source->bytes[at] == '#')
			at += strcspn(source->bytes + at, "\n");
		else if (!is_space(source->bytes[at]))
			return false;
	}
	return true;
}

const struct load_value *load_values(struct arena *arena, const struct source *source,
				     struct diags *diags)
{
	CLEANUP(arena_free) struct arena *own = arena_new_like(arena);
	struct load_value *value = arena_alloc(arena, sizeof(*value));
	struct reading reading = { .arena = arena };

	if (is_empty(source)) {
		*value = (struct load_value) { .kind = LOAD_MAP, .at = { source, 0, 0 } };
		return value;
	}
	if (!load_is_text(source, DIAG_YAML_MALFORMED, diags))
		return NULL;
	reading.input = yaml_read(own, source, diags);
	if (!reading.input)
		return NULL;
	reading.is_visited = arena_array(
		own,
		(size_t)(reading.input->document.nodes.top - reading.input->document.nodes.start) +
			1,
		sizeof(*reading.is_visited));
	return read_value(&reading, 1, 1, value) ? value : NULL;
}

const struct load_value *load_value_find(const struct load_value *map, const char *key)
{
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->values[i].key, key) == 0)
			return &map->values[i];
	return NULL;
}
