/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_shape.h: a YAML file as it is written, for those that write it again: aliases are not
 * resolved, and every part knows its bytes.
 */
#ifndef LOAD_YAML_SHAPE_H
#define LOAD_YAML_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct source;

/* One comment: a line, or several lines of nothing else below each other. */
struct yaml_comment {
	size_t start, end;	   /* from the first '#' to the end of the last line */
	size_t column;		   /* in characters, from 0 */
	bool is_behind;		   /* something else stands before it on its line */
	size_t index;		   /* how many entries of its node are before it */
	struct yaml_comment *next; /* in the same node */
};

enum yaml_shape_kind {
	YAML_SHAPE_SCALAR, /* plain or in quotes; without bytes where the value is absent */
	YAML_SHAPE_ALIAS,
	YAML_SHAPE_BLOCK,   /* a block scalar, from its '|' or '>' on */
	YAML_SHAPE_FLOW,    /* a mapping or list in flow style, with all that is in it */
	YAML_SHAPE_MAPPING, /* in block style, as the next one */
	YAML_SHAPE_LIST,
};

struct yaml_shape_entry;

/* A node. Comments are those that docs/yaml.md gives to it; in a flow only those around it count.
 */
struct yaml_shape {
	enum yaml_shape_kind kind;
	size_t start, end;	/* in the source, behind the properties; not of blocks of entries */
	const char *properties; /* the anchor and the tag, with a blank between them; "" for none */
	const char *text;	/* of a scalar; NULL of others */
	bool is_linked;		/* it is an alias, or has an anchor, or something in it */
	size_t around;		/* the column of the mapping or list around it */
	struct yaml_shape_entry *entries; /* arena_grow()n */
	size_t count;
	const struct yaml_comment *comments;
};

struct yaml_shape_entry {
	size_t start;		/* of its key, its '?' or its '-' */
	bool is_explicit;	/* the key has a '?' */
	struct yaml_shape *key; /* NULL in a list */
	struct yaml_shape *value;
};

/* A file of one document. */
struct yaml_shape_file {
	const struct yaml_shape *root;
	size_t start,
		start_end; /* of the directives and the '---'; the same where there are none */
	bool has_end;	   /* it ends with '...' */
};

/* Reads a source that load_source() takes, for which nothing is reported; NULL for any other. */
const struct yaml_shape_file *yaml_shape_read(struct arena *arena, const struct source *source);

#endif
