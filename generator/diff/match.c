/* SPDX-License-Identifier: BSD-3-Clause
 * match.c: finds the elements of two plans that are the same one. */
#include <string.h>

#include "diff/internal.h"

struct diff_matching diff_matching_new(struct arena *arena, const struct diff_nodes *old,
				       const struct diff_nodes *new)
{
	return (struct diff_matching) {
		.arena = arena,
		.old = old,
		.new = new,
		.old_of_new = arena_array(arena, new->count, sizeof(size_t)),
		.is_taken = arena_array(arena, old->count, sizeof(bool)),
	};
}

/* Old elements with the same key, in their order. */
struct queue {
	size_t *indexes; /* arena_grow()n */
	size_t count, next;
};

void diff_match_by(struct diff_matching *matching,
		   const char *(*key)(const xmlNode *element, bool is_old, void *context),
		   void *context)
{
	struct arena *arena = matching->arena;
	struct string_map *queues = string_map_new(arena, matching->old->count);

	for (size_t i = 0; i < matching->old->count; i++) {
		const char *name =
			matching->is_taken[i] ? NULL : key(matching->old->nodes[i], true, context);
		struct queue *queue = name ? string_map_find(queues, name) : NULL;

		if (!name)
			continue;
		if (!queue)
			string_map_put(queues, name,
				       queue = arena_alloc(arena, sizeof(struct queue)));
		queue->indexes =
			arena_grow(arena, queue->indexes, queue->count, sizeof(*queue->indexes));
		queue->indexes[queue->count++] = i;
	}
	for (size_t i = 0; i < matching->new->count; i++) {
		const char *name = matching->old_of_new[i]
					   ? NULL
					   : key(matching->new->nodes[i], false, context);
		struct queue *queue = name ? string_map_find(queues, name) : NULL;

		if (!queue || queue->next == queue->count)
			continue;
		matching->is_taken[queue->indexes[queue->next]] = true;
		matching->old_of_new[i] = 1 + queue->indexes[queue->next++];
	}
}

struct diff_pairs diff_matching_pairs(const struct diff_matching *matching)
{
	const struct diff_nodes *old = matching->old, *new = matching->new;
	struct diff_pairs list = {
		.pairs = arena_array(matching->arena, old->count + new->count,
				     sizeof(struct diff_pair)),
	};

	for (size_t i = 0; i < new->count; i++) {
		size_t index = matching->old_of_new[i];

		list.pairs[list.count++] = (struct diff_pair) {
			.old = index ? old->nodes[index - 1] : NULL,
			.new = new->nodes[i],
		};
	}
	for (size_t i = 0; i < old->count; i++)
		if (!matching->is_taken[i])
			list.pairs[list.count++] = (struct diff_pair) { .old = old->nodes[i] };
	return list;
}

/* What an element of a kind is recognized by. */
struct keying {
	struct arena *arena;
	const struct diff_words *words;
};

static const char *signature(const xmlNode *element, bool is_old, void *context)
{
	const struct keying *keying = context;

	(void)is_old;
	return diff_signature(keying->arena, element, keying->words);
}

static const char *identity(const xmlNode *element, bool is_old, void *context)
{
	const struct keying *keying = context;

	(void)is_old;
	return diff_identity(keying->arena, element, keying->words);
}

static const char *address(const xmlNode *element, bool is_old, void *context)
{
	(void)is_old;
	(void)context;
	return diff_attribute(element, "slot");
}

static const char *anything(const xmlNode *element, bool is_old, void *context)
{
	(void)element;
	(void)is_old;
	(void)context;
	return "";
}

/* Where several have the same identity, such as two consoles on pty, those that are equal in all
 * are the same ones. */
struct diff_pairs diff_match(struct arena *arena, const struct diff_words *words,
			     const struct diff_nodes *old, const struct diff_nodes *new)
{
	struct diff_matching matching = diff_matching_new(arena, old, new);
	struct keying keying = { arena, words };
	bool has_identity = strchr(words->words, '%');

	if (words->mode != DIFF_MODE_INDEXED)
		diff_match_by(&matching, signature, &keying);
	if (words->mode != DIFF_MODE_INDEXED && has_identity)
		diff_match_by(&matching, identity, &keying);
	if (words->mode == DIFF_MODE_DEVICE)
		diff_match_by(&matching, address, &keying);
	if (!has_identity)
		diff_match_by(&matching, anything, &keying);
	return diff_matching_pairs(&matching);
}
