/* SPDX-License-Identifier: BSD-3-Clause
 * origin.c: where the nodes of a document that is made of others come from. */
#include "base/arena.h"
#include "base/xml_free.h"
#include "load/internal.h"

struct doc *load_make(struct arena *arena, const struct source *source)
{
	struct arena *memory = arena_new_like(arena);
	struct doc *doc = arena_alloc(memory, sizeof(*doc));

	arena_adopt_arena(arena, memory);
	doc->source = source;
	doc->syntax = &load_origin_syntax;
	doc->memory = memory;
	doc->xml = xmlNewDoc(BAD_CAST "1.0");
	if (!doc->xml)
		arena_exhausted(arena);
	arena_adopt(memory, doc->xml, xml_free_doc);
	return doc;
}

void load_set_origin(const struct doc *doc, xmlNode *element, const struct load_origin *origin)
{
	struct load_origin *copy = arena_alloc(doc->memory, sizeof(*copy));

	*copy = *origin;
	element->_private = copy;
}

const struct load_origin *load_origin_of(const xmlNode *element)
{
	return element->_private;
}

static struct span element_span(const struct doc *doc, const xmlNode *element)
{
	const struct load_origin *origin = load_origin_of(element);

	(void)doc;
	return load_element_span(origin->doc, origin->element);
}

static size_t least(size_t left, size_t right)
{
	return left < right ? left : right;
}

static struct span text_range(const struct doc *doc, const xmlNode *element, size_t start,
			      size_t end)
{
	const struct load_origin *origin = load_origin_of(element);
	size_t length = origin->end - origin->start;

	(void)doc;
	if (origin->attribute)
		return load_attribute_span(origin->doc, origin->element, origin->attribute);
	if (!origin->is_verbatim)
		start = 0, end = length;
	return load_text_range(origin->doc, origin->element, origin->start + least(start, length),
			       origin->start + least(end, length));
}

static struct span attribute_span(const struct doc *doc, const xmlNode *element, const char *name)
{
	const struct load_origin *origin = load_origin_of(element);

	(void)doc;
	return load_attribute_span(origin->doc, origin->element, name);
}

static bool has_text(const struct doc *doc, const xmlNode *element)
{
	(void)doc;
	for (const xmlNode *child = element->children; child; child = child->next)
		if (child->type == XML_TEXT_NODE)
			return true;
	return false;
}

const struct load_syntax load_origin_syntax = {
	.element_span = element_span,
	.text_range = text_range,
	.attribute_span = attribute_span,
	.has_text = has_text,
};
