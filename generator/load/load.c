/* SPDX-License-Identifier: BSD-3-Clause
 * load.c: selects the syntax, and reads the tree that both of them make. */
#include "load/load.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "base/xml_free.h"
#include "diag/diag.h"
#include "load/internal.h"

const char *const load_suffixes[] = { ".xml", ".yaml", ".yml", NULL };

size_t load_stem(const char *name)
{
	size_t length = strlen(name);

	for (const char *const *suffix = load_suffixes; *suffix; suffix++) {
		size_t stem = length - strlen(*suffix);

		if (strlen(*suffix) < length && strcmp(name + stem, *suffix) == 0)
			return stem;
	}
	return length;
}

bool load_is_yaml(const struct source *source)
{
	const char *suffix = source->name + load_stem(source->name);
	size_t at = 0;

	if (*suffix)
		return strcmp(suffix, ".xml") != 0;
	while (at < source->size && is_space(source->bytes[at]))
		at++;
	return at < source->size && source->bytes[at] != '<';
}

/* Whether a file is neither XML nor YAML, which is reported. A whole document is one to convert: of
 * any content, in JSON too. */
static bool is_foreign(const struct source *source, bool is_whole, struct diags *diags)
{
	const char *kind = load_foreign(source, is_whole);
	struct diag *diag;

	if (!kind)
		return false;
	diag = diag_add(diags, DIAG_FORMAT_UNSUPPORTED, source_span(source, 0, 1),
			"the file is %s: expected XML or YAML", kind);
	diag_help(diag, "give the scenario or the board description that it belongs to");
	return true;
}

static const struct doc *load(struct arena *arena, const struct source *source, bool is_whole,
			      struct diags *diags)
{
	struct arena *memory = arena_new_like(arena);
	struct doc *doc = arena_alloc(memory, sizeof(*doc));
	bool is_yaml = load_is_yaml(source);

	arena_adopt_arena(arena, memory);
	if (is_foreign(source, is_whole, diags))
		return NULL;
	if (!load_is_text(source, is_yaml ? DIAG_YAML_MALFORMED : DIAG_XML_MALFORMED, diags))
		return NULL;
	doc->source = source;
	doc->syntax = is_yaml ? &load_yaml_syntax : &load_xml_syntax;
	doc->xml = is_yaml ? load_yaml(memory, source, diags) : load_xml(source, is_whole, diags);
	doc->memory = memory;
	if (!doc->xml)
		return NULL;
	arena_adopt(memory, doc->xml, xml_free_doc);
	return doc;
}

void load_release(struct arena *arena, const struct doc *doc)
{
	arena_release(arena, doc->memory);
}

const struct doc *load_source(struct arena *arena, const struct source *source, struct diags *diags)
{
	return load(arena, source, false, diags);
}

const struct doc *load_whole(struct arena *arena, const struct source *source, struct diags *diags)
{
	return load(arena, source, true, diags);
}

struct span load_element_span(const struct doc *doc, const xmlNode *element)
{
	return doc->syntax->element_span(doc, element);
}

struct span load_root_span(const struct doc *doc)
{
	return load_element_span(doc, xmlDocGetRootElement(doc->xml));
}

struct span load_text_range(const struct doc *doc, const xmlNode *element, size_t start, size_t end)
{
	return doc->syntax->text_range(doc, element, start, end);
}

struct span load_text_span(const struct doc *doc, const xmlNode *element)
{
	struct span span = load_text_range(doc, element, 0, SIZE_MAX);

	while (span.end > span.start + 1 && is_space(span.source->bytes[span.end - 1]))
		span.end--;
	return span;
}

struct span load_attribute_span(const struct doc *doc, const xmlNode *element, const char *name)
{
	return doc->syntax->attribute_span(doc, element, name);
}

bool load_has_text(const struct doc *doc, const xmlNode *element)
{
	return doc->syntax->has_text(doc, element);
}

/* A copy of a text without the white space around it. */
static char *copy_trimmed(struct arena *arena, const char *text, size_t length)
{
	while (length && is_space(*text)) {
		text++;
		length--;
	}
	while (length && is_space(text[length - 1]))
		length--;
	return arena_copy(arena, text, length);
}

static bool is_text(const xmlNode *node)
{
	return node->type == XML_TEXT_NODE && node->content;
}

char *load_text(struct arena *arena, const xmlNode *element)
{
	const xmlNode *first = element->children;
	size_t size = 0, at = 0;
	char *text;

	if (first && !first->next && is_text(first))
		return copy_trimmed(arena, (const char *)first->content,
				    strlen((const char *)first->content));
	for (const xmlNode *child = first; child; child = child->next)
		size += is_text(child) ? strlen((const char *)child->content) : 0;
	text = arena_alloc(arena, size + 1);
	for (const xmlNode *child = first; child; child = child->next)
		if (is_text(child))
			at += (size_t)(stpcpy(text + at, (const char *)child->content) -
				       (text + at));
	return copy_trimmed(arena, text, size);
}

const char *load_attribute(struct arena *arena, const xmlNode *element, const char *name)
{
	const xmlAttr *attribute = xmlHasNsProp(element, BAD_CAST name, NULL);

	if (!attribute)
		return NULL;
	if (!attribute->children || !attribute->children->content)
		return "";
	return copy_trimmed(arena, (const char *)attribute->children->content,
			    strlen((const char *)attribute->children->content));
}

/* Most names differ in their first character already. */
static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && (char)*node->name == *name &&
	       strcmp((const char *)node->name, name) == 0;
}

const xmlNode *load_child(const xmlNode *element, const char *name)
{
	for (const xmlNode *child = element->children; child; child = child->next)
		if (is_named(child, name))
			return child;
	return NULL;
}

const xmlNode *load_previous(const xmlNode *element)
{
	for (const xmlNode *other = element->prev; other; other = other->prev)
		if (other->type == XML_ELEMENT_NODE && xmlStrEqual(other->name, element->name))
			return other;
	return NULL;
}

const xmlNode *load_next(const xmlNode *element)
{
	for (const xmlNode *next = element->next; next; next = next->next)
		if (next->type == XML_ELEMENT_NODE && xmlStrEqual(next->name, element->name))
			return next;
	return NULL;
}
