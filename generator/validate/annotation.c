/* SPDX-License-Identifier: BSD-3-Clause
 * annotation.c: looks up in the tables of an XSD what it says for people. */
#include "validate/annotation.h"

#include <string.h>

#include "validate/internal.h"

/* The values and the range of a type of text. A union is that of its first member that has any: the
 * others are the empty text, or other ways to write a number. */
static void fill_values(const struct schema_type *type, struct annotation *annotation)
{
	for (const struct schema_type *const *each = type->members; each && *each; each++) {
		fill_values(*each, annotation);
		if (annotation->values || annotation->has_range)
			return;
	}
	annotation->values = type->values;
	annotation->has_range = !type->values && type->base == SCHEMA_INTEGER &&
				(type->min != INT64_MIN || type->max != INT64_MAX);
	annotation->min = type->min;
	annotation->max = type->max;
}

static enum annotation_content content_of(const struct schema_type *type)
{
	if (type->content == SCHEMA_TEXT)
		return ANNOTATION_TEXT;
	if (type->content != SCHEMA_CHOICE)
		return ANNOTATION_OTHER;
	return type->is_mixed ? ANNOTATION_MIXED : ANNOTATION_ELEMENTS;
}

static void fill_type(const struct schema_type *type, struct annotation *annotation)
{
	annotation->type = type;
	annotation->content = content_of(type);
	annotation->of_type = type->documentation;
	if (!type->text)
		return;
	fill_values(type->text, annotation);
	if (!annotation->of_type)
		annotation->of_type = type->text->documentation;
}

static struct annotation of_element(const struct schema_element *element)
{
	struct annotation annotation = {
		.name = element->name,
		.is_many = element->is_many,
		.rank = element->rank,
		.is_required = element->is_required,
		.documentation = element->documentation,
		.unit = element->unit,
		.default_value = element->default_value,
		.default_until = element->default_until,
		.since = element->since,
		.until = element->until,
	};

	fill_type(element->type, &annotation);
	return annotation;
}

static struct annotation of_attribute(const struct schema_attribute *attribute)
{
	struct annotation annotation = {
		.name = attribute->name,
		.is_required = attribute->is_required,
		.documentation = attribute->documentation,
		.default_until = RELEASE_MASTER,
		.since = RELEASE_2_0,
		.until = RELEASE_MASTER,
	};

	fill_type(attribute->type, &annotation);
	return annotation;
}

bool annotation_find(const struct schema *schema, const char *const *path, size_t depth,
		     struct annotation *annotation)
{
	const struct schema_element *element = NULL;

	for (size_t i = 0; i < depth; i++) {
		element = schema_element(schema->tables, element ? element->type : NULL,
					 (const xmlChar *)path[i]);
		if (!element)
			return false;
	}
	if (element)
		*annotation = of_element(element);
	return element;
}

bool annotation_child(const struct annotation *parent, size_t n, struct annotation *child)
{
	if (n >= parent->type->element_count)
		return false;
	*child = of_element(&parent->type->elements[n]);
	return true;
}

bool annotation_attribute(const struct annotation *parent, size_t n, struct annotation *attribute)
{
	if (n >= parent->type->attribute_count)
		return false;
	*attribute = of_attribute(&parent->type->attributes[n]);
	return true;
}

bool annotation_find_attribute(const struct annotation *parent, const char *name,
			       struct annotation *attribute)
{
	const struct schema_attribute *known =
		schema_attribute(parent->type, (const xmlChar *)name);

	if (known)
		*attribute = of_attribute(known);
	return known;
}

bool annotation_is_of(const struct annotation *annotation, const char *type)
{
	const struct schema_type *text = annotation->type->text;

	return text && text->name && strcmp(text->name, type) == 0;
}
