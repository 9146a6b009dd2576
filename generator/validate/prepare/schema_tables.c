/* SPDX-License-Identifier: BSD-3-Clause
 * schema_tables.c: makes C tables of an XSD when acrn-cfg is built.
 *
 *   schema_tables PATH >TABLES.c
 *   schema_tables PATH defaults >DEFAULTS.h
 *   schema_tables PATH json >NAME.schema.json
 *
 * The first writes the tables that validate/internal.h declares, under the name schema_tables_NAME
 * for schema/NAME.xsd; the second a header of the defaults, the third a JSON Schema. It supports as
 * much of XSD as schema/ uses, and refuses the rest, so that nothing in an XSD is ignored.
 */
#include <errno.h>
#include <inttypes.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate/internal.h"
#include "validate/prepare/defaults.h"
#include "validate/prepare/json.h"
#include "validate/prepare/write.h"
#include "validate/prepare/xsd.h"

static void write_optional(const char *field, const char *text)
{
	if (!text)
		return;
	printf("\t\t.%s = ", field);
	write_string(text);
	printf(",\n");
}

/* A type's documentation, and its first sentence. */
static void write_documentation(const xmlNode *type)
{
	char *text = xsd_documentation(type);

	if (!text)
		return;
	write_optional("documentation", text);
	text[strcspn(text, ".;:")] = '\0';
	write_optional("wanted", text);
	xmlFree(text);
}

static void write_values(const struct xsd_facets *facets)
{
	const xmlNode *value = facets->values ? xsd_child(facets->values, "enumeration") : NULL;

	if (!value && !facets->is_empty)
		return;
	printf("\t\t.values = (const char *const[]) { ");
	if (facets->is_empty)
		printf("\"\", ");
	for (; value; value = xmlNextElementSibling((xmlNode *)value)) {
		write_string(xsd_value(value, "value"));
		printf(", ");
	}
	printf("NULL },\n");
}

/* A limit of more than 64 bits becomes the largest of 64 bits. */
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
	char *names = strdup(xsd_value(alternatives, "memberTypes"));

	printf("\t\t.base = SCHEMA_UNION,\n\t\t.members = (const struct schema_type *const[]) { ");
	for (char *rest = names, *name; (name = strsep(&rest, " "));)
		printf("&types[%zu], ", xsd_type_index(alternatives, name));
	printf("NULL },\n");
	free(names);
}

/* Whether the pattern only repeats what is_in_range() of accept.c requires of integers anyway:
 * decimal digits, after a minus only where the minimum is negative. */
static bool is_implied(const struct xsd_facets *facets)
{
	bool is_natural = facets->min && *facets->min != '-';

	return strcmp(facets->base, "xs:integer") == 0 && facets->pattern &&
	       strcmp(facets->pattern, is_natural ? "[0-9]+" : "-?[0-9]+") == 0;
}

static void write_text(const struct xsd_facets *facets)
{
	static const char *const bases[] = { "SCHEMA_STRING", "SCHEMA_TOKEN", "SCHEMA_INTEGER" };

	printf("\t\t.base = %s,\n", bases[xsd_builtin_index(facets->base)]);
	write_optional("pattern", is_implied(facets) ? NULL : facets->pattern);
	write_values(facets);
	write_limit("min", facets->min, "INT64_MIN");
	write_limit("max", facets->max, "INT64_MAX");
}

static void write_simple(const xmlNode *type)
{
	const xmlNode *alternatives = xsd_child(type, "union");
	struct xsd_facets facets;

	printf("\t\t.content = SCHEMA_TEXT,\n\t\t.text = &types[%zu],\n",
	       xsd_type_index(type, xsd_value(type, "name")));
	if (alternatives) {
		write_members(alternatives);
		return;
	}
	facets = xsd_facets_of(type);
	write_text(&facets);
}

/* A default is a text; that it is a valid one is for libxml2 to say, see tests/schema/. */
static void check_default(const xmlNode *element)
{
	const xmlNode *type = xsd_type(element, xsd_value(element, "type"));

	if (xsd_value(element, "default") && type && !xsd_is(type, "simpleType"))
		xsd_refuse(element, "a default for what is no text");
	if (xsd_value(element, "default-until") && !xsd_value(element, "default"))
		xsd_refuse(element, "the release of a default that is not there");
}

