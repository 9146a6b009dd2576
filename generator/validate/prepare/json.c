/* SPDX-License-Identifier: BSD-3-Clause
 * json.c: complex types and elements as JSON Schema. What the loader of YAML takes for an element
 * is what the schema allows: a mapping, a text, or a list of them; null for an empty element. */
#include "validate/prepare/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "validate/prepare/xsd.h"

/* Of a type, or of its elements: with the suffix ".one" or ".many". */
static json_t *reference(const char *name, const char *suffix)
{
	return json_pack("{s:s++}", "$ref", "#/definitions/", name, suffix);
}

/* Adds a sentence to a text, which is freed, or begins one. */
static char *add_sentence(char *text, const char *format, const char *value)
{
	char *longer = NULL, *sentence = NULL;

	if (asprintf(&sentence, format, value) < 0 ||
	    asprintf(&longer, "%s%s%s", text ? text : "", text ? " " : "", sentence) < 0)
		abort();
	free(sentence);
	free(text);
	return longer;
}

/* What an element or an attribute says, and its type; NULL for nothing. */
static char *description(const xmlNode *declaration)
{
	const xmlNode *type = xsd_type(declaration, xsd_value(declaration, "type"));
	char *own = xsd_documentation(declaration),
	     *of_type = type ? xsd_documentation(type) : NULL;
	char *text = NULL;

	if (own)
		text = add_sentence(text, "%s", own);
	if (of_type)
		text = add_sentence(text, "%s", of_type);
	if (xsd_value(declaration, "unit"))
		text = add_sentence(text, "In %s.", xsd_value(declaration, "unit"));
	if (xsd_has_value(declaration, "required", "y"))
		text = add_sentence(text, "%s", "Required.");
	if (xsd_value(declaration, "since"))
		text = add_sentence(text, "ACRN %s and later.", xsd_value(declaration, "since"));
	if (xsd_value(declaration, "until"))
		text = add_sentence(text, "Up to ACRN %s.", xsd_value(declaration, "until"));
	if (xsd_value(declaration, "default-until"))
		text = add_sentence(text, "The default is that of ACRN up to %s.",
				    xsd_value(declaration, "default-until"));
	free(own);
	free(of_type);
	return text;
}

static void describe(json_t *schema, const xmlNode *declaration)
{
	char *text = description(declaration);

	if (text)
		json_object_set_new(schema, "description", json_string(text));
	free(text);
}

/* An element: one, or any number of its name. */
static json_t *element_schema(const xmlNode *element)
{
	const char *type = xsd_value(element, "type");
	const char *suffix = xsd_has_value(element, "many", "y") ? ".many" : ".one";
	json_t *schema = json_object();

	describe(schema, element);
	if (xsd_value(element, "default"))
		json_object_set_new(schema, "default",
				    json_value(element, type, xsd_value(element, "default")));
	json_object_set_new(schema, "allOf", json_pack("[o]", reference(type, suffix)));
	return schema;
}

static void add_elements(json_t *properties, const xmlNode *parent)
{
	for (const xmlNode *child = xsd_first_child(parent); child;
	     child = xmlNextElementSibling((xmlNode *)child))
		if (xsd_is(child, "element"))
			json_object_set_new(properties, xsd_value(child, "name"),
					    element_schema(child));
}

/* An empty attribute is as good as none. */
static void add_attributes(json_t *properties, const xmlNode *parent)
{
	for (const xmlNode *child = xsd_first_child(parent); child;
	     child = xmlNextElementSibling((xmlNode *)child)) {
		char *key = NULL;
		json_t *schema;

		if (!xsd_is(child, "attribute"))
			continue;
		if (xsd_value(child, "use"))
			xsd_refuse(child, "not supported by validate/prepare/json.c");
		if (asprintf(&key, "$%s", xsd_value(child, "name")) < 0)
			abort();
		schema = json_object();
		describe(schema, child);
		json_object_set_new(schema, "anyOf",
				    json_pack("[o,{s:[s,n]}]",
					      reference(xsd_value(child, "type"), ""), "enum", ""));
		json_object_set_new(properties, key, schema);
		free(key);
	}
}

/* A mapping with a text, which has to be there where the type does not allow an empty one. The text
 * may be in parts. */
static json_t *text_mapping(const xmlNode *user, const char *text, json_t *properties)
{
	json_t *schema = json_pack("{s:s,s:o}", "type", "object", "properties", properties);
	json_t *one = json_pack("{s:s,s:i,s:i,s:o}", "type", "array", "minItems", 1, "maxItems", 1,
				"items", reference(text, ""));
	json_t *parts = json_pack("{s:s,s:i}", "type", "array", "minItems", 2);

	json_object_set_new(properties, "$",
			    json_pack("{s:[o,o,o]}", "anyOf", reference(text, ""), one, parts));
	if (!json_takes_empty(user, text))
		json_object_set_new(schema, "required", json_pack("[s]", "$"));
	return schema;
}

