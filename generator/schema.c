/* SPDX-License-Identifier: BSD-3-Clause
 * schema.c: validates with libxml2, after unknown elements are out of the way. */
#include "schema.h"

#include <libxml/hash.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "arena.h"
#include "diag.h"
#include "embed.h"
#include "load.h"
#include "typo.h"

struct schema {
	xmlSchema *compiled;
	xmlDoc *xsd;
	xmlHashTable
		*elements;   /* (name of a complex type, name of an element) -> its declaration */
	xmlHashTable *types; /* name of a type -> its definition */
	const xmlNode *root; /* the declaration of the root element */
};

DEFINE_CLEANUP(xmlSchemaParserCtxt *, xmlSchemaFreeParserCtxt)
DEFINE_CLEANUP(xmlSchemaValidCtxt *, xmlSchemaFreeValidCtxt)

static void release_schema(void *schema)
{
	xmlSchemaFree(schema);
}

static void release_doc(void *doc)
{
	xmlFreeDoc(doc);
}

static void release_hash(void *hash)
{
	xmlHashFree(hash, NULL);
}

/* An attribute's value in the XSD, which has no entities: the text node itself. */
static const xmlChar *attribute(const xmlNode *node, const char *name)
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
		xmlHashAddEntry2(schema->elements, attribute(type, "name"),
				 attribute(element, "name"), (void *)element);
}

