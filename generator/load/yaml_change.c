/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_change.c: how elements of a YAML file are changed in its bytes: their texts, names and
 * attributes. */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/change.h"
#include "load/internal.h"
#include "load/yaml.h"
#include "load/yaml_change.h"
#include "load/yaml_text.h"

const struct yaml_element_place *yaml_place_of(const xmlNode *element)
{
	return element->_private;
}

bool yaml_is_item(const xmlNode *element)
{
	const struct yaml_element_place *place = yaml_place_of(element);

	return place->place.start != place->key_start;
}

bool yaml_is_in_flow(const struct source *source, const xmlNode *element)
{
	const struct yaml_element_place *place = yaml_place_of(element);
	bool is_root = !element->parent || element->parent->type != XML_ELEMENT_NODE;

	if (!is_root && yaml_place_of(element->parent)->is_flow)
		return true;
	return yaml_is_item(element) && !(source->bytes[place->place.start] == '-' &&
					  is_space(source->bytes[place->place.start + 1]) &&
					  place->place.start < place->value_start);
}

bool yaml_is_shared(const struct source *source, const xmlNode *element)
{
	const struct yaml_element_place *place = yaml_place_of(element);

	return source_is_shared(source_span(source, place->place.start, place->place.end)) ||
	       source_is_shared(source_span(source, place->key_start, place->key_end)) ||
	       source_is_shared(source_span(source, place->value_start, place->value_start + 1)) ||
	       place->value_start < place->place.start;
}

/* A scalar that is written again: without quotes where it has none and that is possible. */
static const char *written(struct arena *arena, const char *text, char quote, bool in_flow)
{
	const char *quoted = NULL;

	if (quote)
		quoted = yaml_text_quoted(arena, text, quote);
	else if (yaml_text_is_plain(text, in_flow))
		quoted = text;
	if (quoted)
		return quoted;
	quoted = yaml_text_quoted(arena, text, '\'');
	return quoted ? quoted : yaml_text_quoted(arena, text, '"');
}

const char *yaml_new_scalar(struct arena *arena, const char *text, bool in_flow)
{
	const char *scalar = yaml_text_scalar(arena, text);

	if (!*text)
		return "";
	return scalar != text || yaml_text_is_plain(text, in_flow)
		       ? scalar
		       : written(arena, text, '\'', in_flow);
}

static char quote_of(yaml_scalar_style_t style)
{
	return style == YAML_SINGLE_QUOTED_SCALAR_STYLE	  ? '\''
	       : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"'
							  : '\0';
}

static bool is_block(yaml_scalar_style_t style)
{
	return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
}

/* Where a scalar ends: libyaml takes the empty lines behind one in block style for part of it. */
static size_t scalar_end(const struct source *source, size_t start, size_t end,
			 yaml_scalar_style_t style)
{
	while (is_block(style) && end > start && is_space(source->bytes[end - 1]))
		end--;
	return end;
}

/* The text of an element that has none: behind its key or dash, or in place of its null. */
static bool fill(struct change *change, const xmlNode *element, const char *text)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(element);
	size_t start = place->value_start, before = start;
	const char *scalar = yaml_new_scalar(change->arena, text, yaml_is_in_flow(source, element));

	if (!*text)
		return true;
	if (place->value_end > start) {
		load_add_edit(change, start, place->value_end, scalar);
		return true;
	}
	while (before > 0 && is_space(source->bytes[before - 1]))
		before--;
	if (before == 0 || !strchr(":-", source->bytes[before - 1]))
		return false;
	load_add_edit(change, before, before, arena_printf(change->arena, " %s", scalar));
	return true;
}

/* The text node of an element with nothing but text; NULL with *is_more where it has several. */
static const xmlNode *text_of(const xmlNode *element, bool *is_more)
{
	const xmlNode *text = NULL;

	*is_more = false;
	for (const xmlNode *child = element->children; child; child = child->next) {
		if (child->type != XML_TEXT_NODE)
			continue;
		*is_more = text;
		text = child;
	}
	return *is_more ? NULL : text;
}

/* Whether a part of a scalar can be changed where it stands; if so *text is as it is written there.
 */
