/* SPDX-License-Identifier: BSD-3-Clause
 * wishes.c: makes edits of changes of elements, of which messages only have the places. */
#include <stdlib.h>

#include "base/arena.h"
#include "load/change.h"

struct placed {
	const struct source *source;
	uint32_t start;
	const xmlNode *element;
};

/* The elements of a document by their places. */
struct places {
	struct arena *arena;
	const struct doc *doc;
	struct placed *all; /* arena_grow()n; NULL until they are asked for */
	size_t count;
};

static void add_place(struct places *places, struct span at, const xmlNode *element)
{
	places->all = arena_grow(places->arena, places->all, places->count, sizeof(*places->all));
	places->all[places->count++] = (struct placed) { at.source, at.start, element };
}

static void collect(struct places *places, const xmlNode *element)
{
	for (; element; element = element->next) {
		if (element->type != XML_ELEMENT_NODE)
			continue;
		add_place(places, load_element_span(places->doc, element), element);
		if (load_has_text(places->doc, element))
			add_place(places, load_text_span(places->doc, element), element);
		collect(places, element->children);
	}
}

static int by_place(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;

	if (a->source != b->source)
		return (uintptr_t)a->source < (uintptr_t)b->source ? -1 : 1;
	return a->start < b->start ? -1 : a->start > b->start;
}

static const xmlNode *find(struct places *places, struct span at)
{
	const struct placed key = { at.source, at.start, NULL };
	const struct placed *found;

	if (!places->all) {
		collect(places, xmlDocGetRootElement(places->doc->xml));
		if (places->all)
			qsort(places->all, places->count, sizeof(*places->all), by_place);
	}
	found = places->all ? bsearch(&key, places->all, places->count, sizeof(key), by_place)
			    : NULL;
	return found ? found->element : NULL;
}

static bool has_same_attributes(const xmlNode *a, const xmlNode *b)
{
	const xmlAttr *left = a->properties, *right = b->properties;

	for (; left && right; left = left->next, right = right->next)
		if (!xmlStrEqual(left->name, right->name) || left->ns != right->ns ||
		    !left->children != !right->children ||
		    (left->children &&
		     !xmlStrEqual(left->children->content, right->children->content)))
			return false;
	return left == right;
}

bool change_is_same(const xmlNode *a, const xmlNode *b)
{
	const xmlNode *left = a->children, *right = b->children;

	if (a->type != b->type || a->type == XML_COMMENT_NODE || !xmlStrEqual(a->name, b->name))
		return false;
	if (a->type != XML_ELEMENT_NODE)
		return xmlStrEqual(a->content, b->content);
	if (a->ns || b->ns || !has_same_attributes(a, b))
		return false;
	for (; left && right; left = left->next, right = right->next)
		if (!change_is_same(left, right))
			return false;
	return left == right;
}

/* One that is there without a text gets it. */
static bool add(struct change *change, const xmlNode *parent, const struct diag_wish *wish)
{
	const xmlNode *child = load_child(parent, wish->name);

	if (!child)
		return change_add(change, parent, wish->name, wish->text);
	return !*load_text(change->arena, child) && change_text(change, child, wish->text);
}

/* The nearest element of a name around what is at a place; what is there itself if there is none.
 */
static const xmlNode *find_around(struct places *places, struct span at, const char *name)
{
	const xmlNode *inner = at.source ? find(places, at) : NULL;

	for (const xmlNode *element = inner; element && element->type == XML_ELEMENT_NODE;
	     element = element->parent)
		if (xmlStrEqual(element->name, BAD_CAST name))
			return element;
	return inner;
}

static bool remove_duplicate(struct places *places, struct change *change,
			     const struct diag_wish *wish)
{
	const xmlNode *element = find_around(places, wish->at, wish->name);
	const xmlNode *other = find_around(places, wish->other, wish->name);

	return element && other && element != other && element->parent == other->parent &&
	       change_is_same(element, other) && change_remove(change, element);
}

static bool carry_out(struct places *places, struct change *change, const struct diag_wish *wish)
{
	const xmlNode *element = find(places, wish->at);

	if (wish->kind == DIAG_WISH_REMOVE)
		return remove_duplicate(places, change, wish);
	if (!element)
		return false;
	if (wish->kind == DIAG_WISH_ADD)
		return add(change, element, wish);
	return change_attribute(change, element, wish->name, wish->text);
}

static void fulfil(struct diag *diag, const struct diag_wish *wish, void *context)
{
	struct places *places = context;
	struct change change = { .arena = places->arena, .doc = places->doc };

	if (!carry_out(places, &change, wish))
		diag_cannot_edit(diag);
	diag_edits(diag, change.edits, change.count);
}

void change_fulfil(struct arena *arena, const struct doc *doc, struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(arena);
	struct places places = { .arena = scratch, .doc = doc };

	diags_fulfil(diags, fulfil, &places);
}
