/* SPDX-License-Identifier: BSD-3-Clause
 * yaml_entries.c: the entries of mappings, with those that merge keys bring in, and the limits
 * of what aliases and merge keys expand to. */
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "load/yaml.h"

/* How many nodes all aliases and merge keys together may expand to: more than any scenario has, and
 * fast to make. */
#define ALIASED_MAX 65536u

bool yaml_check_limit(struct yaml_tree *tree, const yaml_node_t *node)
{
	struct diag *diag;

	if (tree->is_failed)
		return false;
	if (!tree->alias_depth || ++tree->aliased <= ALIASED_MAX)
		return true;
	diag = yaml_fail(tree, DIAG_YAML_TOO_LARGE, yaml_span_of(tree, node),
			 "aliases expand to more than %s", "65536 nodes");
	diag_help(diag, "use fewer aliases within aliases");
	return false;
}

void yaml_enter(struct yaml_tree *tree, int number)
{
	if (tree->is_visited[number])
		tree->alias_depth++;
	else
		tree->is_visited[number] = true;
}

static bool is_merge(const yaml_node_t *key)
{
	return key->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
	       strcmp(yaml_scalar(key), "<<") == 0;
}

static void flatten(struct yaml_tree *tree, int number, struct string_map *seen,
		    const size_t *merged_at, int depth, struct yaml_entries *entries);

/* Adds the entries of the mapping, or the list of mappings, that a merge key names. */
static void merge(struct yaml_tree *tree, int number, struct string_map *seen, size_t index,
		  int depth, struct yaml_entries *entries)
{
	const yaml_node_t *node = yaml_node_of(tree, number);

	if (node->type == YAML_MAPPING_NODE) {
		flatten(tree, number, seen, &index, depth + 1, entries);
		return;
	}
	if (node->type != YAML_SEQUENCE_NODE) {
		yaml_fail_form(tree, node, "invalid value for '<<': must be a mapping%s", "",
			       "use an alias of a mapping, or a list of them");
		return;
	}
	for (const int *item = node->data.sequence.items.start;
	     item < node->data.sequence.items.top && !tree->is_failed; item++) {
		if (yaml_node_of(tree, *item)->type == YAML_MAPPING_NODE)
			flatten(tree, *item, seen, &index, depth + 1, entries);
		else
			yaml_fail_form(tree, yaml_node_of(tree, *item),
				       "invalid list entry for '<<': must be a mapping%s", "",
				       "use aliases of mappings");
	}
}

static void add_entry(struct yaml_tree *tree, const struct yaml_entry *entry,
		      struct yaml_entries *entries)
{
	entries->items = arena_grow(tree->input->arena, entries->items, entries->count,
				    sizeof(*entries->items));
	entries->items[entries->count++] = *entry;
}

/* The entries of a mapping in their order. `seen` has the keys that are taken; with `merged_at` the
 * mapping is merged into another at that entry of it, and gives only keys that are not. */
static void flatten(struct yaml_tree *tree, int number, struct string_map *seen,
		    const size_t *merged_at, int depth, struct yaml_entries *entries)
{
	const yaml_node_t *node = yaml_node_of(tree, number);
	const yaml_node_pair_t *pairs = node->data.mapping.pairs.start;
	size_t count = (size_t)(node->data.mapping.pairs.top - pairs);

	if (depth > YAML_DEPTH_MAX) {
		diag_help(yaml_fail(tree, DIAG_YAML_TOO_LARGE, yaml_span_of(tree, node),
				    "merge keys are nested deeper than %s", "256 mappings"),
			  "a mapping cannot be merged into itself");
		return;
	}
	tree->alias_depth += merged_at != NULL;
	for (size_t i = 0; i < count && yaml_check_limit(tree, node); i++) {
		struct yaml_entry entry = { yaml_node_of(tree, pairs[i].key), pairs[i].value,
					    merged_at ? *merged_at : i };

		if (is_merge(entry.key))
			merge(tree, entry.value, seen, entry.index, depth, entries);
		else if (!merged_at || !string_map_put(seen, yaml_scalar(entry.key), node))
			add_entry(tree, &entry, entries);
	}
	yaml_check_limit(tree, node);
	tree->alias_depth -= merged_at != NULL;
}

struct yaml_entries yaml_entries_of(struct yaml_tree *tree, int number)
{
	const yaml_node_t *node = yaml_node_of(tree, number);
	CLEANUP(string_map_free) struct string_map *seen = string_map_new(tree->input->arena, 8);
	struct yaml_entries entries = { 0 };

	for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
	     pair < node->data.mapping.pairs.top; pair++)
		string_map_put(seen, yaml_scalar(yaml_node_of(tree, pair->key)), node);
	flatten(tree, number, seen, NULL, 1, &entries);
	return entries;
}
