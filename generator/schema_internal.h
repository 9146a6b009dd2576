/* SPDX-License-Identifier: BSD-3-Clause
 * schema_internal.h: what a loaded XSD is, for the schema*.c files only.
 */
#ifndef SCHEMA_INTERNAL_H
#define SCHEMA_INTERNAL_H

#include <libxml/hash.h>
#include <libxml/xmlschemas.h>

#include "schema.h"

struct schema {
	struct arena *arena;
	xmlSchema *compiled;
	xmlDoc *xsd;
	xmlHashTable
		*elements;   /* (name of a complex type, name of an element) -> its declaration */
	xmlHashTable *types; /* name of a type -> its definition */
	const xmlNode *root; /* the declaration of the root element */
};

/* An attribute's value in the XSD, which has no entities: the text node itself. NULL if none. */
const xmlChar *schema_attribute(const xmlNode *node, const char *name);

/* The declaration of an element anywhere in a pruned tree; NULL if it has none. */
const xmlNode *schema_declaration(const struct schema *schema, const xmlNode *element);

#endif