/* What an element says beside its type, for people. */
static void write_annotation(const xmlNode *element)
{
	char *documentation = xsd_documentation(element);
	const char *until = xsd_value(element, "default-until");

	if (xsd_has_value(element, "required", "y"))
		printf("\t\t\t.is_required = true,\n");
	write_optional("documentation", documentation);
	write_optional("unit", xsd_value(element, "unit"));
	write_optional("default_value", xsd_value(element, "default"));
	printf("\t\t\t.default_until = ");
	write_release(until ? until : "master");
	xmlFree(documentation);
}

/* How many elements are before this one in its choice; of all that may repeat, before the first. */
static size_t rank_of(const xmlNode *element)
{
	bool is_many = xsd_has_value(element, "many", "y");
	size_t rank = 0;

	for (const xmlNode *other = xsd_first_child(element->parent);
	     other != element && !(is_many && xsd_has_value(other, "many", "y"));
	     other = xmlNextElementSibling((xmlNode *)other))
		rank += xsd_is(other, "element");
	return rank;
}

static void write_element(const xmlNode *element)
{
	const char *since = xsd_value(element, "since"), *until = xsd_value(element, "until");

	check_default(element);
	printf("\t\t\t{ \"%s\", &types[%zu], %s", xsd_value(element, "name"),
	       xsd_type_index(element, xsd_value(element, "type")),
	       xsd_has_value(element, "many", "y") ? "true" : "false");
	printf(", ");
	write_release(since ? since : "2.0");
	printf(", ");
	write_release(until ? until : "master");
	printf(",\n\t\t\t.rank = %zu,\n", rank_of(element));
	write_annotation(element);
	printf(" },\n");
}

static void write_elements(const char *field, const xmlNode *parent)
{
	size_t count;
	const xmlNode **elements = xsd_declarations(parent, "element", &count);

	if (count > SCHEMA_ELEMENTS_MAX)
		xsd_refuse(parent, "more elements than SCHEMA_ELEMENTS_MAX");
	printf("\t\t.%ss = (const struct schema_element[]) {\n", field);
	for (size_t i = 0; i < count; i++)
		write_element(elements[i]);
	printf("\t\t},\n\t\t.%s_count = %zu,\n", field, count);
	free(elements);
}

static void write_attribute(const xmlNode *attribute)
{
	char *documentation = xsd_documentation(attribute);

	printf("\t\t\t{\n");
	write_optional("name", xsd_value(attribute, "name"));
	printf("\t\t.type = &types[%zu],\n",
	       xsd_type_index(attribute, xsd_value(attribute, "type")));
	if (xsd_has_value(attribute, "use", "required"))
		printf("\t\t.is_required = true,\n");
	write_optional("documentation", documentation);
	printf("\t\t\t},\n");
	xmlFree(documentation);
}

/* The attributes of a complex type or an extension. */
static void write_attributes(const xmlNode *parent)
{
	size_t count;
	const xmlNode **attributes = xsd_declarations(parent, "attribute", &count);
	const xmlNode *others = xsd_child(parent, "anyAttribute");

	if (!others || !xsd_has_value(others, "processContents", "skip"))
		xsd_refuse(parent, "other attributes must be skipped");
	printf("\t\t.attributes = (const struct schema_attribute[]) {\n");
	for (size_t i = 0; i < count; i++)
		write_attribute(attributes[i]);
	printf("\t\t},\n\t\t.attribute_count = %zu,\n", count);
	free(attributes);
}

static void require(const xmlNode *node, const char *attribute, const char *value)
{
	if (!xsd_has_value(node, attribute, value))
		xsd_refuse(node, "only one form is supported by validate/prepare/");
}

