/* SPDX-License-Identifier: BSD-3-Clause
 * origin.c: where the nodes of a document that is made of others come from. */
#include "base/arena.h"
#include "base/xml_free.h"
#include "load/change.h"
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

/* The bytes [start, end) of a span that is shown byte by byte. */
static struct span part_of(struct span span, size_t start, size_t end)
{
	size_t length = span.end - span.start;

	start = start < length ? start : length;
	end = end < length ? end : length;
	return source_span(span.source, span.start + start, span.start + end);
}

static struct span text_range(const struct doc *doc, const xmlNode *element, size_t start,
			      size_t end)
{
	const struct load_origin *origin = load_origin_of(element);

	(void)doc;
	if (!origin->is_verbatim)
		return origin->text.source ? origin->text
					   : load_text_span(origin->doc, origin->element);
	if (origin->text.source)
		return part_of(origin->text, start, end);
	return load_text_range(origin->doc, origin->element, start, end);
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

/* A text that stands as it is in the other document is changed there. */
static bool change_origin_part(struct change *change, const xmlNode *element, size_t start,
			       size_t end, const char *text)
{
	const struct load_origin *origin = load_origin_of(element);
	const struct doc *made = change->doc;
	struct span at;
	bool is_done;

	if (!origin->is_verbatim)
		return false;
	change->doc = origin->doc;
	at = part_of(origin->text, start, end);
	is_done = !origin->text.source && change_part(change, origin->element, start, end, text);
	if (origin->text.source && load_is_literal(text) && !source_is_shared(at)) {
		load_add_edit(change, at.start, at.end, text);
		is_done = true;
	}
	change->doc = made;
	return is_done;
}

static bool refuse_name(struct change *change, const xmlNode *element, const char *name)
{
	(void)change, (void)element, (void)name;
	return false;
}

static bool refuse_text(struct change *change, const xmlNode *element, const char *name,
			const char *text)
{
	(void)change, (void)element, (void)name, (void)text;
	return false;
}

static bool refuse(struct change *change, const xmlNode *element)
{
	(void)change, (void)element;
	return false;
}

/* Elements are others in the other document. */
const struct load_changes load_origin_changes = {
	.part = change_origin_part,
	.rename = refuse_name,
	.add = refuse_text,
	.remove = refuse,
	.attribute = refuse_text,
};

const struct load_syntax load_origin_syntax = {
	.element_span = element_span,
	.text_range = text_range,
	.attribute_span = attribute_span,
	.has_text = has_text,
	.changes = &load_origin_changes,
};
