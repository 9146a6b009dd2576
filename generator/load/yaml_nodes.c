/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_nodes.c: reads libyaml's nodes: their spans and text, and whether their keys and tags are
 * valid. */
#include <libxml/parserInternals.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/yaml.h"

yaml_node_t *yaml_node_of(const struct yaml_tree *tree, int number)
{
	return yaml_document_get_node(tree->document, number);
}

const char *yaml_scalar(const yaml_node_t *node)
{
	return (const char *)node->data.scalar.value;
}

struct span yaml_span_of(const struct yaml_tree *tree, const yaml_node_t *node)
{
	size_t start = yaml_content_start(tree->input, node, NULL);
	size_t end = node->type == YAML_SCALAR_NODE ? yaml_offset(tree->input, &node->end_mark)
						    : start + 1;

	return source_span(tree->input->source, start, end);
}

struct diag *yaml_fail(struct yaml_tree *tree, enum diag_code code, struct span at,
		       const char *format, const char *what)
{
	tree->is_failed = true;
	return diag_add(tree->input->diags, code, at, format, what);
}

void yaml_fail_form(struct yaml_tree *tree, const yaml_node_t *node, const char *format,
		    const char *what, const char *help)
{
	diag_help(yaml_fail(tree, DIAG_YAML_FORM, yaml_span_of(tree, node), format, what), "%s",
		  help);
}

struct yaml_place *yaml_new_place(const struct yaml_tree *tree, struct span at)
{
	struct yaml_place *place = arena_alloc(tree->input->places, sizeof(*place));

	place->start = at.start;
	place->end = at.end;
	place->is_there = true;
	return place;
}

struct yaml_place *yaml_scalar_place(const struct yaml_tree *tree, const yaml_node_t *node)
{
	struct yaml_place *place = yaml_new_place(tree, yaml_span_of(tree, node));

	place->style = node->data.scalar.style;
	place->is_there = place->end > place->start;
	return place;
}

struct yaml_element_place *yaml_element_place(const struct yaml_tree *tree, const yaml_node_t *key,
					      const yaml_node_t *value, struct span at)
{
	struct yaml_element_place *place = arena_alloc(tree->input->places, sizeof(*place));
	struct span key_at = yaml_span_of(tree, key);

	place->place.start = at.start;
	place->place.end = at.end;
	place->place.is_there = true;
	place->key_start = key_at.start;
	place->key_end = key_at.end;
	place->value_start = (uint32_t)yaml_content_start(tree->input, value, NULL);
	place->value_end = (uint32_t)yaml_offset(tree->input, &value->end_mark);
	place->is_mapping = value->type == YAML_MAPPING_NODE;
	if (place->is_mapping)
		place->is_flow = value->data.mapping.style == YAML_FLOW_MAPPING_STYLE;
	else
		place->place.style = value->data.scalar.style;
	return place;
}

/* Whether a scalar is null: the empty element. What is quoted or has a tag is text. */
static bool is_null(const struct yaml_tree *tree, const yaml_node_t *node)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL" };
	bool has_tag;

	if (node->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return false;
	yaml_content_start(tree->input, node, &has_tag);
	for (size_t i = 0; i < sizeof(nulls) / sizeof(*nulls); i++)
		if (strcmp(yaml_scalar(node), nulls[i]) == 0)
			return !has_tag;
	return false;
}

/* YAML's escapes can write characters that XML does not allow. */
static bool is_xml_text(struct yaml_tree *tree, const yaml_node_t *node)
{
	const unsigned char *value = node->data.scalar.value;

	for (size_t i = 0; i < node->data.scalar.length;) {
		int length = 4;
		int character = xmlGetUTF8Char(value + i, &length);

		if (character < 0 || !IS_CHAR(character)) {
			yaml_fail_form(tree, node, "invalid character: XML does not allow it%s", "",
				       "remove control characters");
			return false;
		}
		i += (size_t)length;
	}
	return true;
}

