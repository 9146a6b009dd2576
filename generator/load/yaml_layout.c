/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_layout.c: where in a YAML file entries are added to mappings, and removed from them. */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "load/internal.h"
#include "load/yaml_change.h"

/* How many characters an offset is behind the start of its line. */
static size_t column_of(const struct source *source, size_t at)
{
	return source_position(source, at).column - 1;
}

/* The end of the line at an offset, before its line end. */
static size_t line_end(const struct source *source, size_t at)
{
	at += strcspn(source->bytes + at, "\r\n");
	return at < source->size ? at : source->size;
}

static size_t next_line(const struct source *source, size_t at)
{
	at = line_end(source, at);
	at += at < source->size && source->bytes[at] == '\r';
	return at + (at < source->size && source->bytes[at] == '\n');
}

/* Behind the value of a mapping, an element or an attribute: of a mapping in block style that is
 * behind the last of its own entries. */
static size_t value_end(const struct source *source, const xmlNode *element)
{
	const struct yaml_element_place *place = yaml_place_of(element);
	size_t end = place->value_end, last;

	if (place->is_flow)
		return end;
	if (!place->is_mapping) {
		while (end > place->value_start && is_space(source->bytes[end - 1]))
			end--;
		return end > place->place.end ? end : place->place.end;
	}
	last = place->value_start;
	for (const xmlAttr *attribute = element->properties; attribute; attribute = attribute->next)
		if (attribute->_private) {
			const struct yaml_place *at = attribute->_private;

			if (at->end > last && at->end <= end)
				last = at->end;
		}
	for (const xmlNode *child = element->children; child; child = child->next) {
		size_t at = 0;

		if (child->type == XML_ELEMENT_NODE)
			at = value_end(source, child);
		else if (child->type == XML_TEXT_NODE && child->_private)
			at = ((const struct yaml_place *)child->_private)->end;
		if (at > last && at <= end)
			last = at;
	}
	while (last > place->value_start && is_space(source->bytes[last - 1]))
		last--;
	return last;
}

/* A line of its own, with as many blanks before it. */
static const char *new_line(struct change *change, size_t indent, const char *entry)
{
	return arena_printf(change->arena, "%s%*s%s", load_line_end(change->doc->source),
			    (int)indent, "", entry);
}

bool yaml_add_entry(struct change *change, const xmlNode *element, const char *entry, bool is_first)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(element);
	size_t at = place->value_start, column = column_of(source, at);

	if (place->is_flow) {
		size_t rest = at + 1 + strspn(source->bytes + at + 1, " \t\r\n");

		load_add_edit(change, at + 1, at + 1,
			      arena_printf(change->arena, "%s%s", entry,
					   source->bytes[rest] == '}' ? "" : ", "));
	} else if (is_first) {
		load_add_edit(change, at, at,
			      arena_printf(change->arena, "%s%s%*s", entry, load_line_end(source),
					   (int)column, ""));
	} else {
		at = line_end(source, value_end(source, element));
		load_add_edit(change, at, at, new_line(change, column, entry));
	}
	return true;
}

/* By how much the first level is indented against the root. */
static size_t indent_unit(const struct doc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc->xml);
	const struct yaml_element_place *place = yaml_place_of(root);
	size_t outer = column_of(doc->source, place->key_start);
	size_t inner = column_of(doc->source, place->value_start);

	return place->is_mapping && !place->is_flow && inner > outer ? inner - outer : 2;
}

/* Makes an element that has nothing a mapping of one entry. */
static bool fill(struct change *change, const xmlNode *parent, const char *entry)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(parent);
	size_t at = place->place.end;
	size_t column = column_of(source, place->place.start);

	if (place->value_end > place->value_start || yaml_is_in_flow(source, parent))
		return false;
	if (yaml_is_item(parent)) {
		load_add_edit(change, at, at, arena_printf(change->arena, " %s", entry));
		return true;
	}
	at += strspn(source->bytes + at, " \t");
	if (source->bytes[at] != ':' ||
	    !strchr("#\r\n", source->bytes[at + 1 + strspn(source->bytes + at + 1, " \t")]))
		return false;
	at = line_end(source, at);
	load_add_edit(change, at, at, new_line(change, column + indent_unit(change->doc), entry));
	return true;
}

bool yaml_add(struct change *change, const xmlNode *parent, const char *name, const char *text)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(parent);
	const char *colon =
		memchr(source->bytes + place->key_start, ':', place->key_end - place->key_start);
	const char *scalar = yaml_new_scalar(change->arena, text, place->is_flow);
	const char *entry;

	if (load_child(parent, name) || load_has_text(change->doc, parent) ||
	    yaml_is_shared(source, parent) || colon)
		return false;
	entry = arena_printf(change->arena, "%s:%s%s", name, *scalar ? " " : "", scalar);
	return place->is_mapping ? yaml_add_entry(change, parent, entry, false)
				 : fill(change, parent, entry);
}

/* An entry in braces or brackets goes with the comma behind it, or else with the one before. */
static void remove_from_flow(struct change *change, size_t start, size_t end)
{
	const char *bytes = change->doc->source->bytes;
	size_t next = end + strspn(bytes + end, " \t\r\n");

	if (bytes[next] == ',') {
		end = next + 1 + strspn(bytes + next + 1, " \t\r\n");
	} else {
		next = start;
		while (next > 0 && is_space(bytes[next - 1]))
			next--;
		if (next > 0 && bytes[next - 1] == ',')
			start = next - 1;
	}
	load_add_edit(change, start, end, "");
}

/* The next entry of the block that has one at that column, behind an offset; 0 if there is none. */
static size_t next_entry(const struct source *source, size_t at, size_t column)
{
	for (at = next_line(source, at); at < source->size; at = next_line(source, at)) {
		size_t first = at + strspn(source->bytes + at, " ");

		if (strchr("#\r\n", source->bytes[first]))
			continue;
		return first - at == column ? first : 0;
	}
	return 0;
}

/* An element of several that have one key. */
static bool has_neighbour(const xmlNode *element)
{
	const xmlNode *neighbours[] = { load_previous(element), load_next(element) };

	for (size_t i = 0; i < 2; i++)
		if (neighbours[i] &&
		    yaml_place_of(neighbours[i])->key_start == yaml_place_of(element)->key_start)
			return true;
	return false;
}

bool yaml_remove(struct change *change, const xmlNode *element)
{
	const struct source *source = change->doc->source;
	const struct yaml_element_place *place = yaml_place_of(element);
	size_t end = value_end(source, element), next;
	size_t start = has_neighbour(element) ? place->place.start : place->key_start;

	if (yaml_is_shared(source, element))
		return false;
	if (yaml_is_in_flow(source, element)) {
		if (start == place->key_start && yaml_is_item(element))
			return false;
		remove_from_flow(change, start, end);
		return true;
	}
	if (load_is_blank(source, load_line_start(source, start), start)) {
		load_add_edit(change, load_line_start(source, start), next_line(source, end), "");
		return true;
	}
	next = next_entry(source, end, column_of(source, start));
	load_add_edit(change, start, next ? next : end, "");
	return true;
}