static void learn_vocabulary(struct schema *schema)
{
	const xmlNode *top = xmlDocGetRootElement(schema->xsd)->children;

	for (const xmlNode *node = top; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (xmlStrEqual(node->name, BAD_CAST "element"))
			schema->root = node;
		else if (attribute(node, "name"))
			xmlHashAddEntry(schema->types, attribute(node, "name"), (void *)node);
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

	schema->compiled = parser ? xmlSchemaParse(parser) : NULL;
	schema->xsd = xmlReadMemory(bytes, (int)size, NULL, NULL, XML_PARSE_NONET);
	schema->elements = xmlHashCreate(512);
	schema->types = xmlHashCreate(128);
	arena_adopt(arena, schema->compiled, release_schema);
	arena_adopt(arena, schema->xsd, release_doc);
	arena_adopt(arena, schema->elements, release_hash);
	arena_adopt(arena, schema->types, release_hash);
	if (!schema->compiled || !schema->xsd || !schema->elements || !schema->types)
		return NULL;
	learn_vocabulary(schema);
	return schema;
}

/* The declaration of an element below a parent with the declaration `parent`; NULL if unknown. */
static const xmlNode *declaration_below(const struct schema *schema, const xmlNode *parent,
					const xmlChar *name)
{
	return xmlHashLookup2(schema->elements, attribute(parent, "type"), name);
}

/* The declaration of an element anywhere in a pruned tree. */
static const xmlNode *declaration_of(const struct schema *schema, const xmlNode *element)
{
	const xmlNode *parent = element->parent;

	if (!parent || parent->type != XML_ELEMENT_NODE)
		return schema->root;
	parent = declaration_of(schema, parent);
	return parent ? declaration_below(schema, parent, element->name) : NULL;
}

/* A known element of which `name` is a misspelling and which `parent` lacks; NULL if none. */
static const char *misspelt(const struct schema *schema, const xmlNode *declaration,
			    const xmlNode *parent, const xmlChar *name)
{
	const xmlNode *type = xmlHashLookup(schema->types, attribute(declaration, "type"));
	const xmlNode *choice = type ? load_child(type, "choice") : NULL;

	for (const xmlNode *known = choice ? load_child(choice, "element") : NULL; known;
	     known = load_next(known)) {
		const char *candidate = (const char *)attribute(known, "name");

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

DEFINE_CLEANUP(xmlHashTable *, release_hash)

static void report_unknown(const struct pruning *pruning, const xmlNode *declaration,
			   const xmlNode *element)
{
	const char *name = (const char *)element->name;
	const char *parent = (const char *)element->parent->name;
	const char *meant = misspelt(pruning->schema, declaration, element->parent, element->name);
	struct span at = load_element_span(pruning->doc, element);
	struct diag *diag;

	if (meant) {
		diag = diag_add(pruning->diags, DIAG_ELEMENT_MISSPELT, at,
				"<%s> in <%s> is unknown, and <%s> is missing", name, parent,
				meant);
		diag_help(diag, "write <%s>", meant);
	} else if (xmlHashAddEntry2(pruning->seen, element->parent->name, element->name,
				    (void *)element) == 0) {
		diag_add(pruning->diags, DIAG_ELEMENT_UNKNOWN, at,
			 "<%s> in <%s> is unknown and is ignored", name, parent);
	}
}

static void prune_children(const struct pruning *pruning, const xmlNode *declaration,
			   const xmlNode *parent)
{
	xmlNode *next;

	for (xmlNode *child = parent->children; child; child = next) {
		const xmlNode *known;

		next = child->next;
		if (child->type != XML_ELEMENT_NODE)
			continue;
		known = declaration_below(pruning->schema, declaration, child->name);
		if (known) {
			prune_children(pruning, known, child);
		} else {
			report_unknown(pruning, declaration, child);
			xmlUnlinkNode(child);
			xmlFreeNode(child);
		}
	}
}

void schema_prune(const struct schema *schema, const struct doc *doc, struct diags *diags)
{
	CLEANUP(release_hash) xmlHashTable *seen = xmlHashCreate(64);
	struct pruning pruning = { schema, doc, diags, seen };

	if (seen)
		prune_children(&pruning, schema->root, xmlDocGetRootElement(doc->xml));
}

struct validation {
	const struct schema *schema;
	const struct doc *doc;
	struct diags *diags;
	const xmlNode *last; /* libxml2 says twice what is wrong with a value */
};

/* The part of a complex type that has its attributes: the extension where the content is text. */
static const xmlNode *attributes_of(const xmlNode *type)
{
	const xmlNode *content = load_child(type, "simpleContent");

	return content ? load_child(content, "extension") : type;
}

/* Whether a rule judges the values of an element or attribute. */
static bool belongs_to_rule(const struct schema *schema, const xmlNode *node)
{
	bool is_attribute = node->type == XML_ATTRIBUTE_NODE;
	const xmlNode *declaration = declaration_of(schema, is_attribute ? node->parent : node);
	const xmlNode *type =
		declaration ? xmlHashLookup(schema->types, attribute(declaration, "type")) : NULL;

	if (!type)
		return false;
	if (is_attribute) {
		declaration = load_child(attributes_of(type), "attribute");
		while (declaration && !xmlStrEqual(attribute(declaration, "name"), node->name))
			declaration = load_next(declaration);
		type = declaration ? xmlHashLookup(schema->types, attribute(declaration, "type"))
				   : NULL;
	} else if (attributes_of(type) != type) {
		type = xmlHashLookup(schema->types, attribute(attributes_of(type), "base"));
	}
	return type && attribute(type, "id");
}

/* What a violation is about: libxml2 gives the element where it means an attribute of it, and says
 * "Element 'x', attribute 'y': " all the same. */
static const xmlNode *subject(const xmlError *error)
{
	const xmlNode *node = error->node;
	const char *message = error->message ? error->message : "";
	const char *end = strstr(message, "': ");
	const char *start = strstr(message, "', attribute '");

	if (!node || node->type != XML_ELEMENT_NODE || !start || !end || start > end)
		return node;
	start += strlen("', attribute '");
	for (const xmlAttr *each = node->properties; each; each = each->next)
		if (xmlStrlen(each->name) == end - start &&
		    strncmp((const char *)each->name, start, (size_t)(end - start)) == 0)
			return (const xmlNode *)each;
	return node;
}

/* libxml2's sentence without "Element 'x': " and "[facet 'y'] " before it and the full stop and
 * line feed behind it. */
static const char *sentence(const char *message, int *length)
{
	const char *start = strstr(message, "': ");
	size_t size;

	start = start ? start + 3 : message;
	if (*start == '[' && strstr(start, "] "))
		start = strstr(start, "] ") + 2;
	size = strcspn(start, "\n");
	while (size && start[size - 1] == '.')
		size--;
	*length = (int)size;
	return start;
}

static void report_violation(void *data, xmlError *error)
{
	struct validation *validation = data;
	const xmlNode *node = subject(error);
	struct span at;
	int length;
	const char *message = sentence(error->message ? error->message : "", &length);

	if (!node || node == validation->last || belongs_to_rule(validation->schema, node))
		return;
	validation->last = node;
	if (node->type == XML_ATTRIBUTE_NODE) {
		at = load_attribute_span(validation->doc, node->parent, (const char *)node->name);
		diag_add(validation->diags, DIAG_SCHEMA_VIOLATION, at, "<%s %s=>: %.*s",
			 node->parent->name, node->name, length, message);
	} else {
		at = load_text_span(validation->doc, node);
		diag_add(validation->diags, DIAG_SCHEMA_VIOLATION, at, "<%s>: %.*s", node->name,
			 length, message);
	}
}

bool schema_validate(const struct schema *schema, const struct doc *doc, struct diags *diags)
{
	CLEANUP(xmlSchemaFreeValidCtxt)
	xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(schema->compiled);
	struct validation validation = { .schema = schema, .doc = doc, .diags = diags };

	if (!context)
		return false;
	xmlSchemaSetValidStructuredErrors(context, report_violation, &validation);
	return xmlSchemaValidateDoc(context, doc->xml) >= 0;
}
