/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_sort.c: divides YAML's mappings and lists into entries with their comments, and puts entries
 * into the order of the schema. */
#include <string.h>

#include "base/arena.h"
#include "base/source.h"
#include "fmt/yaml.h"
#include "validate/place.h"

bool fmt_yaml_is_after_blank(const struct source *source, size_t at)
{
	size_t column = 0, blanks = 0;

	for (; at > 0 && source->bytes[at - 1] != '\n'; at--)
		column++;
	if (at == 0)
		return false;
	for (at--; at > 0 && strchr(" \t", source->bytes[at - 1]); at--)
		blanks++;
	return (at == 0 || source->bytes[at - 1] == '\n') && blanks <= column;
}

static void add_comment(struct arena *arena, struct fmt_yaml_comments *comments,
			const struct yaml_comment *comment)
{
	comments->items =
		arena_grow(arena, comments->items, comments->count, sizeof(*comments->items));
	comments->items[comments->count++] = comment;
}

/* Gives a comment that stands before the entry `index` to that, or to the one before it, if it is
 * on its line, or before its value. */
static void place_comment(const struct fmt_output *output, struct fmt_yaml_items *items,
			  const struct yaml_comment *comment)
{
	size_t index = comment->index;
	struct fmt_yaml_item *last = index ? &items->items[index - 1] : NULL;

	if (comment->is_behind && !last && !items->at_key)
		items->at_key = comment;
	else if (comment->is_behind && last && !last->behind)
		last->behind = comment;
	else if (last && comment->start < last->entry->value->start &&
		 last->entry->value->kind != YAML_SHAPE_ALIAS)
		add_comment(output->arena, &last->before, comment);
	else if (index < items->count)
		add_comment(output->arena, &items->items[index].before, comment);
	else
		add_comment(output->arena, &items->tail, comment);
}

struct fmt_yaml_items fmt_yaml_divide(const struct fmt_output *output,
				      const struct yaml_shape *shape)
{
	bool has_entries = shape->kind == YAML_SHAPE_MAPPING || shape->kind == YAML_SHAPE_LIST;
	struct fmt_yaml_items items = { .count = has_entries ? shape->count : 0 };

	items.items = arena_array(output->arena, items.count, sizeof(*items.items));
	for (size_t i = 0; i < items.count; i++)
		items.items[i].entry = &shape->entries[i];
	for (const struct yaml_comment *comment = shape->comments; comment; comment = comment->next)
		place_comment(output, &items, comment);
	return items;
}

bool fmt_yaml_is_attribute(const char *key)
{
	return key[0] == '$' && key[1];
}

static bool is_key(const struct fmt_yaml_item *item, const char *key)
{
	const char *text = item->entry->key->text;

	return text && strcmp(text, key) == 0;
}

/* Attributes are before elements: declarations of namespaces first, and what is in one, then what
 * the schema knows. */
#define ATTRIBUTE_RANKS (SCHEMA_RANK_UNKNOWN + 2)

static unsigned attribute_rank(const struct schema_type *type, const char *key)
{
	if (strcmp(key, "$xmlns") == 0 || strchr(key, ':'))
		return 0;
	return schema_attribute_rank(type, key + 1) + 1;
}

/* The indexes of attributes in their order. Returns how many there are. */
static size_t order_attributes(const struct schema_type *type, const struct fmt_yaml_items *items,
			       size_t *order)
{
	size_t count = 0;

	for (unsigned rank = 0; rank < ATTRIBUTE_RANKS; rank++)
		for (size_t i = 0; i < items->count; i++) {
			const char *key = items->items[i].entry->key->text;

			if (key && fmt_yaml_is_attribute(key) && attribute_rank(type, key) == rank)
				order[count++] = i;
		}
	return count;
}

/* The indexes of the other entries, in their order, behind `made` in `order`. */
static void order_others(const struct fmt_output *output, const struct schema_type *type,
			 const struct fmt_yaml_items *items, size_t *order, size_t made)
{
	size_t *others = arena_array(output->arena, items->count, sizeof(*others));
	size_t *sorted = arena_array(output->arena, items->count, sizeof(*sorted));
	unsigned *ranks = arena_array(output->arena, items->count, sizeof(*ranks));
	bool has_content = false;
	size_t count = 0;

	for (size_t i = 0; i < items->count; i++) {
		const char *key = items->items[i].entry->key->text;

		if (key && fmt_yaml_is_attribute(key))
			continue;
		has_content |= is_key(&items->items[i], "$");
		ranks[count] = schema_place(output->schema, type, key ? key : "").rank;
		others[count++] = i;
	}
	if (has_content) /* it may be a list of text and elements, whose order counts */
		memset(ranks, 0, count * sizeof(*ranks));
	fmt_order(output->arena, ranks, count, sorted);
	for (size_t i = 0; i < count; i++)
		order[made + i] = others[sorted[i]];
}

/* Whether the order may be taken: without merge keys, which insert entries at their place, and with
 * no anchor or alias moved before or behind another one. */
static bool is_safe(const struct fmt_yaml_items *items, const size_t *order)
{
	size_t last = 0;

	for (size_t i = 0; i < items->count; i++) {
		const struct yaml_shape_entry *entry = items->items[order[i]].entry;
		bool is_linked = entry->value->is_linked || entry->key->is_linked;

		if (is_key(&items->items[i], "<<") || (is_linked && order[i] < last))
			return false;
		if (is_linked)
			last = order[i];
	}
	return true;
}

/* The comments before the first entry that an empty line separates from it stay where they are. */
static void split_head(const struct source *source, struct fmt_yaml_items *items)
{
	struct fmt_yaml_item *first = &items->items[0];
	size_t count = first->before.count;

	if (!count || fmt_yaml_is_after_blank(source, first->entry->start)) {
		items->head = first->before;
		first->before = (struct fmt_yaml_comments) { 0 };
		return;
	}
	while (count > 1 && !fmt_yaml_is_after_blank(source, first->before.items[count - 1]->start))
		count--;
	items->head = (struct fmt_yaml_comments) { first->before.items, count - 1 };
	first->before.items += count - 1;
	first->before.count -= count - 1;
}

void fmt_yaml_sort(const struct fmt_output *output, const struct schema_type *type,
		   struct fmt_yaml_items *items)
{
	size_t *order = arena_array(output->arena, items->count, sizeof(*order));
	struct fmt_yaml_item *sorted = arena_array(output->arena, items->count, sizeof(*sorted));
	size_t attribute_count = order_attributes(type, items, order);

	order_others(output, type, items, order, attribute_count);
	if (!is_safe(items, order))
		return;
	if (items->count && order[0] != 0)
		split_head(output->source, items);
	for (size_t i = 0; i < items->count; i++)
		sorted[i] = items->items[order[i]];
	items->items = sorted;
}
