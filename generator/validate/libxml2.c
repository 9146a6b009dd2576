/* SPDX-License-Identifier: BSD-3-Clause
 * libxml2.c: validates with libxml2, and describes expected values in the XSD's words. */
#include <limits.h>
#include <string.h>

#include "base/arena.h"
#include "base/embed.h"
#include "diag/diag.h"
#include "load/load.h"
#include "validate/internal.h"

DEFINE_CLEANUP(xmlSchemaParserCtxt *, xmlSchemaFreeParserCtxt)
DEFINE_CLEANUP(xmlSchemaValidCtxt *, xmlSchemaFreeValidCtxt)

struct validation {
	struct schema *schema;
	const struct doc *doc;
	struct diags *diags;
	const xmlNode *last; /* libxml2 reports a value more than once */
};

/* The type of an element of a pruned document; NULL where the XSD does not know the element. */
static const struct schema_type *element_type(const struct schema_tables *tables,
					      const xmlNode *element)
{
	const xmlNode *parent = element->parent;
	bool is_root = !parent || parent->type != XML_ELEMENT_NODE;
	const struct schema_type *around = is_root ? NULL : element_type(tables, parent);
	const struct schema_element *known = schema_element(tables, around, element->name);

	return known ? known->type : NULL;
}

/* The type of the text of an element, or of an attribute; NULL where the XSD names none. */
static const struct schema_type *type_of(const struct schema *schema, const xmlNode *node)
{
	bool is_attribute = node->type == XML_ATTRIBUTE_NODE;
	const struct schema_type *type =
		element_type(schema->tables, is_attribute ? node->parent : node);
	const struct schema_attribute *attribute;

	if (!type)
		return NULL;
	if (!is_attribute)
		return type->text ? type->text : type;
	attribute = schema_attribute(type, node->name);
	return attribute ? attribute->type : NULL;
}

/* What a violation is about: libxml2 gives the element even for an attribute of it, and names that
 * in the message only: "Element 'x', attribute 'y': ". */
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

/* The values of an enumeration but for the empty one, as a list; NULL for a type that has none. */
static const char *enumeration(struct arena *arena, const struct schema_type *type)
{
	const char *list = NULL;

	for (const char *const *value = type->values; value && *value; value++) {
		if (!**value)
			continue;
		list = list ? arena_printf(arena, "%s, '%s'", list, *value)
			    : arena_printf(arena, "'%s'", *value);
	}
	return list;
}

/* libxml2's message without "Element 'x': " before it and the full stop and line feed behind it. */
static const char *message_of(const xmlError *error, int *length)
{
	const char *message = error->message ? error->message : "";
	const char *start = strstr(message, "': ");
	size_t size;

	start = start ? start + 3 : message;
	if (*start == '[' && strstr(start, "] "))
		start = strstr(start, "] ") + 2;
	size = strcspn(start, "\n");
	while (size && start[size - 1] == '.')
		size--;
	*length = size > INT_MAX ? INT_MAX : (int)size;
	return start;
}

/* Reports the text of an element or an attribute that is invalid by its type. */
static void report_value(const struct validation *validation, const xmlNode *node, struct span at,
			 const char *what, const char *value, const struct schema_type *type)
{
	const char *list = enumeration(validation->schema->arena, type);
	struct diag *diag = diag_add(validation->diags, DIAG_SCHEMA_VIOLATION, at,
				     "invalid value '%s' for %s", value, what);

	if (list)
		diag_help(diag, "use one of %s", list);
	else if (type->wanted)
		diag_help(diag, "expected: %s", type->wanted);
	schema_fix_value(validation->schema, validation->doc, diag, node, type, value);
}

/* Whether a violation is about an element's text, and not about its presence. */
static bool is_about_text(const xmlError *error)
{
	return error->code == XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3 ||
	       (error->code >= XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1 &&
		error->code <= XML_SCHEMAV_CVC_ENUMERATION_VALID);
}