/* Refuses what a complex type may not consist of. */
static void check_parts(const xmlNode *type)
{
	static const char *const known[] = { "annotation", "choice",	    "sequence",
					     "attribute",  "simpleContent", "anyAttribute" };

	for (const xmlNode *part = xsd_first_child(type); part;
	     part = xmlNextElementSibling((xmlNode *)part)) {
		size_t i = 0;

		while (i < sizeof(known) / sizeof(known[0]) && !xsd_is(part, known[i]))
			i++;
		if (i == sizeof(known) / sizeof(known[0]))
			xsd_refuse(part, "not supported by validate/prepare/");
	}
}

static void write_content(const xmlNode *type)
{
	const xmlNode *choice = xsd_child(type, "choice");
	const xmlNode *sequence = xsd_child(type, "sequence");
	const xmlNode *particle = sequence ? xsd_child(sequence, "any") : choice;

	check_parts(type);
	if (sequence && (!particle || xmlChildElementCount((xmlNode *)sequence) != 1))
		xsd_refuse(sequence, "only one wildcard is supported by validate/prepare/");
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
	if (xsd_has_value(type, "mixed", "true"))
		printf("\t\t.is_mixed = true,\n");
	write_attributes(type);
}

/* Text with attributes. */
static void write_extension(const xmlNode *extension)
{
	printf("\t\t.content = SCHEMA_TEXT,\n\t\t.text = &types[%zu],\n",
	       xsd_type_index(extension, xsd_value(extension, "base")));
	write_attributes(extension);
}

static void write_type(const xmlNode *type)
{
	const xmlNode *simple_content = xsd_child(type, "simpleContent");

	printf("\t{\n");
	write_optional("name", xsd_value(type, "name"));
	write_optional("slug", xsd_value(type, "id"));
	write_documentation(type);
	if (xsd_is(type, "simpleType"))
		write_simple(type);
	else if (simple_content)
		write_extension(xsd_child(simple_content, "extension"));
	else
		write_content(type);
	printf("\t},\n");
}

static void write_builtins(void)
{
	for (size_t i = 0; i < XSD_BUILTIN_COUNT; i++) {
		struct xsd_facets facets = { .base = xsd_builtins[i] };

		printf("\t{\n");
		write_optional("name", xsd_builtins[i]);
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
	size_t count = XSD_BUILTIN_COUNT;

	for (const xmlNode *node = xsd_first_child(schema); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		count += xsd_is_type(node);
	printf("/* Made of %s by validate/prepare/schema_tables.c. */\n#include "
	       "\"validate/internal.h\"\n\n",
	       path);
	printf("static const struct schema_type types[%zu];\n\n", count);
	printf("static const struct schema_type types[%zu] = {\n", count);
	write_builtins();
	for (const xmlNode *node = xsd_first_child(schema); node;
	     node = xmlNextElementSibling((xmlNode *)node))
		if (xsd_is_type(node))
			write_type(node);
		else if (!xsd_is(node, "element"))
			xsd_refuse(node, "not supported by validate/prepare/");
	printf("};\n\nconst struct schema_tables schema_tables_%.*s = {\n", length, base);
	printf("\t\t.path = \"%s\",\n\t\t.types = types,\n\t\t.type_count = %zu,\n", path, count);
	write_elements("root", schema);
	printf("};\n");
}

/* What is made of an XSD, by its name on the command line. */
static bool make(const xmlNode *schema, const char *path, const char *what)
{
	if (!what)
		write_tables(schema, path);
	else if (strcmp(what, "defaults") == 0)
		defaults_write(schema, path);
	else if (strcmp(what, "json") == 0)
		json_schema_write(schema);
	else
		return false;
	return fflush(stdout) == 0 && !ferror(stdout);
}

int main(int argc, char **argv)
{
	xmlDoc *doc = argc == 2 || argc == 3 ? xmlReadFile(argv[1], NULL, XML_PARSE_NONET) : NULL;
	bool is_made;

	if (!doc) {
		fprintf(stderr, "usage: schema_tables PATH [defaults|json]\n");
		return EXIT_FAILURE;
	}
	is_made = make(xmlDocGetRootElement(doc), argv[1], argv[2]);
	xmlFreeDoc(doc);
	xmlCleanupParser();
	return is_made ? EXIT_SUCCESS : EXIT_FAILURE;
}
