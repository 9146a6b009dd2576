/* SPDX-License-Identifier: BSD-3-Clause
 * schema_tables.c: makes C tables of an XSD while acrn-cfg is built.
 *
 *   schema_tables PATH >TABLES.c
 *
 * writes the tables that validate/internal.h declares, under the name schema_tables_NAME for
 * schema/NAME.xsd. It knows as much of XSD as schema/ uses, and refuses the rest, so that nothing
 * an XSD says gets lost on the way.
 */
#include "validate/internal.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const builtins[] = { "xs:string", "xs:token", "xs:integer" };

#define BUILTIN_COUNT (sizeof(builtins) / sizeof(builtins[0]))

static _Noreturn void refuse(const xmlNode *node, const char *why)
{
	fprintf(stderr, "%s:%ld: <%s>: %s\n", (const char *)node->doc->URL, xmlGetLineNo(node),
		(const char *)node->name, why);
	exit(EXIT_FAILURE);
}

/* An attribute's value, or NULL. */
static const char *value_of(const xmlNode *node, const char *attribute)
{
	const xmlAttr *found = xmlHasProp(node, BAD_CAST attribute);

	if (!found)
		return NULL;
	return found->children ? (const char *)found->children->content : "";
}

static bool has_value(const xmlNode *node, const char *attribute, const char *value)
{
	const char *actual = value_of(node, attribute);

	return actual && strcmp(actual, value) == 0;
}

static bool is(const xmlNode *node, const char *name)
{
	return xmlStrEqual(node->name, BAD_CAST name);
}

static xmlNode *first_child(const xmlNode *node)
{
	return xmlFirstElementChild((xmlNode *)node);
}

static xmlNode *child_of(const xmlNode *node, const char *name)
{
	xmlNode *child = first_child(node);

	while (child && !is(child, name))
		child = xmlNextElementSibling(child);
	return child;
}

static bool is_type(const xmlNode *node)
{
	return is(node, "simpleType") || is(node, "complexType");
}

