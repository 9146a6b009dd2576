/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what a syntax gives to load.c, for the load*.c files only.
 */
#ifndef LOAD_INTERNAL_H
#define LOAD_INTERNAL_H

#include "load/load.h"

/* Where in the file things stand, as the functions of load/load.h of the same names say. */
struct load_syntax {
	struct span (*element_span)(const struct doc *doc, const xmlNode *element);
	struct span (*text_range)(const struct doc *doc, const xmlNode *element, size_t start,
				  size_t end);
	struct span (*attribute_span)(const struct doc *doc, const xmlNode *element,
				      const char *name);
};

extern const struct load_syntax load_xml_syntax, load_yaml_syntax;

/* A tree that the caller has to free, or NULL with one diag. It is whole with the white space
 * between elements, of which YAML has none. */
xmlDoc *load_xml(const struct source *source, bool is_whole, struct diags *diags);
xmlDoc *load_yaml(struct arena *arena, const struct source *source, struct diags *diags);

#endif
