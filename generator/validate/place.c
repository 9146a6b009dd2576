/* SPDX-License-Identifier: BSD-3-Clause
 * place.c: looks up places in the tables. */
#include "validate/place.h"

#include "validate/internal.h"

_Static_assert(SCHEMA_RANK_UNKNOWN >= SCHEMA_ELEMENTS_MAX, "no rank is that of unknown elements");

struct schema_place schema_place(const struct schema *schema, const struct schema_type *parent,
				 const char *name)
{
	const struct schema_element *known =
		parent && parent->content == SCHEMA_CHOICE
			? schema_element(schema->tables, parent, BAD_CAST name)
			: NULL;

	return known ? (struct schema_place) { known->type, known->rank }
		     : (struct schema_place) { NULL, SCHEMA_RANK_UNKNOWN };
}

const struct schema_type *schema_root(const struct schema *schema, const char *name)
{
	const struct schema_element *root = schema_element(schema->tables, NULL, BAD_CAST name);

	return root ? root->type : NULL;
}

bool schema_holds_elements(const struct schema_type *type)
{
	return type && type->content == SCHEMA_CHOICE && !type->is_mixed;
}

unsigned schema_attribute_rank(const struct schema_type *type, const char *name)
{
	const struct schema_attribute *known = type ? schema_attribute(type, BAD_CAST name) : NULL;

	return known ? (unsigned)(known - type->attributes) : SCHEMA_RANK_UNKNOWN;
}
