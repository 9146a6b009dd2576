/* SPDX-License-Identifier: BSD-3-Clause
 * change.h: changes of a document's tree as edits of the author's bytes.
 *
 * Each function below adds to a change the edits that do one thing, and touches no byte that does
 * not belong to it. Texts and names are given as they are in the tree, and are escaped or quoted as
 * the place requires. A function returns false and adds nothing where the bytes cannot say what is
 * wanted: where aliases refer to them, so that other elements would change as well; where a
 * document is made of others and has the place in another form; and in the cases that are named
 * below. The edits of one change must not overlap: change what is within an element, or the
 * element.
 */
#ifndef LOAD_CHANGE_H
#define LOAD_CHANGE_H

#include "diag/diag.h"
#include "load/load.h"

struct change {
	struct arena *arena; /* of the edits and their texts */
	const struct doc *doc;
	struct diag_edit *edits; /* arena_grow()n, in the order of the calls */
	size_t count;
};

/* Makes `text` the text of an element. False where it has child elements. Comments within the text
 * stay. */
bool change_text(struct change *change, const xmlNode *element, const char *text);

/* The same for the bytes [start, end) of load_text()'s result. False where these are none, but the
 * element has a text. */
bool change_part(struct change *change, const xmlNode *element, size_t start, size_t end,
		 const char *text);

/* Gives an element another name: in both of its tags. A prefix stays. False where `name` is not
 * one, and in YAML where other elements of a list have the same key. */
bool change_rename(struct change *change, const xmlNode *element, const char *name);

/* Adds a child element with that text, which may be "": behind the last one, in YAML's flow style
 * before the first. False where the parent has text, and in YAML where it has such a child. */
bool change_add(struct change *change, const xmlNode *parent, const char *name, const char *text);

/* Removes an element with all that is in it, and the lines that it has for itself. False for the
 * root. */
bool change_remove(struct change *change, const xmlNode *element);

/* Sets an attribute, which is added where there is none. */
bool change_attribute(struct change *change, const xmlNode *element, const char *name,
		      const char *value);

/* A text as XML has it anywhere: without '<' and '&', quotes, and white space that its readers
 * would change in an attribute. */
const char *change_escape_xml(struct arena *arena, const char *text);

/* Whether two elements have the same content, and no comments, which would say more. */
bool change_is_same(const xmlNode *a, const xmlNode *b);

/* Makes edits of the wishes that messages have about elements of a document. A message with a wish
 * that cannot be fulfilled has no edits. */
void change_fulfil(struct arena *arena, const struct doc *doc, struct diags *diags);

/* The bytes of a source with `count` edits of it made, and their number in *size; NULL where two
 * of them overlap. What is inserted at one place is in the order of the edits. */
const char *change_apply(struct arena *arena, const struct source *source,
			 const struct diag_edit *edits, size_t count, size_t *size);

#endif
