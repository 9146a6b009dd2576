/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.h: the entries of YAML's mappings and lists with their comments, for fmt/yaml*.c only.
 */
#ifndef FMT_YAML_H
#define FMT_YAML_H

#include <stdbool.h>
#include <stddef.h>

#include "fmt/internal.h"
#include "load/yaml_shape.h"

/* Comments on lines of their own, in the order of the file. */
struct fmt_yaml_comments {
	const struct yaml_comment **items;
	size_t count;
};

/* An entry of a mapping or a list. */
struct fmt_yaml_item {
	const struct yaml_shape_entry *entry;
	struct fmt_yaml_comments before;
	const struct yaml_comment *behind; /* on the line of its value; or NULL */
};

struct fmt_yaml_items {
	const struct yaml_comment *at_key; /* behind the key of the mapping or list; or NULL */
	struct fmt_yaml_comments head;	   /* that stay before all entries */
	struct fmt_yaml_item *items;
	size_t count;
	struct fmt_yaml_comments tail;
};

/* Whether the line before that of `at` is empty. One with more blanks than are before `at` is not:
 * it may be the end of a block scalar. */
bool fmt_yaml_is_after_blank(const struct source *source, size_t at);

/* The entries of a mapping or list, or of a scalar, which has none, in the order of the file. */
struct fmt_yaml_items fmt_yaml_divide(const struct fmt_output *output,
				      const struct yaml_shape *shape);

/* Puts the entries of a mapping into the order of the schema: attributes first. Where the mapping
 * has a merge key, or entries that move have anchors or aliases, they stay. */
void fmt_yaml_sort(const struct fmt_output *output, const struct schema_type *type,
		   struct fmt_yaml_items *items);

/* Whether a text begins like the key of an attribute. */
bool fmt_yaml_is_attribute(const char *key);

/* fmt/yaml_text.c: write a flow, or a scalar on one or several lines, from where the line is on;
 * further lines are at `column`. */
void fmt_yaml_write_flow(const struct fmt_output *output, const struct yaml_shape *shape,
			 size_t column);
void fmt_yaml_write_scalar(const struct fmt_output *output, const struct yaml_shape *shape,
			   size_t column);

/* Write the first line of a block scalar without its end, and the other lines. Returns '-' or '+',
 * or 0: what it does with line ends at its end; '+' keeps them all. */
char fmt_yaml_write_header(const struct fmt_output *output, const struct yaml_shape *shape);
void fmt_yaml_write_lines(const struct fmt_output *output, const struct yaml_shape *shape,
			  bool keeps_end, size_t column);

#endif
