/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_fuzz.c: libFuzzer on the YAML loader and on conversion: a document in which everything has
 * its place, and of which nothing is lost on the way to XML and back; or one message.
 */
#include "convert/convert.h"
#include "generator.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_span(const struct doc *doc, struct span span)
{
	REQUIRE(span.source == doc->source && span.start <= span.end &&
			span.end <= doc->source->size,
		"a place is outside the source");
}

/* An alias's elements have the places of what it stands for: there is no order in them. */
static void check_elements(struct arena *arena, const struct doc *doc, const xmlNode *node)
{
	for (; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		check_span(doc, load_element_span(doc, node));
		check_span(doc, load_text_span(doc, node));
		for (size_t i = 0; i < strlen(load_text(arena, node)) && i < 64; i++)
			check_span(doc, load_text_range(doc, node, i, i + 1));
		for (const xmlAttr *each = node->properties; each; each = each->next)
			check_span(doc, load_attribute_span(doc, node, (const char *)each->name));
		check_elements(arena, doc, node->children);
	}
}

/* A text of our own as a document again. */
static const struct doc *reload(struct arena *arena, const char *name, const char *text,
				size_t size)
{
	struct diags *diags = diags_new(arena);
	const struct doc *doc = load_whole(arena, fuzz_source(arena, name, text, size), diags);

	REQUIRE(doc, "what was written cannot be read");
	convert_tidy(doc);
	return doc;
}

/* To YAML and to XML nothing gets lost. Name spaces that are relative have no canonical form. */
static void check_conversion(struct arena *arena, const struct doc *doc)
{
	size_t yaml_size, xml_size;
	const char *yaml, *xml;
	const struct doc *from_yaml;

	convert_tidy(doc);
	yaml = convert_to_yaml(arena, doc, &yaml_size);
	REQUIRE(yaml, "memory");
	from_yaml = reload(arena, "fuzz.yaml", yaml, yaml_size);
	REQUIRE(strstr(yaml, "xmlns") || convert_is_same(from_yaml, doc), "YAML loses something");
	xml = convert_to_xml(arena, doc, &xml_size);
	REQUIRE(xml, "memory");
	REQUIRE(strstr(yaml, "xmlns") ||
			convert_is_same(reload(arena, "fuzz.xml", xml, xml_size), from_yaml),
		"XML loses something");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct arena *arena = fuzz_arena();
	struct diags *diags = diags_new(arena);
	const struct source *source = fuzz_source(arena, "fuzz.yaml", bytes, size);
	const struct doc *doc = load_whole(arena, source, diags);

	REQUIRE(!doc == (diags_error_count(diags) > 0), "no document without a message");
	if (doc) {
		check_elements(arena, doc, xmlDocGetRootElement(doc->xml));
		check_conversion(arena, doc);
	}
	fuzz_check_messages(diags);
	arena_free(arena);
	return 0;
}
