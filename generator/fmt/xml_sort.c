/* SPDX-License-Identifier: BSD-3-Clause
 * xml_sort.c: puts the elements of an XML file into the order of the schema. */
#include "base/arena.h"
#include "fmt/internal.h"
#include "fmt/xml.h"
#include "validate/place.h"

/* What moves as one: an element or an instruction, with the comments that belong to it. */
struct unit {
	struct fmt_xml *first, *last;
};

struct units {
	struct fmt_xml *head, *head_last; /* comments that stay before all; or NULL */
	struct unit *items;
	unsigned *ranks;
	size_t count;
	struct fmt_xml *tail; /* comments that stay behind all; or NULL */
};

static size_t count_children(const struct fmt_xml *element)
{
	size_t count = 0;

	for (const struct fmt_xml *part = element->first; part; part = part->next)
		count++;
	return count;
}

/* Ends the head before the last of the parts up to the first unit's own that has an empty line
 * before it; `main` is that unit's element. */
static void split_head(struct units *units, struct fmt_xml *first, struct fmt_xml *main)
{
	struct fmt_xml *start = first;

	for (struct fmt_xml *part = first, *before = units->head_last; part != main->next;
	     before = part, part = part->next) {
		if (part == first || !part->is_after_blank)
			continue;
		units->head = units->head ? units->head : first;
		units->head_last = before;
		start = part;
	}
	units->items[0].first = start;
}

static unsigned rank_of(const struct schema *schema, const struct schema_type *type,
			const struct fmt_xml *part)
{
	return part->kind == FMT_XML_ELEMENT ? schema_place(schema, type, part->name).rank
					     : SCHEMA_RANK_UNKNOWN;
}

static void add_unit(struct units *units, struct fmt_xml *first, struct fmt_xml *main,
		     unsigned rank)
{
	units->items[units->count] = (struct unit) { first, main };
	units->ranks[units->count] = rank;
	if (units->count++ == 0)
		split_head(units, first, main);
}

/* A comment behind what has been read so far, on its line. */
static void add_behind(struct units *units, struct fmt_xml *comment)
{
	if (units->count) {
		units->items[units->count - 1].last = comment;
		return;
	}
	units->head = units->head ? units->head : comment;
	units->head_last = comment;
}

static void divide(struct units *units, const struct schema *schema, const struct schema_type *type,
		   const struct fmt_xml *element)
{
	struct fmt_xml *pending = NULL;

	for (struct fmt_xml *part = element->first; part; part = part->next) {
		if (part->kind != FMT_XML_COMMENT) {
			add_unit(units, pending ? pending : part, part,
				 rank_of(schema, type, part));
			pending = NULL;
		} else if (part->is_behind && !pending) {
			add_behind(units, part);
		} else if (!pending) {
			pending = part;
		}
	}
	units->tail = pending;
}

static void append(struct fmt_xml *element, struct fmt_xml *first, struct fmt_xml *last)
{
	if (element->last)
		element->last->next = first;
	else
		element->first = first;
	element->last = last;
}

void fmt_xml_sort(struct arena *arena, const struct schema *schema, const struct schema_type *type,
		  struct fmt_xml *element)
{
	size_t count = count_children(element);
	struct units units = {
		.items = arena_array(arena, count, sizeof(*units.items)),
		.ranks = arena_array(arena, count, sizeof(*units.ranks)),
	};
	size_t *order = arena_array(arena, count, sizeof(*order));
	struct fmt_xml *last = element->last;

	divide(&units, schema, type, element);
	if (!units.count || !fmt_order(arena, units.ranks, units.count, order))
		return;
	element->first = element->last = NULL;
	if (units.head) {
		append(element, units.head, units.head_last);
		units.items[order[0]].first->is_after_blank |= !units.head_last->is_behind;
	}
	for (size_t i = 0; i < units.count; i++)
		append(element, units.items[order[i]].first, units.items[order[i]].last);
	if (units.tail)
		append(element, units.tail, last);
	element->last->next = NULL;
}