/* Text, with attributes in a mapping. */
static json_t *text_schema(const xmlNode *type)
{
	const xmlNode *extension = xsd_child(xsd_child(type, "simpleContent"), "extension");
	const char *base = xsd_value(extension, "base");
	json_t *properties = json_object();

	add_attributes(properties, extension);
	return json_pack("{s:[o,o]}", "anyOf", reference(base, ""),
			 text_mapping(type, base, properties));
}

/* A mapping of attributes and elements, or nothing; `$` has elements in an order of their own. */
static json_t *mapping_schema(const xmlNode *type)
{
	const xmlNode *choice = xsd_child(type, "choice");
	const char *blank = "^[ \\t\\r\\n]*$";
	json_t *properties = json_object(), *schema, *content;

	add_attributes(properties, type);
	if (choice)
		add_elements(properties, choice);
	content = json_pack("{s:[s,s,s],s:o}", "type", "array", "string", "null", "items",
			    reference(xsd_value(type, "name"), ""));
	schema = json_pack("{s:[s,s,s]}", "type", "object", "string", "null");
	if (xsd_has_value(type, "mixed", "true")) {
		json_object_set_new(
			content, "type",
			json_pack("[s,s,s,s,s]", "array", "string", "number", "boolean", "null"));
		json_object_set_new(
			schema, "type",
			json_pack("[s,s,s,s,s]", "object", "string", "number", "boolean", "null"));
	} else {
		json_object_set_new(content, "pattern", json_string(blank));
		json_object_set_new(schema, "pattern", json_string(blank));
	}
	json_object_set_new(properties, "$", content);
	json_object_set_new(schema, "properties", properties);
	return schema;
}

static void add_description(json_t *schema, const xmlNode *type)
{
	char *text = xsd_documentation(type);

	if (text)
		json_object_set_new(schema, "description", json_string(text));
	free(text);
}

static void set_new(json_t *definitions, const char *name, const char *suffix, json_t *schema)
{
	char *key = NULL;

	if (asprintf(&key, "%s%s", name, suffix) < 0)
		abort();
	json_object_set_new(definitions, key, schema);
	free(key);
}

/* An element of a type: what is in it, or a list of elements; one of a simple type may also have
 * its text in a mapping. */
static void define_element(json_t *definitions, const xmlNode *user, const char *name,
			   const char *suffix)
{
	const xmlNode *type = xsd_type(user, name);
	json_t *forms = json_pack("[o]", reference(name, ""));
	json_t *list = json_pack("{s:s}", "type", "array");

	if (!type || xsd_is(type, "simpleType")) {
		set_new(definitions, name, ".mapping", text_mapping(user, name, json_object()));
		json_array_append_new(forms, reference(name, ".mapping"));
	}
	json_object_set_new(list, "items", json_pack("{s:o}", "anyOf", json_copy(forms)));
	if (strcmp(suffix, ".one") == 0)
		json_object_set_new(list, "maxItems", json_integer(1));
	json_array_append_new(forms, list);
	set_new(definitions, name, suffix, json_pack("{s:o}", "anyOf", forms));
}

static void define(json_t *definitions, const xmlNode *user, const char *name)
{
	const xmlNode *type = xsd_type(user, name);
	json_t *schema;

	if (!type || xsd_is(type, "simpleType"))
		schema = json_values(user, name);
	else if (xsd_child(type, "simpleContent"))
		schema = text_schema(type);
	else
		schema = mapping_schema(type);
	if (type)
		add_description(schema, type);
	set_new(definitions, name, "", schema);
}

/* Defines the types of all elements and attributes in a document. */
static void define_used(json_t *definitions, const xmlNode *node)
{
	const char *type = xsd_value(node, xsd_is(node, "extension") ? "base" : "type");
	bool is_element = xsd_is(node, "element");

	if (is_element || xsd_is(node, "attribute") || xsd_is(node, "extension"))
		define(definitions, node, type);
	if (is_element)
		define_element(definitions, node, type,
			       xsd_has_value(node, "many", "y") ? ".many" : ".one");
	for (const xmlNode *child = xsd_first_child(node); child;
	     child = xmlNextElementSibling((xmlNode *)child))
		define_used(definitions, child);
}

void json_schema_write(const xmlNode *schema)
{
	json_t *definitions = json_object(), *properties = json_object(), *document;

	add_elements(properties, schema);
	define_used(definitions, schema);
	document = json_pack(
		"{s:s,s:s,s:s,s:s,s:s,s:[s],s:o,s:{s:{}},s:b,s:o}", "$schema",
		"http://json-schema.org/draft-07/schema#", "$comment",
		"SPDX-License-Identifier: BSD-3-Clause. Made of scenario.xsd by "
		"validate/prepare/json.c: change that.",
		"title", "A scenario of ACRN in YAML", "description",
		"A scenario as acrn-cfg reads it: docs/yaml.md. Elements that are not here are "
		"ignored.",
		"type", "object", "required", "acrn-config", "properties", properties,
		"patternProperties", "^\\?", "additionalProperties", 0, "definitions", definitions);
	json_dumpf(document, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(document);
}
