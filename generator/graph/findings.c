/* SPDX-License-Identifier: BSD-3-Clause
 * findings.c: puts the messages of check to the parts that they are about.
 *
 * A model has the places of start tags; an outline of the file has the ends of elements.
 */
#include <stdlib.h>

#include "base/arena.h"
#include "diag/diag.h"
#include "graph/places.h"
#include "outline/outline.h"

/* What a part takes of a file. */
struct extent {
	const struct source *source;
	size_t start, end;
	const struct graph_place *place;
	size_t outer; /* the number of the innermost one around it plus 1; 0 for none */
};

struct extents {
	struct extent *all; /* by file and place, outer ones first */
	size_t count;
};

/* The elements of a file, by rising start. */
struct elements {
	struct arena *arena;
	const struct source *source;
	const struct outline_node **all; /* arena_grow()n */
	size_t count;
};

/* Of XML the start tag, of YAML the key or the '-'. */
static size_t start_of(const struct outline_node *node)
{
	size_t start = node->at.start;

	return start && node->at.source->bytes[start - 1] == '<' ? start - 1 : start;
}

static const struct outline_node *following(const struct outline_node *node)
{
	if (node->first)
		return node->first;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

static void read_elements(struct elements *elements, const struct source *source)
{
	const struct outline_node *node = outline_new(elements->arena, source, 0)->top;

	elements->source = source;
	elements->all = NULL;
	elements->count = 0;
	while ((node = following(node))) {
		elements->all = arena_grow(elements->arena, (void *)elements->all, elements->count,
					   sizeof(*elements->all));
		elements->all[elements->count++] = node;
	}
}

/* The last element that begins at or before a place, or NULL. */
static const struct outline_node *element_at(const struct elements *elements, size_t at)
{
	size_t low = 0, high = elements->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (start_of(elements->all[middle]) <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? elements->all[low - 1] : NULL;
}

/* The outermost element around a node, below the root. */
static const struct outline_node *below_root(const struct outline_node *node)
{
	while (node->depth > 2)
		node = node->parent;
	return node;
}

static struct extent extent_of(const struct elements *elements, const struct graph_place *place)
{
	const struct outline_node *node = element_at(elements, place->at.start);
	struct extent extent = { place->at.source, place->at.start, place->at.end, place, 0 };

	if (node && place->is_within)
		node = below_root(node);
	if (!node || (start_of(node) != extent.start && !place->is_within))
		return extent;
	extent.start = start_of(node);
	extent.end = node->end;
	return extent;
}

static int by_source(const void *left, const void *right)
{
	const struct graph_place *const *a = left, *const *b = right;
	uintptr_t one = (uintptr_t)(*a)->at.source, other = (uintptr_t)(*b)->at.source;

	return one < other ? -1 : one > other;
}

static int by_place(const void *left, const void *right)
{
	const struct extent *a = left, *b = right;

	if (a->source != b->source)
		return (uintptr_t)a->source < (uintptr_t)b->source ? -1 : 1;
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	return a->place->kind < b->place->kind ? -1 : a->place->kind > b->place->kind;
}

/* An empty text has its place, too. */
static bool is_in(const struct extent *extent, const struct source *source, size_t at)
{
	return extent->source == source &&
	       (at == extent->start || (at > extent->start && at < extent->end));
}

static void link_outer(struct extents *extents)
{
	for (size_t i = 0; i < extents->count; i++) {
		size_t outer = i;

		while (outer && !is_in(&extents->all[outer - 1], extents->all[i].source,
				       extents->all[i].start))
			outer = extents->all[outer - 1].outer;
		extents->all[i].outer = outer;
	}
}

static struct extents make_extents(struct arena *arena, const struct graph_places *places)
{
	const struct graph_place **sorted = arena_array(arena, places->count, sizeof(*sorted));
	struct extents extents = {
		.all = arena_array(arena, places->count, sizeof(*extents.all)),
		.count = places->count,
	};
	struct elements elements = { .arena = arena };

	for (size_t i = 0; i < places->count; i++)
		sorted[i] = &places->all[i];
	if (!places->count)
		return extents;
	qsort(sorted, places->count, sizeof(*sorted), by_source);
	for (size_t i = 0; i < places->count; i++) {
		if (sorted[i]->at.source != elements.source)
			read_elements(&elements, sorted[i]->at.source);
		extents.all[i] = extent_of(&elements, sorted[i]);
	}
	qsort(extents.all, extents.count, sizeof(*extents.all), by_place);
	link_outer(&extents);
	return extents;
}

static struct graph_part *part_of(struct graph *graph, const struct graph_place *place)
{
	switch (place->kind) {
	case GRAPH_VM:
		return &graph->vms[place->index].part;
	case GRAPH_DEVICE:
		return &graph->vms[place->index].devices[place->inner].part;
	case GRAPH_REGION:
	case GRAPH_OWN_REGION:
		return &graph->regions[place->index].part;
	case GRAPH_PEER:
		return &graph->regions[place->index].peers[place->inner].part;
	default:
		return &graph->connections[place->index].part;
	}
}

/* How many extents begin up to a place. */
static size_t count_before(const struct extents *extents, struct span at)
{
	size_t low = 0, high = extents->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct extent *extent = &extents->all[middle];

		if (extent->source == at.source ? extent->start <= at.start
						: (uintptr_t)extent->source < (uintptr_t)at.source)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct graph_part *find_part(struct graph *graph, const struct extents *extents,
				    struct span at)
{
	size_t i = at.source ? count_before(extents, at) : 0;

	while (i && !is_in(&extents->all[i - 1], at.source, at.start))
		i = extents->all[i - 1].outer;
	return i ? part_of(graph, extents->all[i - 1].place) : &graph->rest;
}

void graph_add_findings(struct graph *graph, const struct graph_places *places,
			const struct diags *diags)
{
	CLEANUP(arena_free) struct arena *scratch = arena_new_like(graph->arena);
	struct extents extents = { 0 };

	if (diags_count(diags))
		extents = make_extents(scratch, places);
	for (size_t i = 0; i < diags_count(diags); i++) {
		struct diag_message message = diags_get(diags, i);

		graph_add_finding(graph, find_part(graph, &extents, message.at),
				  (struct graph_finding) {
					  .is_error = message.level >= DIAG_ERROR,
					  .slug = message.rule->slug,
					  .text = message.text,
				  });
	}
}
