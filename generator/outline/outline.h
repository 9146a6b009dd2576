/* SPDX-License-Identifier: BSD-3-Clause
 * outline.h: the elements of a text as far as it is typed, and what is open at one offset of it.
 *
 * Any bytes have an outline, which is made in linear time: what is not understood is left out. For
 * a text that can be parsed it has the elements that the tree has, except for those that YAML has
 * by aliases. Texts are as they are written: entities and escapes are not
 * resolved.
 */
#ifndef OUTLINE_OUTLINE_H
#define OUTLINE_OUTLINE_H

#include <stdbool.h>

#include "base/source.h"

struct arena;

/* What is deeper is not in the outline. */
#define OUTLINE_DEPTH_MAX 256u

struct outline_attribute {
	struct span name, value; /* the name without YAML's '$'; the value without quotes */
	const struct outline_attribute *next;
};

struct outline_node {
	struct span name; /* of an entry of a list in YAML: the list's key */
	struct span at;	  /* as `name`, but of such an entry the '-' */
	struct span text; /* the first text in it, without white space and quotes around it */
	size_t depth;	  /* of the root element 1, of what is around it 0 */
	size_t end;	  /* where it ends, as far as it is typed */
	struct outline_node *parent, *first, *last, *next;
	const struct outline_attribute *attributes;
};

enum outline_kind {
	OUTLINE_NOTHING,	 /* a comment or something like that */
	OUTLINE_NAME,		 /* the name of an element; in YAML a key */
	OUTLINE_END_NAME,	 /* that of an end tag */
	OUTLINE_ATTRIBUTE,	 /* the name of an attribute of `open` */
	OUTLINE_ATTRIBUTE_VALUE, /* the value of its attribute */
	OUTLINE_TEXT,		 /* what is in `open`, beside other elements */
};

/* What is at an offset. */
struct outline_place {
	enum outline_kind kind;
	struct outline_node *open; /* the innermost element there; that of an end tag */
	struct outline_node *node; /* OUTLINE_NAME: whose name it is; NULL where it has none yet */
	struct span
		word; /* the whole name, value or text that the offset is in, or at the end of */
	struct span attribute; /* OUTLINE_ATTRIBUTE_VALUE: the name */
};

struct outline {
	struct arena *arena;
	const struct source *source;
	bool is_yaml;
	struct outline_node *top; /* what is around the root element */
	size_t offset;
	struct outline_place place; /* at that offset */
	bool is_found;		    /* while it is made: `place` is known */
};

/* The outline of a source, with what is at `offset` in it. */
const struct outline *outline_new(struct arena *arena, const struct source *source, size_t offset);

/* Whether the bytes of a span are that text. */
bool outline_is(struct span at, const char *text);

/* A copy of the bytes of a span. */
const char *outline_text(struct arena *arena, struct span at);

/* The first child of that name, or NULL. */
const struct outline_node *outline_child(const struct outline_node *node, const char *name);

/* The value of an attribute; false where there is none. */
bool outline_attribute(const struct outline_node *node, const char *name, struct span *value);

/* The names of the elements from the root to a node: node->depth of them. */
const char *const *outline_path(struct arena *arena, const struct outline_node *node);

/* The nearest element around a node, or the node itself, that has this name; or NULL. */
const struct outline_node *outline_around(const struct outline_node *node, const char *name);

/* For outline/xml.c and outline/yaml.c, which make the outline. */
void outline_read_xml(struct outline *outline);
void outline_read_yaml(struct outline *outline);

/* Adds an element with an empty text. */
struct outline_node *outline_add(struct outline *outline, struct outline_node *parent,
				 struct span name);

/* Adds an attribute behind `last`, or as the first one where that is NULL. */
struct outline_attribute *outline_add_attribute(struct outline *outline, struct outline_node *node,
						struct outline_attribute *last, struct span name,
						struct span value);

/* Notes what is at the offset that is asked for, if that is in [start, end], both ends included: at
 * a border of two the first. */
bool outline_note(struct outline *outline, enum outline_kind kind, struct outline_node *open,
		  size_t start, size_t end);

/* The same where nothing is typed yet: the word is empty, and is at the offset. */
bool outline_note_gap(struct outline *outline, enum outline_kind kind, struct outline_node *open,
		      size_t start, size_t end);

/* outline/flow.c: reads a mapping or list of YAML's flow style, which begins at `start` and ends
 * before `limit`, into an element. */
void outline_read_flow(struct outline *outline, struct outline_node *node, size_t start,
		       size_t limit);

#endif