static bool fits(struct change *change, const struct yaml_place *place, const char *whole,
		 bool in_flow, const char **text)
{
	char quote = quote_of(place->style);
	const char *quoted = quote ? yaml_text_quoted(change->arena, *text, quote) : NULL;

	if (quoted)
		*text = arena_copy(change->arena, quoted + 1, strlen(quoted) - 2);
	if (quote)
		return quoted;
	if (is_block(place->style))
		return **text && !is_space(**text) && !is_space((*text)[strlen(*text) - 1]) &&
		       !strpbrk(*text, "\r\n");
	return yaml_text_is_plain(whole, in_flow);
}

static bool change_yaml_part(struct change *change, const xmlNode *element, size_t start,
			     size_t end, const char *text)
{
	const struct source *source = change->doc->source;
	bool is_more, in_flow = yaml_is_in_flow(source, element);
	const xmlNode *node = text_of(element, &is_more);
	const struct yaml_place *place = node ? node->_private : NULL;
	const char *former = load_text(change->arena, element);
	const char *whole = arena_printf(change->arena, "%.*s%s%s", (int)start, former, text,
					 *former ? former + end : "");

	if (is_more || yaml_is_shared(source, element))
		return false;
	if (!place)
		return !yaml_place_of(element)->is_mapping && fill(change, element, text);
	if (source_is_shared(source_span(source, place->start, place->end)))
		return false;
	if (strlen(whole) > 0 && fits(change, place, whole, in_flow, &text)) {
		struct span at = load_text_range(change->doc, element, start, end);

		load_add_edit(change, at.start, at.end, text);
		return true;
	}
	load_add_edit(change, place->start,
		      scalar_end(source, place->start, place->end, place->style),
		      written(change->arena, whole, quote_of(place->style), in_flow));
	return true;
}

static bool rename_yaml(struct change *change, const xmlNode *element, const char *name)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(element);
	bool is_quoted = strchr("\"'", source->bytes[place->key_start]);
	size_t start = place->key_start + is_quoted, end = place->key_end - is_quoted;
	const xmlNode *neighbours[] = { load_previous(element), load_next(element) };
	const char *colon = memchr(source->bytes + start, ':', end - start);

	for (size_t i = 0; i < 2; i++)
		if (neighbours[i] && yaml_place_of(neighbours[i])->key_start == place->key_start)
			return false;
	if (yaml_is_shared(source, element))
		return false;
	load_add_edit(change, colon ? (size_t)(colon + 1 - source->bytes) : start, end, name);
	return true;
}

/* An element that has nothing but its text becomes a mapping of its text and an attribute. */
static bool add_beside_text(struct change *change, const xmlNode *element, const char *entry)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(element);
	size_t start = place->value_start, end = place->value_end;

	if (is_block(place->place.style) || start == end ||
	    memchr(source->bytes + start, '\n', end - start))
		return false;
	if (!quote_of(place->place.style) &&
	    !yaml_text_is_plain(arena_copy(change->arena, source->bytes + start, end - start),
				true))
		return false;
	load_add_edit(change, start, start, arena_printf(change->arena, "{%s, $: ", entry));
	load_add_edit(change, end, end, "}");
	return true;
}

static bool change_yaml_attribute(struct change *change, const xmlNode *element, const char *name,
				  const char *value)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *holder = yaml_place_of(element);
	const xmlAttr *attribute = xmlHasNsProp(element, BAD_CAST name, NULL);
	const struct yaml_place *place = attribute ? attribute->_private : NULL;
	struct arena *arena = change->arena;
	const char *key = arena_printf(arena, "$%s", name);

	if (yaml_is_shared(source, element) || (attribute && !place))
		return false;
	if (place) {
		if (!place->is_there ||
		    source_is_shared(source_span(source, place->start, place->end)))
			return false;
		load_add_edit(change, place->start,
			      scalar_end(source, place->start, place->end, place->style),
			      written(arena, value, quote_of(place->style), holder->is_flow));
		return true;
	}
	value = *value ? yaml_new_scalar(arena, value, true) : "''";
	key = arena_printf(arena, "%s: %s", key, value);
	return holder->is_mapping ? yaml_add_entry(change, element, key, true)
				  : add_beside_text(change, element, key);
}

const struct load_changes load_yaml_changes = {
	.part = change_yaml_part,
	.rename = rename_yaml,
	.add = yaml_add,
	.remove = yaml_remove,
	.attribute = change_yaml_attribute,
};