static const xmlNode *find_type(const xmlNode *user, const char *name)
{
	for (const xmlNode *node = first_child(xmlDocGetRootElement(user->doc)); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		if (is_type(node) && strcmp(value_of(node, "name"), name) == 0)
			return node;
	refuse(user, "its type has no definition");
}

/* BUILTIN_COUNT for a type of the XSD's own. */
static size_t builtin_index(const char *name)
{
	size_t index = 0;

	while (index < BUILTIN_COUNT && strcmp(name, builtins[index]) != 0)
		index++;
	return index;
}

/* The place of a type in the table: XML Schema's own types come first. */
static size_t type_index(const xmlNode *user, const char *name)
{
	const xmlNode *type;
	size_t index;

	if (!name)
		refuse(user, "its type has no name");
	index = builtin_index(name);
	if (index < BUILTIN_COUNT)
		return index;
	type = find_type(user, name);
	while ((type = xmlPreviousElementSibling((xmlNode *)type)))
		index += is_type(type);
	return index;
}

static void write_string(const char *text)
{
	putchar('"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void write_optional(const char *field, const char *text)
{
	if (!text)
		return;
	printf("\t\t.%s = ", field);
	write_string(text);
	printf(",\n");
}

/* The first sentence of a type's documentation, on one line. */
static void write_wanted(const xmlNode *type)
{
	const xmlNode *annotation = child_of(type, "annotation");
	const xmlNode *documentation = annotation ? child_of(annotation, "documentation") : NULL;
	char *text = documentation ? (char *)xmlNodeGetContent(documentation) : NULL;
	char *to = text;

	if (!text)
		return;
	text[strcspn(text, ".;:")] = '\0';
	for (const char *from = text; *from; from++)
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	*to = '\0';
	write_optional("wanted", text);
	xmlFree(text);
}

/* What a simple type and those that it restricts say together. */
struct facets {
	const char *base;
	const char *pattern;
	const xmlNode *values; /* the restriction that lists them */
	const char *min, *max;
	bool is_empty; /* the empty text is the only one */
};

static void learn_facet(struct facets *facets, const xmlNode *facet)
{
	const char *value = value_of(facet, "value");

	if (is(facet, "enumeration"))
		facets->values = facet->parent;
	else if (is(facet, "minInclusive"))
		facets->min = value;
	else if (is(facet, "maxInclusive"))
		facets->max = value;
	else if (is(facet, "pattern") && !facets->pattern)
		facets->pattern = value;
	else if (is(facet, "length") && strcmp(value, "0") == 0)
		facets->is_empty = true;
	else
		refuse(facet, "validate/prepare/schema_tables.c does not know this");
}

/* The most general type first, since those below it can only allow less. */
static struct facets facets_of(const xmlNode *type)
{
	const xmlNode *restriction = child_of(type, "restriction");
	struct facets facets = { 0 };
	const char *base;

	if (!restriction)
		refuse(type, "neither a restriction nor a union");
	base = value_of(restriction, "base");
	if (builtin_index(base) < BUILTIN_COUNT)
		facets.base = base;
	else
		facets = facets_of(find_type(restriction, base));
	for (const xmlNode *facet = first_child(restriction); facet;
	     facet = xmlNextElementSibling((xmlNode *)facet))
		learn_facet(&facets, facet);
	return facets;
}

static void write_values(const struct facets *facets)
{
	const xmlNode *value = facets->values ? child_of(facets->values, "enumeration") : NULL;

	if (!value && !facets->is_empty)
		return;
	printf("\t\t.values = (const char *const[]) { ");
	if (facets->is_empty)
		printf("\"\", ");
	for (; value; value = xmlNextElementSibling((xmlNode *)value)) {
		write_string(value_of(value, "value"));
		printf(", ");
	}
	printf("NULL },\n");
}

/* A limit of more than 64 bits comes out as the largest that has them. */
static void write_limit(const char *field, const char *text, const char *none)
{
	long long value;

	errno = 0;
	value = text ? strtoll(text, NULL, 10) : 0;
	if (!text || errno == ERANGE)
		printf("\t\t.%s = %s,\n", field, none);
	else
		printf("\t\t.%s = INT64_C(%lld),\n", field, value);
}

static void write_members(const xmlNode *alternatives)
{
	char *names = strdup(value_of(alternatives, "memberTypes"));

	printf("\t\t.base = SCHEMA_UNION,\n\t\t.members = (const struct schema_type *const[]) { ");
	for (char *rest = names, *name; (name = strsep(&rest, " "));)
		printf("&types[%zu], ", type_index(alternatives, name));
	printf("NULL },\n");
	free(names);
}

/* A number in decimal is all that is accepted as an integer, and a negative one only where the
 * least is negative: that needs no second look. */
static bool is_implied(const struct facets *facets)
{
	bool is_natural = facets->min && *facets->min != '-';

	return strcmp(facets->base, "xs:integer") == 0 && facets->pattern &&
	       strcmp(facets->pattern, is_natural ? "[0-9]+" : "-?[0-9]+") == 0;
}

static void write_text(const struct facets *facets)
{
	static const char *const bases[] = { "SCHEMA_STRING", "SCHEMA_TOKEN", "SCHEMA_INTEGER" };

	printf("\t\t.base = %s,\n", bases[builtin_index(facets->base)]);
	write_optional("pattern", is_implied(facets) ? NULL : facets->pattern);
	write_values(facets);
	write_limit("min", facets->min, "INT64_MIN");
	write_limit("max", facets->max, "INT64_MAX");
}

static void write_simple(const xmlNode *type)
{
	const xmlNode *alternatives = child_of(type, "union");
	struct facets facets;

	printf("\t\t.content = SCHEMA_TEXT,\n\t\t.text = &types[%zu],\n",
	       type_index(type, value_of(type, "name")));
	if (alternatives) {
		write_members(alternatives);
		return;
	}
	facets = facets_of(type);
	write_text(&facets);
}

static int by_name(const void *left, const void *right)
{
	const xmlNode *const *a = left, *const *b = right;

	return strcmp(value_of(*a, "name"), value_of(*b, "name"));
}

/* The children of that name, sorted by what they declare. The caller frees the array. */
static const xmlNode **declarations(const xmlNode *parent, const char *name, size_t *count)
{
	const xmlNode **found = calloc(xmlChildElementCount((xmlNode *)parent) + 1, sizeof(*found));

	*count = 0;
	for (const xmlNode *child = first_child(parent); child;
	     child = xmlNextElementSibling((xmlNode *)child))
		if (is(child, name))
			found[(*count)++] = child;
	qsort(found, *count, sizeof(*found), by_name);
	return found;
}

static void write_elements(const char *field, const xmlNode *parent)
{
	size_t count;
	const xmlNode **elements = declarations(parent, "element", &count);

	if (count > SCHEMA_ELEMENTS_MAX)
		refuse(parent, "more elements than SCHEMA_ELEMENTS_MAX");
	printf("\t\t.%ss = (const struct schema_element[]) {\n", field);
	for (size_t i = 0; i < count; i++)
		printf("\t\t\t{ \"%s\", &types[%zu], %s },\n", value_of(elements[i], "name"),
		       type_index(elements[i], value_of(elements[i], "type")),
		       has_value(elements[i], "many", "y") ? "true" : "false");
	printf("\t\t},\n\t\t.%s_count = %zu,\n", field, count);
	free(elements);
}

/* The attributes of a complex type or an extension. */
static void write_attributes(const xmlNode *parent)
{
	size_t count;
	const xmlNode **attributes = declarations(parent, "attribute", &count);
	const xmlNode *others = child_of(parent, "anyAttribute");

	if (!others || !has_value(others, "processContents", "skip"))
		refuse(parent, "does not skip other attributes");
	printf("\t\t.attributes = (const struct schema_attribute[]) {\n");
	for (size_t i = 0; i < count; i++)
		printf("\t\t\t{ \"%s\", &types[%zu], %s },\n", value_of(attributes[i], "name"),
		       type_index(attributes[i], value_of(attributes[i], "type")),
		       has_value(attributes[i], "use", "required") ? "true" : "false");
	printf("\t\t},\n\t\t.attribute_count = %zu,\n", count);
	free(attributes);
}

static void require(const xmlNode *node, const char *attribute, const char *value)
{
	if (!has_value(node, attribute, value))
		refuse(node, "validate/prepare/schema_tables.c knows one form of this only");
}

/* All that a complex type consists of. */
static void refuse_others(const xmlNode *type)
{
	static const char *const known[] = { "annotation", "choice",	    "sequence",
					     "attribute",  "simpleContent", "anyAttribute" };

	for (const xmlNode *part = first_child(type); part;
	     part = xmlNextElementSibling((xmlNode *)part)) {
		size_t i = 0;

		while (i < sizeof(known) / sizeof(known[0]) && !is(part, known[i]))
			i++;
		if (i == sizeof(known) / sizeof(known[0]))
			refuse(part, "validate/prepare/schema_tables.c does not know this");
	}
}

static void write_content(const xmlNode *type)
{
	const xmlNode *choice = child_of(type, "choice");
	const xmlNode *sequence = child_of(type, "sequence");
	const xmlNode *particle = sequence ? child_of(sequence, "any") : choice;

	refuse_others(type);
	if (sequence && (!particle || xmlChildElementCount((xmlNode *)sequence) != 1))
		refuse(sequence, "validate/prepare/schema_tables.c knows one wildcard only");
	if (particle) {
		require(particle, "minOccurs", "0");
		require(particle, "maxOccurs", "unbounded");
	}
	if (sequence) {
		require(particle, "processContents", "lax");
		printf("\t\t.content = SCHEMA_ANYTHING,\n");
	} else if (choice) {
		printf("\t\t.content = SCHEMA_CHOICE,\n");
		write_elements("element", choice);
	} else {
		printf("\t\t.content = SCHEMA_EMPTY,\n");
	}
	if (has_value(type, "mixed", "true"))
		printf("\t\t.is_mixed = true,\n");
	write_attributes(type);
}

/* Text with attributes. */
static void write_extension(const xmlNode *extension)
{
	printf("\t\t.content = SCHEMA_TEXT,\n\t\t.text = &types[%zu],\n",
	       type_index(extension, value_of(extension, "base")));
	write_attributes(extension);
}

static void write_type(const xmlNode *type)
{
	const xmlNode *simple_content = child_of(type, "simpleContent");

	printf("\t{\n");
	write_optional("name", value_of(type, "name"));
	write_optional("slug", value_of(type, "id"));
	write_wanted(type);
	if (is(type, "simpleType"))
		write_simple(type);
	else if (simple_content)
		write_extension(child_of(simple_content, "extension"));
	else
		write_content(type);
	printf("\t},\n");
}

static void write_builtins(void)
{
	for (size_t i = 0; i < BUILTIN_COUNT; i++) {
		struct facets facets = { .base = builtins[i] };

		printf("\t{\n");
		write_optional("name", builtins[i]);
		printf("\t\t.content = SCHEMA_TEXT,\n\t\t.text = &types[%zu],\n", i);
		write_text(&facets);
		printf("\t},\n");
	}
}

/* "scenario" of "schema/scenario.xsd". */
static int base_length(const char *path, const char **base)
{
	const char *slash = strrchr(path, '/');

	*base = slash ? slash + 1 : path;
	return (int)strcspn(*base, ".");
}

static void write_tables(const xmlNode *schema, const char *path)
{
	const char *base;
	int length = base_length(path, &base);
	size_t count = BUILTIN_COUNT;

	for (const xmlNode *node = first_child(schema); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		count += is_type(node);
	printf("/* Made of %s by validate/prepare/schema_tables.c. */\n#include "
	       "\"validate/internal.h\"\n\n",
	       path);
	printf("static const struct schema_type types[%zu];\n\n", count);
	printf("static const struct schema_type types[%zu] = {\n", count);
	write_builtins();
	for (const xmlNode *node = first_child(schema); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		if (is_type(node))
			write_type(node);
		else if (!is(node, "element"))
			refuse(node, "validate/prepare/schema_tables.c does not know this");
	printf("};\n\nconst struct schema_tables schema_tables_%.*s = {\n", length, base);
	printf("\t\t.path = \"%s\",\n\t\t.types = types,\n\t\t.type_count = %zu,\n", path, count);
	write_elements("root", schema);
	printf("};\n");
}

int main(int argc, char **argv)
{
	xmlDoc *doc = argc == 2 ? xmlReadFile(argv[1], NULL, XML_PARSE_NONET) : NULL;

	if (!doc) {
		fprintf(stderr, "usage: schema_tables PATH\n");
		return EXIT_FAILURE;
	}
	write_tables(xmlDocGetRootElement(doc), argv[1]);
	xmlFreeDoc(doc);
	xmlCleanupParser();
	return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
