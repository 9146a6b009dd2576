/* SPDX-License-Identifier: BSD-3-Clause
 * xsd.c: reads the declarations, types and facets of an XSD. */
#include "validate/prepare/xsd.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const xsd_builtins[XSD_BUILTIN_COUNT] = { "xs:string", "xs:token", "xs:integer" };

_Noreturn void xsd_refuse(const xmlNode *node, const char *why)
{
	fprintf(stderr, "%s:%ld: <%s>: %s\n", (const char *)node->doc->URL, xmlGetLineNo(node),
		(const char *)node->name, why);
	exit(EXIT_FAILURE);
}

const char *xsd_value(const xmlNode *node, const char *attribute)
{
	const xmlAttr *found = xmlHasProp(node, BAD_CAST attribute);

	if (!found)
		return NULL;
	return found->children ? (const char *)found->children->content : "";
}

bool xsd_has_value(const xmlNode *node, const char *attribute, const char *value)
{
	const char *actual = xsd_value(node, attribute);

	return actual && strcmp(actual, value) == 0;
}

bool xsd_is(const xmlNode *node, const char *name)
{
	return xmlStrEqual(node->name, BAD_CAST name);
}

xmlNode *xsd_first_child(const xmlNode *node)
{
	return xmlFirstElementChild((xmlNode *)node);
}

xmlNode *xsd_child(const xmlNode *node, const char *name)
{
	xmlNode *child = xsd_first_child(node);

	while (child && !xsd_is(child, name))
		child = xmlNextElementSibling(child);
	return child;
}

char *xsd_documentation(const xmlNode *node)
{
	const xmlNode *annotation = xsd_child(node, "annotation");
	const xmlNode *documentation = annotation ? xsd_child(annotation, "documentation") : NULL;
	char *text = documentation ? (char *)xmlNodeGetContent(documentation) : NULL;
	char *to = text;

	if (!text)
		return NULL;
	for (const char *from = text; *from; from++)
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	to -= to > text && to[-1] == ' ';
	*to = '\0';
	return text;
}

bool xsd_is_type(const xmlNode *node)
{
	return xsd_is(node, "simpleType") || xsd_is(node, "complexType");
}

static const xmlNode *find_type(const xmlNode *user, const char *name)
{
	for (const xmlNode *node = xsd_first_child(xmlDocGetRootElement(user->doc)); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		if (xsd_is_type(node) && strcmp(xsd_value(node, "name"), name) == 0)
			return node;
	xsd_refuse(user, "undefined type");
}

size_t xsd_builtin_index(const char *name)
{
	size_t index = 0;

	while (index < XSD_BUILTIN_COUNT && strcmp(name, xsd_builtins[index]) != 0)
		index++;
	return index;
}

const xmlNode *xsd_type(const xmlNode *user, const char *name)
{
	if (!name)
		xsd_refuse(user, "missing type name");
	return xsd_builtin_index(name) < XSD_BUILTIN_COUNT ? NULL : find_type(user, name);
}

size_t xsd_type_index(const xmlNode *user, const char *name)
{
	const xmlNode *type = xsd_type(user, name);
	size_t index = xsd_builtin_index(name);

	if (!type)
		return index;
	while ((type = xmlPreviousElementSibling((xmlNode *)type)))
		index += xsd_is_type(type);
	return index;
}

static void read_facet(struct xsd_facets *facets, const xmlNode *facet)
{
	const char *value = xsd_value(facet, "value");

	if (xsd_is(facet, "enumeration"))
		facets->values = facet->parent;
	else if (xsd_is(facet, "minInclusive"))
		facets->min = value;
	else if (xsd_is(facet, "maxInclusive"))
		facets->max = value;
	else if (xsd_is(facet, "pattern") && !facets->pattern)
		facets->pattern = value;
	else if (xsd_is(facet, "length") && strcmp(value, "0") == 0)
		facets->is_empty = true;
	else
		xsd_refuse(facet, "not supported by validate/prepare/");
}

/* The most general type first, since those derived from it can only allow less. */
struct xsd_facets xsd_facets_of(const xmlNode *type)
{
	const xmlNode *restriction = xsd_child(type, "restriction");
	struct xsd_facets facets = { 0 };
	const char *base;

	if (!restriction)
		xsd_refuse(type, "must be a restriction or a union");
	base = xsd_value(restriction, "base");
	if (xsd_builtin_index(base) < XSD_BUILTIN_COUNT)
		facets.base = base;
	else
		facets = xsd_facets_of(find_type(restriction, base));
	for (const xmlNode *facet = xsd_first_child(restriction); facet;
	     facet = xmlNextElementSibling((xmlNode *)facet))
		read_facet(&facets, facet);
	return facets;
}

static int by_name(const void *left, const void *right)
{
	const xmlNode *const *a = left, *const *b = right;

	return strcmp(xsd_value(*a, "name"), xsd_value(*b, "name"));
}

const xmlNode **xsd_declarations(const xmlNode *parent, const char *name, size_t *count)
{
	const xmlNode **found = calloc(xmlChildElementCount((xmlNode *)parent) + 1, sizeof(*found));

	*count = 0;
	for (const xmlNode *child = xsd_first_child(parent); child;
	     child = xmlNextElementSibling((xmlNode *)child))
		if (xsd_is(child, name))
			found[(*count)++] = child;
	qsort(found, *count, sizeof(*found), by_name);
	return found;
}