/* What is wrong with an element, by libxml2's code: `before` and `behind` its name. */
static const struct {
	int code;
	const char *before, *behind;
} faults[] = {
	{ XML_SCHEMAV_CVC_ELT_1, "unknown root element <", ">" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_2_1, "<", "> has content, but has to be empty" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_2_2, "<", "> contains an element: expected text only" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3, "<", "> contains text: expected elements only" },
	{ XML_SCHEMAV_CVC_TYPE_3_1_1, "<", "> has an attribute, but may not have any" },
	{ XML_SCHEMAV_CVC_TYPE_3_1_2, "<", "> contains an element: expected text only" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, "<", "> has an attribute that it may not have" },
	{ XML_SCHEMAV_CVC_COMPLEX_TYPE_4, "<", "> lacks an attribute" },
	{ XML_SCHEMAV_ELEMENT_CONTENT, "element <", "> is not allowed here" },
};

/* Describes a violation; what libxml2 says of it where the code is not known. */
static void report_fault(const struct validation *validation, struct span at,
			 const xmlNode *element, const xmlError *error)
{
	int length;
	const char *message = message_of(error, &length);

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		if (faults[i].code != error->code)
			continue;
		diag_add(validation->diags, DIAG_SCHEMA_VIOLATION, at, "%s%s%s", faults[i].before,
			 element->name, faults[i].behind);
		return;
	}
	diag_add(validation->diags, DIAG_SCHEMA_VIOLATION, at, "<%s>: %.*s", element->name, length,
		 message);
}

/* Reports an element or attribute that may not be there, or a text whose type has no name. */
static void report_structure(const struct validation *validation, const xmlNode *node,
			     const xmlError *error)
{
	const struct doc *doc = validation->doc;
	bool is_attribute = node->type == XML_ATTRIBUTE_NODE;
	const xmlNode *element = is_attribute ? node->parent : node;
	struct span at = load_element_span(doc, element);

	if (is_attribute)
		at = load_attribute_span(doc, element, (const char *)node->name);
	else if (is_about_text(error))
		at = load_text_span(doc, node);
	report_fault(validation, at, element, error);
}

static void report_violation(void *data, xmlError *error)
{
	struct validation *validation = data;
	struct arena *arena = validation->schema->arena;
	const xmlNode *node = subject(error);
	const struct schema_type *type = node ? type_of(validation->schema, node) : NULL;

	if (!node || node == validation->last || (type && type->slug))
		return;
	validation->last = node;
	if (node->type == XML_ATTRIBUTE_NODE && type)
		report_value(validation, node,
			     load_attribute_span(validation->doc, node->parent,
						 (const char *)node->name),
			     arena_printf(arena, "the attribute %s of <%s>", node->name,
					  node->parent->name),
			     load_attribute(arena, node->parent, (const char *)node->name), type);
	else if (type && type->content == SCHEMA_TEXT)
		report_value(validation, node, load_text_span(validation->doc, node),
			     arena_printf(arena, "<%s>", node->name), load_text(arena, node), type);
	else
		report_structure(validation, node, error);
}

static void release_schema(void *schema)
{
	xmlSchemaFree(schema);
}

/* Compiles the XSD on first use. False when memory ran out inside libxml2. */
static bool compile(struct schema *schema)
{
	size_t size;
	const char *bytes = embed_find(schema->tables->path, &size);
	CLEANUP(xmlSchemaFreeParserCtxt) xmlSchemaParserCtxt *parser = NULL;

	if (schema->compiled)
		return true;
	parser = xmlSchemaNewMemParserCtxt(bytes, (int)size);
	schema->compiled = parser ? xmlSchemaParse(parser) : NULL;
	if (schema->compiled)
		arena_adopt(schema->arena, schema->compiled, release_schema);
	return schema->compiled;
}

bool schema_validate_by_libxml2(struct schema *schema, const struct doc *doc, struct diags *diags)
{
	CLEANUP(xmlSchemaFreeValidCtxt) xmlSchemaValidCtxt *context = NULL;
	struct validation validation = { .schema = schema, .doc = doc, .diags = diags };

	if (!compile(schema))
		return false;
	context = xmlSchemaNewValidCtxt(schema->compiled);
	if (!context)
		return false;
	xmlSchemaSetValidStructuredErrors(context, report_violation, &validation);
	return xmlSchemaValidateDoc(context, doc->xml) >= 0;
}
