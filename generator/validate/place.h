/* SPDX-License-Identifier: BSD-3-Clause
 * place.h: where the XSD has an element among its siblings, for those that write documents.
 */
#ifndef VALIDATE_PLACE_H
#define VALIDATE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

struct schema;
struct schema_type;

/* No element of the XSD, or in a document of another one: what is in it is not known, either. */
#define SCHEMA_RANK_UNKNOWN 64u

struct schema_place {
	const struct schema_type *type; /* of what is in the element; NULL: unknown */
	/* Its place in the parent, below SCHEMA_RANK_UNKNOWN. Elements that may repeat share the
	 * place of the first of them, because their order may matter: devices get their slots in
	 * it. */
	unsigned rank;
};

/* The place of an element of that name in one of `parent`. */
struct schema_place schema_place(const struct schema *schema, const struct schema_type *parent,
				 const char *name);

/* The type of the root element of that name, or NULL. */
const struct schema_type *schema_root(const struct schema *schema, const char *name);

/* Whether elements of a type hold elements, and never text. */
bool schema_holds_elements(const struct schema_type *type);

/* The place of an attribute among those of `type`, from 0; SCHEMA_RANK_UNKNOWN for others. */
unsigned schema_attribute_rank(const struct schema_type *type, const char *name);

#endif
