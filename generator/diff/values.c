/* SPDX-License-Identifier: BSD-3-Clause
 * values.c: what a plan's document has, for people and as keys. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "diff/internal.h"

#define KIB UINT64_C(1024)
#define MIB (KIB * KIB)

static bool is_named(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static const xmlNode *find_from(const xmlNode *node, const char *name)
{
	while (node && !is_named(node, name))
		node = node->next;
	return node;
}

const xmlNode *diff_child(const xmlNode *parent, const char *name)
{
	return find_from(parent ? parent->children : NULL, name);
}

const xmlNode *diff_next(const xmlNode *element)
{
	return find_from(element->next, (const char *)element->name);
}

struct diff_nodes diff_children(struct arena *arena, const xmlNode *parent, const char *name)
{
	struct diff_nodes list = { 0 };

	for (const xmlNode *each = diff_child(parent, name); each; each = diff_next(each)) {
		list.nodes = arena_grow(arena, list.nodes, list.count, sizeof(const xmlNode *));
		list.nodes[list.count++] = each;
	}
	return list;
}

const char *diff_attribute(const xmlNode *element, const char *name)
{
	const xmlAttr *attribute = element ? element->properties : NULL;

	while (attribute && strcmp((const char *)attribute->name, name) != 0)
		attribute = attribute->next;
	if (!attribute)
		return NULL;
	return attribute->children ? (const char *)attribute->children->content : "";
}

/* Whether a line of config.mk repeats what the scenario is called, or the plan's board. */
static bool is_repeated(const char *name)
{
	return name && (strcmp(name, "CONFIG_SCENARIO") == 0 || strcmp(name, "CONFIG_BOARD") == 0);
}

/* Whether an attribute follows from others in this element, though not in all of its kind: a vBDF
 * from the slot, and the path of a VM's keys from names. */
static bool is_derived(const xmlNode *element, const char *name)
{
	const char *kind;

	if (strcmp(name, "vbdf") == 0)
		return diff_attribute(element, "slot");
	if (is_named(element, "string"))
		return strcmp(name, "value") == 0 && is_repeated(diff_attribute(element, "name"));
	if (!is_named(element, "file") || strcmp(name, "path") != 0)
		return false;
	kind = diff_attribute(element, "kind");
	return kind && strcmp(kind, "keys") == 0;
}

/* A path without the directory of the scenario's images, which has the scenario's name: what is
 * relative in the scenario is below it. */
static const char *without_images(const xmlNode *element, const char *path)
{
	const xmlNode *plan = xmlDocGetRootElement(element->doc);
	const char *images = diff_attribute(diff_child(plan, "hardening"), "images");
	size_t length = images ? strlen(images) : 0;

	return length && strncmp(path, images, length) == 0 && path[length] == '/'
		       ? path + length + 1
		       : path;
}

static const char *size_text(struct arena *arena, const char *digits)
{
	uint64_t bytes = strtoull(digits, NULL, 10);

	if (bytes && bytes % MIB == 0)
		return arena_printf(arena, "%" PRIu64 " MiB", bytes / MIB);
	if (bytes && bytes % KIB == 0)
		return arena_printf(arena, "%" PRIu64 " KiB", bytes / KIB);
	return arena_printf(arena, "%s bytes", digits);
}

const char *diff_value(struct arena *arena, const xmlNode *element, const struct diff_words *words)
{
	const char *value = diff_attribute(element, words->name);

	if (!value || !words->words || is_derived(element, words->name))
		return NULL;
	if (is_named(element, "file"))
		value = without_images(element, value);
	switch (words->form) {
	case DIFF_FORM_QUOTED:
		return arena_printf(arena, "'%s'", value);
	case DIFF_FORM_BYTES:
		return size_text(arena, value);
	case DIFF_FORM_YES_NO:
		return strcmp(value, "y") == 0 ? "yes" : "no";
	case DIFF_FORM_LAND:
		return arena_printf(arena, "%s-land", value);
	case DIFF_FORM_ID:
		return strcmp(value, "0") == 0 ? NULL : value;
	case DIFF_FORM_PLAIN:
		break;
	}
	return *words->unit ? arena_printf(arena, "%s%s", value, words->unit) : value;
}

/* Whether an attribute is of the identity that the words of its element name. */
static bool is_identity(const struct diff_words *element, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = element->words; (at = strchr(at, '%')); at++)
		if (strncmp(at + 1, name, length) == 0 && strchr(" ", at[1 + length]))
			return true;
	return false;
}

