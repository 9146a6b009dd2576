/* SPDX-License-Identifier: BSD-3-Clause
 * documents.c: keeps the texts of open documents, and applies changes to them. */
#include "lsp/documents.h"

#include <string.h>

#include "base/arena.h"
#include "load/overlay.h"
#include "lsp/uri.h"

/* A text whose bytes the caller fills in. */
static struct lsp_text *new_text(const struct arena *like, size_t size, size_t *total, char **bytes)
{
	struct arena *arena = arena_new_like(like);
	struct lsp_text *text = arena_alloc(arena, sizeof(*text));

	*bytes = arena_alloc(arena, size + 1);
	*text = (struct lsp_text) {
		.arena = arena,
		.keepers = 1,
		.bytes = *bytes,
		.size = size,
		.total = total,
	};
	*total += size;
	return text;
}

struct lsp_text *text_new(const struct arena *like, const char *bytes, size_t size, size_t *total)
{
	char *to;
	struct lsp_text *text = new_text(like, size, total, &to);

	memcpy(to, bytes, size);
	return text;
}

struct lsp_text *text_keep(struct lsp_text *text)
{
	if (text)
		text->keepers++;
	return text;
}

void text_release(struct lsp_text *text)
{
	if (!text || --text->keepers)
		return;
	*text->total -= text->size;
	arena_free(text->arena);
}

struct document *documents_find(const struct documents *documents, const char *uri)
{
	for (struct document *each = documents->first; each; each = each->next)
		if (strcmp(each->uri, uri) == 0)
			return each;
	return NULL;
}

static bool has_room(const struct documents *documents, size_t size)
{
	return size <= SOURCE_SIZE_MAX && documents->size + size <= DOCUMENTS_SIZE_MAX;
}

/* The lowest number that no document has. */
static unsigned free_number(const struct documents *documents)
{
	bool is_taken[DOCUMENTS_MAX] = { false };
	unsigned number = 0;

	for (const struct document *each = documents->first; each; each = each->next)
		is_taken[each->number] = true;
	while (is_taken[number])
		number++;
	return number;
}

static struct document *add(struct documents *documents, const char *uri)
{
	struct arena *arena = arena_new_like(documents->arena);
	struct document *document = arena_alloc(arena, sizeof(*document));

	document->arena = arena;
	document->uri = arena_copy(arena, uri, strlen(uri));
	document->path = uri_path(arena, uri);
	document->real_path = document->path ? overlay_path(arena, document->path) : NULL;
	document->number = free_number(documents);
	document->next = documents->first;
	documents->first = document;
	documents->count++;
	return document;
}

struct document *documents_open(struct documents *documents, const char *uri, const char *bytes,
				size_t size)
{
	struct document *document = documents_find(documents, uri);

	if (!has_room(documents, size) || (!document && documents->count == DOCUMENTS_MAX))
		return NULL;
	if (!document)
		document = add(documents, uri);
	return documents_set(documents, document, bytes, size) ? document : NULL;
}

void documents_close(struct documents *documents, struct document *document)
{
	struct document **at = &documents->first;

	while (*at != document)
		at = &(*at)->next;
	*at = document->next;
	documents->count--;
	text_release(document->text);
	text_release(document->parsed);
	arena_free(document->arena);
}

/* The text before this one may be the last that can be parsed: nobody has looked yet. */
static void replace_text(struct document *document, struct lsp_text *text)
{
	if (!document->parsed)
		document->parsed = text_keep(document->text);
	text_release(document->text);
	document->text = text;
	document->is_stale = true;
}

bool documents_set(struct documents *documents, struct document *document, const char *bytes,
		   size_t size)
{
	if (!has_room(documents, size))
		return false;
	replace_text(document, text_new(documents->arena, bytes, size, &documents->size));
	return true;
}

bool documents_replace(struct documents *documents, struct document *document,
		       const struct lsp_position range[2], enum lsp_encoding encoding,
		       const char *bytes, size_t size)
{
	const struct lsp_text *former = document->text;
	size_t start = position_offset(former->bytes, former->size, range[0], encoding);
	size_t end = position_offset(former->bytes, former->size, range[1], encoding);
	size_t rest = end > start ? former->size - end : former->size - start;
	struct lsp_text *text;
	char *to;

	if (!has_room(documents, start + size + rest))
		return false;
	text = new_text(documents->arena, start + size + rest, &documents->size, &to);
	memcpy(to, former->bytes, start);
	memcpy(to + start, bytes, size);
	memcpy(to + start + size, former->bytes + former->size - rest, rest);
	replace_text(document, text);
	return true;
}
