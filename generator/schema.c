/* SPDX-License-Identifier: BSD-3-Clause
 * schema.c: reads an XSD's vocabulary, and takes out of a document what it does not know. */
#include "schema.h"

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "arena.h"
#include "diag.h"
#include "embed.h"
#include "load.h"
#include "schema_internal.h"
#include "typo.h"
#include "xml_free.h"

DEFINE_CLEANUP(xmlSchemaParserCtxt *, xmlSchemaFreeParserCtxt)

static void release_schema(void *schema)
{
	xmlSchemaFree(schema);
}

const xmlChar *schema_attribute(const xmlNode *node, const char *name)
{
	const xmlAttr *found = xmlHasProp(node, BAD_CAST name);

	return found && found->children ? found->children->content : NULL;
}

/* Enters the elements of one complex type: the children of its one choice. */
static void learn_type(struct schema *schema, const xmlNode *type)
{
	const xmlNode *choice = load_child(type, "choice");

	for (const xmlNode *element = choice ? load_child(choice, "element") : NULL; element;
	     element = load_next(element))
		xmlHashAddEntry2(schema->elements, schema_attribute(type, "name"),
				 schema_attribute(element, "name"), (void *)element);
}

static void learn_vocabulary(struct schema *schema)
{
	const xmlNode *top = xmlDocGetRootElement(schema->xsd)->children;

	for (const xmlNode *node = top; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "element"))
			schema->root = node;
		else if (schema_attribute(node, "name"))
			xmlHashAddEntry(schema->types, schema_attribute(node, "name"),
					(void *)node);
		if (xmlStrEqual(node->name, BAD_CAST "complexType"))
			learn_type(schema, node);
	}
}

const struct schema *schema_load(struct arena *arena, const char *path)
{
	struct schema *schema = arena_alloc(arena, sizeof(*schema));
	size_t size;
	const char *bytes = embed_find(path, &size);
	CLEANUP(xmlSchemaFreeParserCtxt)
	xmlSchemaParserCtxt *parser = xmlSchemaNewMemParserCtxt(bytes, (int)size);

	schema->arena = arena;
	schema->compiled = parser ? xmlSchemaParse(parser) : NULL;
	schema->xsd = xmlReadMemory(bytes, (int)size, NULL, NULL, XML_PARSE_NONET);
	schema->elements = xmlHashCreate(512);
	schema->types = xmlHashCreate(128);
	arena_adopt(arena, schema->compiled, release_schema);
	arena_adopt(arena, schema->xsd, xml_free_doc);
	arena_adopt(arena, schema->elements, xml_free_hash);
	arena_adopt(arena, schema->types, xml_free_hash);
	if (!schema->compiled || !schema->xsd || !schema->elements || !schema->types)
		return NULL;
	learn_vocabulary(schema);
	return schema;
}

/* The declaration of an element below a parent with the declaration `parent`; NULL if unknown. */
static const xmlNode *declaration_below(const struct schema *schema, const xmlNode *parent,
					const xmlChar *name)
{
	return xmlHashLookup2(schema->elements, schema_attribute(parent, "type"), name);
}

const xmlNode *schema_declaration(const struct schema *schema, const xmlNode *element)
{
	const xmlNode *parent = element->parent;

	if (!parent || parent->type != XML_ELEMENT_NODE)
		return schema->root;
	parent = schema_declaration(schema, parent);
	return parent ? declaration_below(schema, parent, element->name) : NULL;
}

/* A known element of which `name` is a misspelling and which `parent` lacks; NULL if none. */
static const char *misspelt(const struct schema *schema, const xmlNode *declaration,
			    const xmlNode *parent, const xmlChar *name)
{
	const xmlNode *type = xmlHashLookup(schema->types, schema_attribute(declaration, "type"));
	const xmlNode *choice = type ? load_child(type, "choice") : NULL;

	for (const xmlNode *known = choice ? load_child(choice, "element") : NULL; known;
	     known = load_next(known)) {
		const char *candidate = (const char *)schema_attribute(known, "name");

		if (typo_is_one_apart((const char *)name, candidate) &&
		    !load_child(parent, candidate))
			return candidate;
	}
	return NULL;
}