const char *yaml_text_value(struct yaml_tree *tree, const yaml_node_t *node, const char *key)
{
	if (node->type != YAML_SCALAR_NODE) {
		yaml_fail_form(tree, node, "invalid value for '%s': must be text", key,
			       "use plain or quoted text");
		return NULL;
	}
	if (is_null(tree, node))
		return "";
	return is_xml_text(tree, node) ? yaml_scalar(node) : NULL;
}

/* Every key is text, and is unique in its mapping. */
static void check_keys(struct yaml_tree *tree, const yaml_node_t *node)
{
	CLEANUP(string_map_free) struct string_map *seen = string_map_new(tree->input->arena, 8);

	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top && !tree->is_failed; pair++) {
		const yaml_node_t *key = yaml_node_of(tree, pair->key);
		const yaml_node_t *first;
		struct diag *diag;

		if (key->type != YAML_SCALAR_NODE) {
			yaml_fail_form(tree, key, "invalid key: must be text%s", "",
				       "use the name of an element");
		} else if ((first = string_map_put(seen, yaml_scalar(key), key))) {
			diag = yaml_fail(tree, DIAG_YAML_KEY_DUPLICATE, yaml_span_of(tree, key),
					 "duplicate key '%s'", yaml_scalar(key));
			diag_note(diag, yaml_span_of(tree, first), "the first one is here");
			diag_help(diag, "%s",
				  *yaml_scalar(key) == '$' ? "remove one of the two"
							   : "use a list for a repeated element");
		}
	}
}

/* Only tags of the core schema, which repeat the kind of the node, are allowed. */
static void check_tag(struct yaml_tree *tree, const yaml_node_t *node)
{
	static const char *const known[] = { "str",  "int", "float", "bool",
					     "null", "map", "seq",   "merge" };
	static const char core[] = "tag:yaml.org,2002:";
	const char *tag = (const char *)node->tag;
	size_t start;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strncmp(tag, core, strlen(core)) == 0 &&
		    strcmp(tag + strlen(core), known[i]) == 0)
			return;
	start = yaml_offset(tree->input, &node->start_mark);
	diag_help(yaml_fail(tree, DIAG_YAML_FORM,
			    source_span(tree->input->source, start, start + 1),
			    "unsupported tag '%s'", tag),
		  "remove it");
}

void yaml_check_nodes(struct yaml_tree *tree)
{
	for (const yaml_node_t *node = tree->document->nodes.start;
	     node < tree->document->nodes.top && !tree->is_failed; node++) {
		check_tag(tree, node);
		if (node->type == YAML_MAPPING_NODE && !tree->is_failed)
			check_keys(tree, node);
	}
}

/* A node that is reached again is so by an alias. */
static void reach(const struct yaml_tree *tree, int number, bool *is_reached)
{
	const struct yaml_input *input = tree->input;
	const yaml_node_t *node = yaml_node_of(tree, number);

	if (is_reached[number])
		source_share(source_span(input->source, yaml_offset(input, &node->start_mark),
					 yaml_offset(input, &node->end_mark)));
	is_reached[number] = true;
}

void yaml_share_aliased(const struct yaml_tree *tree)
{
	const yaml_document_t *document = tree->document;
	size_t count = (size_t)(document->nodes.top - document->nodes.start);
	bool *is_reached = arena_array(tree->input->arena, count + 1, sizeof(*is_reached));

	for (const yaml_node_t *node = document->nodes.start; node < document->nodes.top; node++) {
		if (node->type == YAML_MAPPING_NODE)
			for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
			     pair < node->data.mapping.pairs.top; pair++)
				reach(tree, pair->value, is_reached);
		else if (node->type == YAML_SEQUENCE_NODE)
			for (const int *item = node->data.sequence.items.start;
			     item < node->data.sequence.items.top; item++)
				reach(tree, *item, is_reached);
	}
}
