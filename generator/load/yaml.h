/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.h: what the parts of the YAML loader share, for the load_yaml*.c files only.
 *
 * libyaml makes a graph of nodes of the bytes, in which aliases are resolved; load/yaml_tree.c
 * makes the tree of it, with load/yaml_nodes.c, _entries.c and _names.c. libyaml passes comments
 * over: load/yaml_comments.c finds them, and says between which entries of which node each belongs.
 */
#ifndef LOAD_YAML_H
#define LOAD_YAML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <yaml.h>

#include "diag/diag.h"
#include "load/load.h"

/* One comment: a line, or several lines of nothing else below each other. */
struct yaml_comment {
	size_t start, end;	   /* from the first '#' to the end of the last line */
	size_t column;		   /* in characters, from 0 */
	bool is_behind;		   /* something else stands before it on its line */
	size_t index;		   /* how many entries of its node are before it */
	struct yaml_comment *next; /* in the same node */
};

/* The '-' of an entry of a list. */
struct yaml_dash {
	size_t offset, column;
	size_t next; /* the next one that is no further to the right: its neighbour's, if it has one
		      */
};

struct yaml_input {
	struct arena *arena;  /* of what lives until there is a tree */
	struct arena *places; /* of what lives as long as the tree: struct yaml_place */
	const struct source *source;
	struct diags *diags;
	yaml_document_t document;
	const size_t *strides; /* the offset of every YAML_STRIDE-th character */
	struct yaml_comment *comments;
	size_t comment_count;
	struct yaml_dash *dashes;
	size_t dash_count;
	struct yaml_comment **comments_of; /* the first of each node, by the node's number */
};

/* Where in the file a node of the tree stands; nodes have it as _private. */
struct yaml_place {
	uint32_t start, end; /* of an element's key or '-'; of a scalar with its quotes */
	yaml_scalar_style_t style;
	bool is_there; /* false: the scalar is null, and has no text in the file */
};

/* A parser of the whole source; to be ended with yaml_parser_delete(). NULL: out of memory. */
yaml_parser_t *yaml_parser_of(const struct yaml_input *input);

/* The offset of a character that libyaml counts. */
size_t yaml_offset(const struct yaml_input *input, const yaml_mark_t *mark);

/* Where a node begins behind its anchor and its tag; `*has_tag`, if not NULL, whether it has one.
 */
size_t yaml_content_start(const struct yaml_input *input, const yaml_node_t *node, bool *has_tag);

/* The first '-' of a list in block style; dash_count if there is none. */
size_t yaml_first_dash(const struct yaml_input *input, const yaml_node_t *list);

/* Finds comments and dashes. Call it before the document is made. False with a diag where mappings
 * and lists are nested so deep that libyaml would take too long for what follows. */
bool yaml_scan(struct yaml_input *input);

/* Says of every comment where in the document it belongs. */
void yaml_place_comments(struct yaml_input *input);

/* The tree of a document, or NULL with a diag. */
xmlDoc *yaml_tree(const struct yaml_input *input);

#endif