struct pruning {
	const struct schema *schema;
	const struct doc *doc;
	struct diags *diags;
	xmlHashTable *seen; /* (name of the parent, name) of the kinds that were reported */
};

DEFINE_CLEANUP(xmlHashTable *, xml_free_hash)

static void report_unknown(const struct pruning *pruning, const xmlNode *element)
{
	if (xmlHashAddEntry2(pruning->seen, element->parent->name, element->name,
			     (void *)element) == 0)
		diag_add(pruning->diags, DIAG_ELEMENT_UNKNOWN,
			 load_element_span(pruning->doc, element),
			 "<%s> in <%s> is unknown and is ignored", element->name,
			 element->parent->name);
}

/* Reports a misspelt element, and gives it the name that was meant: so that what is in it is
 * checked, and that nothing else says it is missing. */
static void mend(const struct pruning *pruning, xmlNode *element, const char *meant)
{
	struct diag *diag = diag_add(pruning->diags, DIAG_ELEMENT_MISSPELT,
				     load_element_span(pruning->doc, element),
				     "<%s> in <%s> is unknown, and <%s> is missing", element->name,
				     element->parent->name, meant);

	diag_help(diag, "write <%s>", meant);
	xmlNodeSetName(element, BAD_CAST meant);
}

/* The second of what may be there once would be passed over in silence. */
static void check_repetition(const struct pruning *pruning, const xmlNode *declaration,
			     const xmlNode *element)
{
	const xmlNode *first;
	struct diag *diag;

	if (schema_attribute(declaration, "many"))
		return;
	first = load_child(element->parent, (const char *)element->name);
	if (first == element)
		return;
	diag = diag_add(pruning->diags, DIAG_ELEMENT_REPEATED,
			load_element_span(pruning->doc, element), "<%s> is a second one in <%s>",
			element->name, element->parent->name);
	diag_note(diag, load_element_span(pruning->doc, first), "the first one is here");
	diag_help(diag, "remove one of the two");
}

/* Values have no attributes that mean anything: vendors and old releases write some all the same.
 */
static void drop_attributes(const struct schema *schema, const xmlNode *declaration,
			    xmlNode *element)
{
	const xmlNode *type = xmlHashLookup(schema->types, schema_attribute(declaration, "type"));

	while (type && xmlStrEqual(type->name, BAD_CAST "simpleType") && element->properties)
		xmlRemoveProp(element->properties);
}

static void prune_children(const struct pruning *pruning, const xmlNode *declaration,
			   const xmlNode *parent)
{
	const struct schema *schema = pruning->schema;
	xmlNode *next;

	for (xmlNode *child = parent->children; child; child = next) {
		const xmlNode *known;
		const char *meant;

		next = child->next;
		if (child->type != XML_ELEMENT_NODE)
			continue;
		known = declaration_below(schema, declaration, child->name);
		meant = known ? NULL : misspelt(schema, declaration, parent, child->name);
		if (meant) {
			mend(pruning, child, meant);
			known = declaration_below(schema, declaration, child->name);
		}
		if (known) {
			check_repetition(pruning, known, child);
			drop_attributes(schema, known, child);
			prune_children(pruning, known, child);
		} else {
			report_unknown(pruning, child);
			xmlUnlinkNode(child);
			xmlFreeNode(child);
		}
	}
}

void schema_prune(const struct schema *schema, const struct doc *doc, struct diags *diags)
{
	CLEANUP(xml_free_hash) xmlHashTable *seen = xmlHashCreate(64);
	struct pruning pruning = { schema, doc, diags, seen };

	if (seen)
		prune_children(&pruning, schema->root, xmlDocGetRootElement(doc->xml));
}
