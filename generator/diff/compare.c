/* SPDX-License-Identifier: BSD-3-Clause
 * compare.c: compares elements of two plans by diff/words.def. */
#include <stdlib.h>
#include <string.h>

#include "diff/internal.h"

void diff_compare_values(struct diff_run *run, const struct diff_place *place,
			 const struct diff_words *words, const xmlNode *old, const xmlNode *new)
{
	const struct diff_words *each = diff_words_attribute(words);

	for (; each; each = diff_words_attribute(each))
		if (each->words)
			diff_add_value(run, place, each->words, diff_value(run->arena, old, each),
				       diff_value(run->arena, new, each));
}

/* The place of a part of another one. */
static struct diff_place place_in(struct arena *arena, const struct diff_place *place,
				  const char *thing)
{
	struct diff_place inner = *place;

	if (inner.subject == DIFF_VM)
		inner.subject = DIFF_DEVICE;
	inner.thing = place->thing ? arena_printf(arena, "%s of %s", thing, place->thing) : thing;
	return inner;
}

static int by_text(const void *left, const void *right)
{
	return strverscmp(*(const char *const *)left, *(const char *const *)right);
}

/* The values of an element, with blanks between them. */
static const char *values_of(struct arena *arena, const xmlNode *element,
			     const struct diff_words *words)
{
	const struct diff_words *each = diff_words_attribute(words);
	const char *text = NULL;

	for (; each; each = diff_words_attribute(each)) {
		const char *value = diff_value(arena, element, each);

		if (value)
			text = text ? arena_printf(arena, "%s %s", text, value) : value;
	}
	return text ? text : "";
}

/* What elements of a kind have, as one value; NULL for none. */
static const char *list_of(struct arena *arena, const struct diff_nodes *nodes,
			   const struct diff_words *words)
{
	const char **texts = arena_array(arena, nodes->count, sizeof(*texts));

	for (size_t i = 0; i < nodes->count; i++)
		texts[i] = values_of(arena, nodes->nodes[i], words);
	if (words->mode == DIFF_MODE_SET && nodes->count)
		qsort(texts, nodes->count, sizeof(*texts), by_text);
	return diff_list(arena, texts, nodes->count, ", ");
}

/* What the elements of a pair are called. A device that is recognized by its address alone is named
 * by that, because it has another name in each plan. */
static const char *name_of(struct arena *arena, const struct diff_words *words,
			   const struct diff_pair *pair, size_t index)
{
	const xmlNode *any = pair->new ? pair->new : pair->old;

	if (words->mode == DIFF_MODE_INDEXED)
		return arena_printf(arena, "%s %zu", words->words, index);
	if (words->mode == DIFF_MODE_DEVICE && pair->old &&
	    pair->new &&strcmp(diff_identity(arena, pair->old, words),
			       diff_identity(arena, pair->new, words)) != 0)
		return arena_printf(arena, "%s in slot %s", words->name,
				    diff_attribute(any, "slot"));
	return diff_phrase(arena, any, words);
}

static void compare_pair(struct diff_run *run, const struct diff_place *place,
			 const struct diff_words *words, const struct diff_pair *pair)
{
	if (pair->old && pair->new)
		diff_compare(run, place, words, pair->old, pair->new);
	else if (pair->new)
		diff_add_whole(run, place, DIFF_ADDED, diff_summary(run->arena, pair->new, words));
	else
		diff_add_whole(run, place, DIFF_REMOVED,
			       diff_summary(run->arena, pair->old, words));
}

static void compare_each(struct diff_run *run, const struct diff_place *place,
			 const struct diff_words *words, const struct diff_nodes *old,
			 const struct diff_nodes *new)
{
	struct diff_pairs pairs = diff_match(run->arena, words, old, new);

	for (size_t i = 0; i < pairs.count; i++) {
		const struct diff_pair *pair = &pairs.pairs[i];
		struct diff_place inner =
			place_in(run->arena, place, name_of(run->arena, words, pair, i));

		compare_pair(run, &inner, words, pair);
	}
}

/* Whether both plans were asked for elements of a kind. */
static bool is_asked_for(const struct diff_run *run, const struct diff_words *words)
{
	bool is_of_vm = strcmp(words->parent, "vm") == 0;

	if (strcmp(words->name, "bar") == 0 || (is_of_vm && strcmp(words->name, "config") == 0))
		return run->with_hypervisor;
	return !is_of_vm || strcmp(words->name, "hardening") != 0 || run->with_hardening;
}

void diff_compare_kind(struct diff_run *run, const struct diff_place *place,
		       const struct diff_words *words, const xmlNode *old, const xmlNode *new)
{
	struct diff_nodes olds = diff_children(run->arena, old, words->name);
	struct diff_nodes news = diff_children(run->arena, new, words->name);

	if (!is_asked_for(run, words))
		return;
	switch (words->mode) {
	case DIFF_MODE_OWN:
		break;
	case DIFF_MODE_PART:
		diff_compare(run, place, words, diff_child(old, words->name),
			     diff_child(new, words->name));
		break;
	case DIFF_MODE_FLAG:
		diff_add_value(run, place, words->words, olds.count ? "yes" : "no",
			       news.count ? "yes" : "no");
		break;
	case DIFF_MODE_LIST:
	case DIFF_MODE_SET:
		diff_add_value(run, place, words->words, list_of(run->arena, &olds, words),
			       list_of(run->arena, &news, words));
		break;
	case DIFF_MODE_THING:
	case DIFF_MODE_KEYED:
	case DIFF_MODE_DEVICE:
	case DIFF_MODE_INDEXED:
		compare_each(run, place, words, &olds, &news);
		break;
	}
}

static bool has_children(const xmlNode *element)
{
	return element && element->children;
}

void diff_compare(struct diff_run *run, const struct diff_place *place,
		  const struct diff_words *words, const xmlNode *old, const xmlNode *new)
{
	const struct diff_words *inner = NULL;

	if (!old && !new)
		return;
	diff_compare_values(run, place, words, old, new);
	if (!has_children(old) && !has_children(new))
		return;
	while ((inner = diff_words_next(words->name, inner)))
		diff_compare_kind(run, place, inner, old, new);
}