/* The value of an attribute of the identity, which is named at `at`; *length is that of its name.
 */
static const char *named_value(struct arena *arena, const xmlNode *element,
			       const struct diff_words *words, const char *at, size_t *length)
{
	const struct diff_words *each = diff_words_attribute(words);

	*length = strcspn(at, " ");
	while (strlen(each->name) != *length || strncmp(each->name, at, *length) != 0)
		each = diff_words_attribute(each);
	return each->words ? diff_value(arena, element, each) : diff_attribute(element, each->name);
}

const char *diff_phrase(struct arena *arena, const xmlNode *element, const struct diff_words *words)
{
	const char *phrase = NULL;
	size_t length;

	for (const char *at = words->words; *at; at += length + (at[length] == ' ')) {
		const char *word = NULL;

		if (*at == '%') {
			word = named_value(arena, element, words, at + 1, &length);
			length++;
		} else {
			length = strcspn(at, " ");
			word = arena_copy(arena, at, length);
		}
		if (word)
			phrase = phrase ? arena_printf(arena, "%s %s", phrase, word) : word;
	}
	return phrase ? phrase : words->name;
}

/* Writes the attributes of an element that are of its identity, or all of them, with lengths: no
 * value looks like two. */
static void write_key(struct arena *arena, const xmlNode *element, const struct diff_words *words,
		      bool is_whole, FILE *stream)
{
	const struct diff_words *each = diff_words_attribute(words);

	for (; each; each = diff_words_attribute(each)) {
		const char *value = diff_value(arena, element, each);

		if (is_identity(words, each->name) && !each->words)
			value = diff_attribute(element, each->name);
		if (value && (is_whole || is_identity(words, each->name)))
			fprintf(stream, "%s=%zu:%s ", each->name, strlen(value), value);
	}
}

static void write_signature(struct arena *arena, const xmlNode *element,
			    const struct diff_words *words, FILE *stream)
{
	write_key(arena, element, words, true, stream);
	for (const xmlNode *child = element->children; child; child = child->next) {
		const struct diff_words *known =
			child->type == XML_ELEMENT_NODE
				? diff_words_find(words->name, (const char *)child->name)
				: NULL;

		if (!known)
			continue;
		fprintf(stream, "%s(", known->name);
		write_signature(arena, child, known, stream);
		fputc(')', stream);
	}
}

static const char *text_of(struct arena *arena, const xmlNode *element,
			   const struct diff_words *words, bool is_whole)
{
	char *text = NULL;
	const char *copy;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		arena_exhausted(arena);
	if (is_whole)
		write_signature(arena, element, words, stream);
	else
		write_key(arena, element, words, false, stream);
	if (fclose(stream) != 0)
		arena_exhausted(arena);
	copy = arena_copy(arena, text, size);
	free(text);
	return copy;
}

const char *diff_identity(struct arena *arena, const xmlNode *element,
			  const struct diff_words *words)
{
	return text_of(arena, element, words, false);
}

const char *diff_signature(struct arena *arena, const xmlNode *element,
			   const struct diff_words *words)
{
	return text_of(arena, element, words, true);
}

const char *diff_list(struct arena *arena, const char *const *texts, size_t count,
		      const char *last_glue)
{
	size_t size = 1 + strlen(last_glue);
	char *list, *end;

	for (size_t i = 0; i < count; i++)
		size += strlen(texts[i]) + strlen(", ");
	if (!count)
		return NULL;
	list = end = arena_alloc(arena, size);
	for (size_t i = 0; i < count; i++) {
		if (i)
			end = stpcpy(end, i + 1 == count ? last_glue : ", ");
		end = stpcpy(end, texts[i]);
	}
	return list;
}

const char *diff_join(struct arena *arena, const char *list, const char *item)
{
	return list ? arena_printf(arena, "%s, %s", list, item) : item;
}

const char *diff_summary(struct arena *arena, const xmlNode *element,
			 const struct diff_words *words)
{
	const struct diff_words *each = diff_words_attribute(words);
	const char *summary = NULL;

	for (; each; each = diff_words_attribute(each)) {
		const char *value = diff_value(arena, element, each);

		if (!value || is_identity(words, each->name) || strcmp(value, "no") == 0)
			continue;
		if (each->form == DIFF_FORM_YES_NO)
			value = *each->words ? each->words : value;
		else if (*each->words && each->form != DIFF_FORM_LAND)
			value = arena_printf(arena, "%s %s", each->words, value);
		summary = diff_join(arena, summary, value);
	}
	return summary;
}
