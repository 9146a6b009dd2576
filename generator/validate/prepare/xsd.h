/* SPDX-License-Identifier: BSD-3-Clause
 * xsd.h: reads an XSD, as much as schema/ uses; the rest is refused.
 */
#ifndef VALIDATE_PREPARE_XSD_H
#define VALIDATE_PREPARE_XSD_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/* XML Schema's own types that an XSD may use. */
#define XSD_BUILTIN_COUNT 3
extern const char *const xsd_builtins[XSD_BUILTIN_COUNT];

/* The facets of a simple type and of those that it restricts. */
struct xsd_facets {
	const char *base;
	const char *pattern;
	const xmlNode *values; /* the restriction that lists them */
	const char *min, *max;
	bool is_empty; /* the empty text is the only one */
};

/* Prints what is wrong with a node, with its file and line, and ends the program. */
_Noreturn void xsd_refuse(const xmlNode *node, const char *why);

/* The value of an attribute, or NULL; whether it is `value`. */
const char *xsd_value(const xmlNode *node, const char *attribute);
bool xsd_has_value(const xmlNode *node, const char *attribute, const char *value);

/* Whether the element has that name. */
bool xsd_is(const xmlNode *node, const char *name);

/* Whether it declares a type. */
bool xsd_is_type(const xmlNode *node);

/* The first child element, of any name or of that name; or NULL. */
xmlNode *xsd_first_child(const xmlNode *node);
xmlNode *xsd_child(const xmlNode *node, const char *name);

/* What its annotation says, on one line, or NULL. The caller frees it. */
char *xsd_documentation(const xmlNode *node);

/* The index in xsd_builtins[]; XSD_BUILTIN_COUNT for a type that the XSD declares. */
size_t xsd_builtin_index(const char *name);

/* The declaration of a type, NULL for a built-in one. Refuses `user`, which has that type, if there
 * is none. */
const xmlNode *xsd_type(const xmlNode *user, const char *name);

/* Its index in the table, where the built-in types come first. */
size_t xsd_type_index(const xmlNode *user, const char *name);

struct xsd_facets xsd_facets_of(const xmlNode *type);

/* The children of that name, sorted by what they declare. The caller frees the array. */
const xmlNode **xsd_declarations(const xmlNode *parent, const char *name, size_t *count);

#endif
