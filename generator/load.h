/* SPDX-License-Identifier: BSD-3-Clause
 * load.h: bytes become an XML tree in which every element knows its place.
 *
 * libxml2 keeps the line of the end of a start tag, and that up to 65,535 only; here every element
 * keeps the byte offset of its '<', and everything finer is found by scanning that one element
 * again.
 */
#ifndef LOAD_H
#define LOAD_H

#include <libxml/tree.h>

#include "source.h"

struct arena;
struct diags;

struct doc {
	const struct source *source;
	xmlDoc *xml; /* freed with the arena */
};

/* Parses a source as hardened XML: no document type, no entities but XML's own five, no network,
 * depth at most about 256 (libxml2's limit). White space between elements is not in the tree.
 * Returns NULL with one diag at the exact place if that
 * fails. */
const struct doc *load_source(struct arena *arena, const struct source *source,
			      struct diags *diags);

/* The start tag of an element, from '<' to the end of its name. */
struct span load_element_span(const struct doc *doc, const xmlNode *element);

/* The text of an element without white space around it, or its start tag where it has none. */
struct span load_text_span(const struct doc *doc, const xmlNode *element);

/* The bytes [start, end) of load_text()'s result, wherever entities and comments put them. */
struct span load_text_range(const struct doc *doc, const xmlNode *element, size_t start,
			    size_t end);

/* The value of an attribute, between the quotes; the start tag where there is no such attribute. */
struct span load_attribute_span(const struct doc *doc, const xmlNode *element, const char *name);

/* The text of an element, CDATA included and child elements not, without white space around it;
 * never NULL. */
const char *load_text(struct arena *arena, const xmlNode *element);

/* An attribute's value without white space around it, or NULL. */
const char *load_attribute(struct arena *arena, const xmlNode *element, const char *name);

/* The first child element of that name, or NULL. */
const xmlNode *load_child(const xmlNode *element, const char *name);

/* The next sibling element of the same name, or NULL. */
const xmlNode *load_next(const xmlNode *element);

#endif
