/* SPDX-License-Identifier: BSD-3-Clause
 * schema.h: the XSDs: which elements are known where, and whether a document is valid.
 *
 * Vendors add elements of their own, and ACRN adds some with every release: an unknown element is
 * removed from the tree with a warning, and the rest must be valid. Which elements are known is
 * read from the XSD itself, so that there is a single list. For that the XSD keeps to a form:
 * every complex type has a name and one choice of elements with a name and a type each.
 *
 * The XSD also says which releases of ACRN have an element, where not all have it. An element that
 * belongs to other releases only is kept, with a warning.
 *
 * The build makes tables of the XSDs, by which most documents are accepted without libxml2. Where
 * the tables do not accept a document, libxml2 validates it, and reports what is wrong.
 *
 * A simple type whose id is the slug of a rule belongs to that rule, which has the better message:
 * the schema does not report such values.
 */
#ifndef VALIDATE_SCHEMA_H
#define VALIDATE_SCHEMA_H

#include <stdbool.h>

#include "base/release.h"

struct arena;
struct diags;
struct doc;
struct schema;

/* "schema/scenario.xsd" or "schema/board.xsd"; lives as long as the arena. */
struct schema *schema_load(struct arena *arena, const char *path);

/* The releases that documents may be for, from the first to the last one; by default all. */
void schema_set_releases(struct schema *schema, enum release first, enum release last);

/* Removes unknown elements from the tree, and reports each kind of them once, as well as elements
 * of other releases. */
void schema_prune(const struct schema *schema, const struct doc *doc, struct diags *diags);

/* Reports every violation but those of types that belong to a rule, one for each element or
 * attribute. False when the check could not run. */
bool schema_validate(struct schema *schema, const struct doc *doc, struct diags *diags);

/* Prunes, then validates. Most scenarios are accepted without either. */
bool schema_apply(struct schema *schema, const struct doc *doc, struct diags *diags);

#endif
