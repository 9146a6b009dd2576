/* SPDX-License-Identifier: BSD-3-Clause
 * json_values.c: the values of simple types. In YAML one is a string, or whatever readers resolve
 * it to: a number, a boolean or null. */
#include <libxml/xmlregexp.h>
#include <stdlib.h>
#include <string.h>

#include "validate/prepare/json.h"
#include "validate/prepare/xsd.h"

#define SPACE "[ \\t\\r\\n]*"

/* All that a type allows; unions add up. */
struct values {
	bool is_any;
	bool takes_boolean, takes_null;
	bool takes_integer; /* from `min` to `max` */
	json_int_t min, max;
	json_t *names;	  /* the listed values */
	json_t *patterns; /* of strings */
};

/* Takes over the pattern. */
static void add_pattern(struct values *values, char *pattern)
{
	json_array_append_new(values->patterns, json_string(pattern));
	free(pattern);
}

static void add_range(struct values *values, json_int_t min, json_int_t max)
{
	if (!values->takes_integer || min < values->min)
		values->min = min;
	if (!values->takes_integer || max > values->max)
		values->max = max;
	values->takes_integer = true;
}

static bool is_number(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

static json_t *resolve(const char *text)
{
	return is_number(text) ? json_integer(atoll(text)) : json_string(text);
}

/* The pattern of a listed value; of a number whatever its form. */
static char *listed_pattern(const char *text, bool is_integer)
{
	char *pattern = NULL;

	if (!is_integer)
		return json_pattern_of_text(text);
	if (asprintf(&pattern, "\\+?0*%s", text) < 0)
		abort();
	return pattern;
}

static void add_listed(struct values *values, const struct xsd_facets *facets)
{
	bool is_integer = strcmp(facets->base, "xs:integer") == 0;

	for (const xmlNode *each = xsd_child(facets->values, "enumeration"); each;
	     each = xmlNextElementSibling((xmlNode *)each)) {
		const char *text = xsd_value(each, "value");

		json_array_append_new(values->names, resolve(text));
		add_pattern(values, listed_pattern(text, is_integer));
		values->takes_null |= !*text;
	}
}

/* A pattern may match what YAML's readers take for something else than a string. One that allows
 * only few numbers lists them. */
static void add_matches(struct values *values, const char *pattern)
{
	static const int few = 64, many = 4096;
	xmlRegexp *regexp = xmlRegexpCompile(BAD_CAST pattern);
	int count = 0;
	char text[16];

	if (!regexp)
		abort();
	for (int i = 0; i < many; i++) {
		snprintf(text, sizeof(text), "%d", i);
		count += xmlRegexpExec(regexp, BAD_CAST text) == 1;
	}
	for (int i = 0; i < many && count < few; i++) {
		snprintf(text, sizeof(text), "%d", i);
		if (xmlRegexpExec(regexp, BAD_CAST text) == 1)
			json_array_append_new(values->names, json_integer(i));
	}
	if (count >= few)
		add_range(values, 0, INT64_MAX);
	values->takes_boolean |= xmlRegexpExec(regexp, BAD_CAST "true") == 1;
	values->takes_null |= xmlRegexpExec(regexp, BAD_CAST "") == 1;
	xmlRegFreeRegexp(regexp);
	add_pattern(values, json_pattern(pattern));
}

static void add_facets(struct values *values, const struct xsd_facets *facets)
{
	if (facets->is_empty) {
		add_pattern(values, json_pattern(""));
		values->takes_null = true;
	} else if (facets->values) {
		add_listed(values, facets);
	} else if (strcmp(facets->base, "xs:integer") == 0) {
		add_range(values, facets->min ? atoll(facets->min) : INT64_MIN,
			  facets->max ? atoll(facets->max) : INT64_MAX);
		add_pattern(values,
			    json_pattern(facets->pattern ? facets->pattern : "[+\\-]?[0-9]+"));
	} else if (facets->pattern) {
		add_matches(values, facets->pattern);
	} else {
		values->is_any = true;
	}
}

static void add_type(struct values *values, const xmlNode *user, const char *name)
{
	const xmlNode *type = xsd_type(user, name);
	const xmlNode *alternatives = type ? xsd_child(type, "union") : NULL;
	struct xsd_facets facets = { .base = name };
	char *members, *rest;

	if (!alternatives) {
		if (type)
			facets = xsd_facets_of(type);
		add_facets(values, &facets);
		return;
	}
	members = strdup(xsd_value(alternatives, "memberTypes"));
	for (char *member = strtok_r(members, " ", &rest); member;
	     member = strtok_r(NULL, " ", &rest))
		add_type(values, user, member);
	free(members);
}

static struct values values_of(const xmlNode *user, const char *name)
{
	struct values values = { .names = json_array(), .patterns = json_array() };

	add_type(&values, user, name);
	return values;
}

static void release(struct values *values)
{
	json_decref(values->names);
	json_decref(values->patterns);
}

/* Any of the patterns, with white space around it. */
static char *whole_pattern(const struct values *values)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		abort();
	fputs("^" SPACE "(?:", out);
	for (size_t i = 0; i < json_array_size(values->patterns); i++)
		fprintf(out, "%s%s", i ? "|" : "",
			json_string_value(json_array_get(values->patterns, i)));
	fputs(")" SPACE "$", out);
	fclose(out);
	return text;
}

/* Types of JSON, with what limits them: each keyword is for one type only. */
static json_t *typed(const struct values *values)
{
	json_t *types = json_array(), *schema = json_object();
	char *pattern = whole_pattern(values);

	json_array_append_new(types, json_string("string"));
	if (values->takes_integer)
		json_array_append_new(types, json_string("integer"));
	if (values->takes_boolean)
		json_array_append_new(types, json_string("boolean"));
	if (values->takes_null)
		json_array_append_new(types, json_string("null"));
	json_object_set_new(schema, "type", types);
	if (values->takes_integer && values->min > INT64_MIN)
		json_object_set_new(schema, "minimum", json_integer(values->min));
	if (values->takes_integer && values->max < INT64_MAX)
		json_object_set_new(schema, "maximum", json_integer(values->max));
	json_object_set_new(schema, "pattern", json_string(pattern));
	free(pattern);
	return schema;
}

json_t *json_values(const xmlNode *user, const char *name)
{
	struct values values = values_of(user, name);
	json_t *schema;

	if (values.is_any)
		schema = json_pack("{s:[s,s,s,s]}", "type", "string", "number", "boolean", "null");
	else if (json_array_size(values.names))
		schema = json_pack("{s:[{s:O},o]}", "anyOf", "enum", values.names, typed(&values));
	else
		schema = typed(&values);
	release(&values);
	return schema;
}

bool json_takes_empty(const xmlNode *user, const char *name)
{
	struct values values = values_of(user, name);
	bool takes_empty = values.is_any || values.takes_null;

	release(&values);
	return takes_empty;
}

json_t *json_value(const xmlNode *user, const char *name, const char *text)
{
	struct values values = values_of(user, name);
	bool is_text = values.is_any;

	release(&values);
	return is_text ? json_string(text) : resolve(text);
}
