/* SPDX-License-Identifier: BSD-3-Clause
 * places.h: what must be true of the places of every element, attribute and text of a document.
 */
#ifndef PLACES_H
#define PLACES_H

#include "generator.h"

/* The longest text of which every single byte is looked up. */
#define PLACES_TEXT_MAX 64u

struct places {
	struct arena *arena;
	const struct doc *doc;
	struct span last; /* the tag before */
	struct position position;
};

static inline bool is_inside(const struct places *places, struct span span)
{
	return span.source == places->doc->source && span.start <= span.end &&
	       span.end <= span.source->size;
}

static inline const char *place_text(const struct places *places, struct span span)
{
	return arena_copy(places->arena, span.source->bytes + span.start, span.end - span.start);
}

/* The tags come one behind the other, and so do their lines and columns. */
static inline void check_tag(struct places *places, const xmlNode *element)
{
	struct span tag = load_element_span(places->doc, element);
	const char *name = (const char *)element->name, *text;
	struct position position;

	REQUIRE(is_inside(places, tag), "a tag is outside the source");
	text = place_text(places, tag);
	REQUIRE(*text == '<' && strlen(text) > strlen(name) &&
			strcmp(text + strlen(text) - strlen(name), name) == 0,
		"a tag is another one's");
	REQUIRE(!places->last.source || tag.start >= places->last.end, "tags are out of order");
	position = source_position(tag.source, tag.start);
	REQUIRE(position.line > places->position.line ||
			(position.line == places->position.line &&
			 position.column > places->position.column),
		"positions are out of order");
	places->position = position;
	places->last = tag;
}

/* White space is normalised in values, and references are replaced. */
static inline void check_attribute(struct places *places, const xmlNode *element,
				   const xmlAttr *attribute)
{
	const char *name = (const char *)attribute->name;
	struct span span = load_attribute_span(places->doc, element, name);
	const char *value = load_attribute(places->arena, element, name), *text;

	REQUIRE(is_inside(places, span), "a value is outside the source");
	if (attribute->ns)
		return; /* looked up by what stands in front of it, too */
	REQUIRE(span.start > places->last.end &&
			strchr("\"'", span.source->bytes[span.start - 1]) &&
			span.source->bytes[span.end] == span.source->bytes[span.start - 1],
		"a value is not between its quotes");
	text = place_text(places, span);
	REQUIRE(strpbrk(text, "& \t\r\n") || strcmp(text, value) == 0, "a value is another one's");
}

static inline bool is_leaf(const xmlNode *element)
{
	for (const xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			return false;
	return true;
}

/* Each byte of a text has a place, none before that of the byte before. There it stands itself, but
 * for references and line ends. */
static inline void check_bytes(struct places *places, const xmlNode *element, const char *text)
{
	size_t last = 0;

	for (size_t i = 0; i < PLACES_TEXT_MAX && text[i]; i++) {
		struct span span = load_text_range(places->doc, element, i, i + 1);

		REQUIRE(is_inside(places, span), "a byte is outside the source");
		REQUIRE(span.start >= places->last.end && span.start < span.end &&
				span.start >= last,
			"a byte is out of order");
		REQUIRE(span.source->bytes[span.start] == text[i] ||
				strchr("&\r", span.source->bytes[span.start]),
			"a byte is another one");
		last = span.start;
	}
}

static inline void check_text(struct places *places, const xmlNode *element)
{
	struct span span = load_text_span(places->doc, element);
	const char *text = load_text(places->arena, element), *place;

	REQUIRE(is_inside(places, span), "a text is outside the source");
	place = place_text(places, span);
	if (!is_leaf(element))
		return; /* the place is that of the text before the first child */
	REQUIRE(*text || span.start == places->last.start, "no text has a place");
	REQUIRE(!*text || strpbrk(place, "&<]\r") || strcmp(text, place) == 0,
		"a text is another one's");
	check_bytes(places, element, text);
}

static inline void check_elements(struct places *places, const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		check_tag(places, node);
		for (const xmlAttr *each = node->properties; each; each = each->next)
			check_attribute(places, node, each);
		check_text(places, node);
		check_elements(places, node->children);
	}
}

static inline void check_places(struct arena *arena, const struct doc *doc)
{
	struct places places = { .arena = arena, .doc = doc };

	check_elements(&places, xmlDocGetRootElement(doc->xml));
}

#endif
