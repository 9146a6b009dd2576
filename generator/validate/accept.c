/* SPDX-License-Identifier: BSD-3-Clause
 * accept.c: accepts valid documents by the tables, in one walk.
 *
 * An accepted document needs no pruning, either, and has no elements of other releases. One that is
 * not accepted has a violation, or something rare that only libxml2 checks, such as a namespace or
 * a text in two nodes.
 */
#include <string.h>

#include "base/arena.h"
#include "base/space.h"
#include "validate/internal.h"

/* Longer values are rare, except where any text is allowed. */
#define VALUE_SIZE 256

/* Numbers of up to so many digits fit into 64 bits. */
#define DIGITS_MAX 18

static bool is_blank(const char *text)
{
	while (is_space(*text))
		text++;
	return !*text;
}

/* Copies a text without the white space around it. False where it is too long, or has white space
 * inside that XML Schema would change. */
static bool collapse(const char *text, char value[VALUE_SIZE])
{
	size_t length;

	while (is_space(*text))
		text++;
	length = strlen(text);
	while (length && is_space(text[length - 1]))
		length--;
	if (length >= VALUE_SIZE)
		return false;
	memcpy(value, text, length);
	value[length] = '\0';
	return !strpbrk(value, "\t\r\n") && !strstr(value, "  ");
}

static void release_pattern(void *pattern)
{
	xmlRegFreeRegexp(pattern);
}

/* The type's pattern is compiled the first time. */
static bool is_match(struct schema *schema, const struct schema_type *type, const char *value)
{
	xmlRegexp **pattern = &schema->patterns[type - schema->tables->types];

	if (!*pattern) {
		*pattern = xmlRegexpCompile(BAD_CAST type->pattern);
		if (!*pattern)
			return false;
		arena_adopt(schema->arena, *pattern, release_pattern);
	}
	return xmlRegexpExec(*pattern, BAD_CAST value) == 1;
}

static bool is_listed(const char *const *values, const char *value)
{
	while (*values && strcmp(*values, value) != 0)
		values++;
	return *values;
}

/* Decimal digits, after a minus where the type has negative numbers. */
static bool is_in_range(const struct schema_type *type, const char *value)
{
	bool is_negative = *value == '-' && type->min < 0;
	int64_t number = 0;
	const char *digit = value + is_negative;
	size_t count = strspn(digit, "0123456789");

	if (count == 0 || count > DIGITS_MAX || digit[count])
		return false;
	for (; *digit; digit++)
		number = number * 10 + (*digit - '0');
	if (is_negative)
		number = -number;
	return number >= type->min && number <= type->max;
}

static bool is_any_text(const struct schema_type *type)
{
	return (type->base == SCHEMA_STRING || type->base == SCHEMA_TOKEN) && !type->pattern &&
	       !type->values;
}

static bool accepts_value(struct schema *schema, const struct schema_type *type, const char *value)
{
	for (const struct schema_type *const *each = type->members; each && *each; each++)
		if (accepts_value(schema, *each, value))
			return true;
	return type->base != SCHEMA_UNION && (!type->values || is_listed(type->values, value)) &&
	       (type->base != SCHEMA_INTEGER || is_in_range(type, value)) &&
	       (!type->pattern || is_match(schema, type, value));
}

/* Types that belong to a rule are left to it. */
static bool accepts_text(struct schema *schema, const struct schema_type *type, const char *text)
{
	char value[VALUE_SIZE];

	return type->slug || is_any_text(type) ||
	       (collapse(text, value) && accepts_value(schema, type, value));
}

bool schema_accepts_text(struct schema *schema, const struct schema_type *type, const char *text)
{
	return accepts_value(schema, type, text);
}

static bool accepts_attribute(struct schema *schema, const struct schema_type *type,
			      const xmlAttr *attribute)
{
	const struct schema_attribute *known = schema_attribute(type, attribute->name);
	const xmlNode *text = attribute->children;

	if (!known)
		return type->text != type;
	if (text && (text->type != XML_TEXT_NODE || text->next))
		return false;
	return accepts_text(schema, known->type, text ? (const char *)text->content : "");
}

/* A NULL `type` is that of an element that the XSD does not know, which may have any. */
static bool accepts_attributes(struct schema *schema, const struct schema_type *type,
			       const xmlNode *element)
{
	for (const xmlAttr *each = element->properties; each; each = each->next)
		if (each->ns || (type && !accepts_attribute(schema, type, each)))
			return false;
	for (size_t i = 0; type && i < type->attribute_count; i++)
		if (type->attributes[i].is_required &&
		    !xmlHasProp(element, BAD_CAST type->attributes[i].name))
			return false;
	return true;
}

/* The text of an element that has one at the most, and no elements; NULL for any other. */
static const char *only_text(const xmlNode *element)
{
	const char *text = NULL;

	for (const xmlNode *child = element->children; child; child = child->next) {
		if (child->type == XML_COMMENT_NODE || child->type == XML_PI_NODE)
			continue;
		if (child->type != XML_TEXT_NODE || text)
			return NULL;
		text = (const char *)child->content;
	}
	return text ? text : "";
}

static bool accepts_element(struct schema *schema, const struct schema_type *type,
			    const xmlNode *element);

/* *seen is what the element has had so far of a choice. */
static bool accepts_child(struct schema *schema, const struct schema_type *type,
			  const xmlNode *child, uint64_t *seen)
{
	bool takes_any = !type || type->content == SCHEMA_ANYTHING;
	const struct schema_element *known;

	switch (child->type) {
	case XML_TEXT_NODE:
		return !type || type->is_mixed ||
		       (type->content != SCHEMA_EMPTY && is_blank((const char *)child->content));
	case XML_COMMENT_NODE:
	case XML_PI_NODE:
		return true;
	case XML_ELEMENT_NODE:
		known = schema_element(schema->tables, type, child->name);
		if (!takes_any && (!known || schema_is_repeated(type, known, seen)))
			return false;
		if (known && !schema_is_in_releases(schema, known))
			return false;
		return accepts_element(schema, known ? known->type : NULL, child);
	default:
		return false;
	}
}

static bool accepts_element(struct schema *schema, const struct schema_type *type,
			    const xmlNode *element)
{
	uint64_t seen = 0;
	const char *text;

	if (element->ns || !accepts_attributes(schema, type, element))
		return false;
	if (type && type->content == SCHEMA_TEXT) {
		text = only_text(element);
		return text && accepts_text(schema, type->text, text);
	}
	for (const xmlNode *child = element->children; child; child = child->next)
		if (!accepts_child(schema, type, child, &seen))
			return false;
	return true;
}

bool schema_accepts(struct schema *schema, const xmlDoc *doc)
{
	const xmlNode *root = xmlDocGetRootElement(doc);
	const struct schema_element *known =
		root ? schema_element(schema->tables, NULL, root->name) : NULL;

	return known && accepts_element(schema, known->type, root);
}
