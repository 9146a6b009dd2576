/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_tree.h: what makes the tree of a YAML document, for the files behind yaml_tree() only.
 *
 * The first mistake is reported and ends it: everything after it may be a consequence.
 */
#ifndef LOAD_YAML_TREE_H
#define LOAD_YAML_TREE_H

#include "load/yaml.h"

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

/* load/yaml_nodes.c: what libyaml's nodes are */

yaml_node_t *yaml_node_of(const struct yaml_tree *tree, int number);

/* The value of a node that is known to be a scalar. */
const char *yaml_scalar(const yaml_node_t *node);

/* From where a node begins: scalars whole, of others the first character. */
struct span yaml_span_of(const struct yaml_tree *tree, const yaml_node_t *node);

/* Reports the mistake that ends it all; `what` is for the format's one %s. */
struct diag *yaml_fail(struct yaml_tree *tree, enum diag_code code, struct span at,
		       const char *format, const char *what);
void yaml_fail_form(struct yaml_tree *tree, const yaml_node_t *node, const char *format,
		    const char *what, const char *help);

/* A place for the node of the tree that stands there, and for one that is a scalar. */
struct yaml_place *yaml_new_place(const struct yaml_tree *tree, struct span at);
struct yaml_place *yaml_scalar_place(const struct yaml_tree *tree, const yaml_node_t *node);

/* The text of a scalar with that key; "" for null, and NULL, reported, for what is no text at all.
 */
const char *yaml_text_value(struct yaml_tree *tree, const yaml_node_t *node, const char *key);

/* Fails where a key is no text or stands twice in its mapping, or a tag means something else. */
void yaml_check_nodes(struct yaml_tree *tree);

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

/* Counts what an alias stands for. False when that was too much, or it has failed before. */
bool yaml_spend(struct yaml_tree *tree, const yaml_node_t *node);

/* load/yaml_names.c: names and name spaces */

/* Whether it is a name in XML; fails if not. */
bool yaml_is_name(struct yaml_tree *tree, const yaml_node_t *key, const char *name);

/* Gives a name of the form prefix:local its name space, if the prefix has one; returns what is left
 * of the name. */
const char *yaml_resolve_name(struct yaml_tree *tree, xmlNode *scope, const char *name,
			      xmlNs **space);

/* Whether a key declares a name space, and what it declares for an element. */
bool yaml_is_name_space(const char *key);
void yaml_declare_name_space(struct yaml_tree *tree, xmlNode *element,
			     const struct yaml_entry *entry);

/* Sets the name space of an element, whose own declarations count. */
void yaml_set_name_space(struct yaml_tree *tree, xmlNode *element);

#endif
