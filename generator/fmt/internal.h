/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the files of fmt/ share: the two writers, the order of parts, and the check of
 * what was written.
 */
#ifndef FMT_INTERNAL_H
#define FMT_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct arena;
struct doc;
struct schema;
struct schema_type;
struct source;

/* Blanks for each level, in both syntaxes. */
#define FMT_INDENT 2

/* A text that is being written; everything that a writer passes on. */
struct fmt_output {
	struct arena *arena;
	const struct source *source; /* well-formed; lines end with LF */
	const struct schema *schema;
	FILE *out;
};

/* fmt/xml.c, fmt/yaml.c: write the source in the canonical form. `root` is the type of the root
 * element, NULL for a document whose elements stay in their order. Of YAML, false where it cannot
 * be read again, which load_whole() has excluded. */
void fmt_write_xml(const struct fmt_output *output, const struct schema_type *root);
bool fmt_write_yaml(const struct fmt_output *output, const struct schema_type *root);

/* fmt/order.c: the order of `count` parts with these ranks (validate/place.h), of which `order`
 * becomes the indexes. Parts of the same rank keep their order; one of SCHEMA_RANK_UNKNOWN stays
 * behind the part that is before it, or before the one behind it. Returns whether any part moves.
 */
bool fmt_order(struct arena *arena, unsigned *ranks, size_t count, size_t *order);

/* Indentation to `column`. */
void fmt_indent(FILE *out, size_t column);

/* fmt/verify.c: whether two documents that were loaded whole, and are changed by this, have the
 * same content: elements of one name in their order, attributes, texts and comments. */
bool fmt_is_same(struct arena *arena, const struct schema *schema, const struct schema_type *root,
		 const struct doc *one, const struct doc *other);

#endif
