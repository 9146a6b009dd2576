/* SPDX-License-Identifier: BSD-3-Clause
 * schema.h: the XSDs at work: which elements are known where, and whether a document obeys.
 *
 * Vendors add elements of their own, and ACRN adds some with every release: an unknown element is
 * taken out of the tree with a warning, and what is left must obey. Which elements are known is
 * read from the XSD itself, so that it is said in one place. For that the XSD keeps to a form:
 * every complex type has a name and one choice of elements with a name and a type each.
 *
 * The build makes tables of the XSDs, by which most documents are found to obey without libxml2.
 * Where they leave a doubt libxml2 and the XSD decide, and say what is wrong.
 *
 * A simple type whose id is the slug of a rule belongs to that rule's rule: the rule says better
 * what is wrong, so the schema is silent about it.
 */
#ifndef VALIDATE_SCHEMA_H
#define VALIDATE_SCHEMA_H

#include <stdbool.h>

struct arena;
struct diags;
struct doc;
struct schema;

/* "schema/scenario.xsd" or "schema/board.xsd"; lives as long as the arena. */
struct schema *schema_load(struct arena *arena, const char *path);

/* Takes unknown elements out of the tree, and reports each kind of them once. */
void schema_prune(const struct schema *schema, const struct doc *doc, struct diags *diags);

/* Reports every violation but those of types that belong to a rule, one for each element or
 * attribute. False when the check could not run. */
bool schema_validate(struct schema *schema, const struct doc *doc, struct diags *diags);

/* The one, then the other. Most scenarios are found to need neither. */
bool schema_apply(struct schema *schema, const struct doc *doc, struct diags *diags);

#endif
