/* SPDX-License-Identifier: BSD-3-Clause
 * comment_list.h: how comments are collected, for those that know a syntax.
 */
#ifndef LOAD_COMMENT_LIST_H
#define LOAD_COMMENT_LIST_H

#include "load/comments.h"

/* A comment whose scope is not complete: it ends with what is open at `depth`. */
struct load_open_scope {
	size_t comment;
	size_t depth;
	bool is_item; /* of a list in YAML */
};

struct load_comment_list {
	struct arena *arena;
	const struct source *source;
	struct load_comment *all; /* arena_grow()n */
	size_t count;
	size_t waiting; /* from this one on comments wait for what follows them */
	struct load_open_scope *open;
	size_t open_count;
};

/* Adds the comment at [start, end), whose text is without the first `head` and the last `tail`
 * bytes. Call it by rising place. */
void load_comment_add(struct load_comment_list *list, size_t start, size_t end, size_t head,
		      size_t tail);

/* The comments that wait are about what begins at `start`, and is open at `depth`. */
void load_scopes_begin(struct load_comment_list *list, size_t start, size_t depth, bool is_item);

/* Nothing follows the comments that wait. */
void load_scopes_drop(struct load_comment_list *list);

/* Ends at `end` the scopes that are open at `depth` or deeper; with `only_items` of that depth only
 * the items of lists. */
void load_scopes_end(struct load_comment_list *list, size_t end, size_t depth, bool only_items);

/* load/yaml_scopes.c */
void load_yaml_comments(struct load_comment_list *list);

#endif
