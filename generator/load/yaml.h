/* SPDX-License-Identifier: BSD-3-Clause
 * yaml.h: what the files of the YAML loader share, for load/yaml*.c only.
 *
 * libyaml makes a graph of nodes of the bytes, in which aliases are resolved; load/yaml_tree.c
 * makes the tree of it, with load/yaml_nodes.c, _entries.c and _names.c. libyaml skips comments:
 * load/yaml_comments.c finds them, and between which entries of which node each belongs.
 */
#ifndef LOAD_YAML_H
#define LOAD_YAML_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <yaml.h>

#include "diag/diag.h"
#include "load/load.h"
#include "load/yaml_shape.h"

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

/* That of an element, which knows of its key and its value, too. */
struct yaml_element_place {
	struct yaml_place place;	 /* the first member: elements have the whole as _private */
	uint32_t key_start, key_end;	 /* with quotes; one key for all elements of a list */
	uint32_t value_start, value_end; /* without anchor and tag; of a mapping in block style the
					  * end is where the next thing begins */
	bool is_mapping, is_flow;	 /* the value; `style` is that of a scalar */
};

/* An input for yaml_scan(), all of which lives as long as `arena`. */
struct yaml_input *yaml_input_new(struct arena *arena, const struct source *source,
				  struct diags *diags);

/* Reads a source up to the document and the places of its comments; NULL with a diag. The input and
 * what belongs to it live in `arena`. */
struct yaml_input *yaml_read(struct arena *arena, const struct source *source, struct diags *diags);

/* The column of an offset in characters, from 0. */
size_t yaml_column(const struct source *source, size_t at);

/* A parser of a text, which ends with yaml_parser_delete(). */
yaml_parser_t *yaml_parser_of(struct arena *arena, const char *bytes, size_t size);

/* Ends the run where a parser failed because memory ran out; call it after each failure. */
void yaml_check_memory(const struct arena *arena, const yaml_parser_t *parser);

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

/* Finds the node and the entry in it that each comment belongs to. */
void yaml_place_comments(struct yaml_input *input);

/* load/yaml_tree.c: the tree of a document, or NULL with a diag. The first mistake is reported and
 * ends it: everything after it may be a consequence. */
xmlDoc *yaml_tree(const struct yaml_input *input);

/* How deep elements, and mappings that are merged into each other, may be nested: as deep as
 * libxml2 lets XML be. */
#define YAML_DEPTH_MAX 256

struct yaml_tree {
	const struct yaml_input *input;
	yaml_document_t *document;
	xmlDoc *xml;
	bool *is_visited;     /* by the number of the node: what is visited again is aliased */
	unsigned alias_depth; /* how many nodes around this one are visited again */
	size_t aliased;
	bool is_failed;
};

/* load/yaml_nodes.c: libyaml's nodes */

yaml_node_t *yaml_node_of(const struct yaml_tree *tree, int number);

/* The value of a node that is known to be a scalar. */
const char *yaml_scalar(const yaml_node_t *node);

/* From where a node begins: scalars whole, of others the first character. */
struct span yaml_span_of(const struct yaml_tree *tree, const yaml_node_t *node);

/* Reports the mistake that ends the conversion; `what` is for the format's one %s. */
struct diag *yaml_fail(struct yaml_tree *tree, enum diag_code code, struct span at,
		       const char *format, const char *what);
void yaml_fail_form(struct yaml_tree *tree, const yaml_node_t *node, const char *format,
		    const char *what, const char *help);

/* A place for the node of the tree that stands there, and for one that is a scalar. */
struct yaml_place *yaml_new_place(const struct yaml_tree *tree, struct span at);
struct yaml_place *yaml_scalar_place(const struct yaml_tree *tree, const yaml_node_t *node);
struct yaml_element_place *yaml_element_place(const struct yaml_tree *tree, const yaml_node_t *key,
					      const yaml_node_t *value, struct span at);

/* The text of a scalar with that key; "" for null, and NULL, reported, where it is not text. */
const char *yaml_text_value(struct yaml_tree *tree, const yaml_node_t *node, const char *key);

/* Fails where a key is not text or not unique in its mapping, or a tag is unsupported. */
void yaml_check_nodes(struct yaml_tree *tree);

/* Notes what aliases refer to as shared bytes of the source. */
void yaml_share_aliased(const struct yaml_tree *tree);

/* load/yaml_entries.c: the entries of mappings */

/* One entry of a mapping, merge keys being resolved. */
struct yaml_entry {
	const yaml_node_t *key;
	int value;
	size_t index; /* of the entry of the mapping itself that it comes from */
};

struct yaml_entries {
	struct yaml_entry *items;
	size_t count;
};

/* The entries of a mapping in their order. */
struct yaml_entries yaml_entries_of(struct yaml_tree *tree, int number);

/* Before a node becomes part of the tree. One that is part already is aliased, and so is what is in
 * it, until the caller sets alias_depth back. */
void yaml_enter(struct yaml_tree *tree, int number);

/* Counts a node that an alias expands to. False when that exceeds the limit, or it has failed
 * before.
 */
bool yaml_check_limit(struct yaml_tree *tree, const yaml_node_t *node);

/* load/yaml_names.c: names and namespaces */

/* Whether it is a name in XML; fails if not. */
bool yaml_is_name(struct yaml_tree *tree, const yaml_node_t *key, const char *name);

/* Gives a name of the form prefix:local its namespace, if the prefix has one; returns what is left
 * of the name. */
const char *yaml_resolve_name(struct yaml_tree *tree, xmlNode *scope, const char *name,
			      xmlNs **space);

/* Whether a key declares a namespace, and what it declares for an element. */
bool yaml_is_namespace(const char *key);
void yaml_declare_namespace(struct yaml_tree *tree, xmlNode *element,
			    const struct yaml_entry *entry);

/* Sets the namespace of an element, whose own declarations count. */
void yaml_set_namespace(struct yaml_tree *tree, xmlNode *element);

#endif
