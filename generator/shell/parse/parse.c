/* SPDX-License-Identifier: BSD-3-Clause
 * parse.c: makes a tree of a script. */
#include "shell/parse/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Patterns such as !(a|b) are words only behind `shopt -s extglob`. */
static size_t find_extglob(const struct source *source)
{
	static const char name[] = "extglob";
	const char *found = memmem(source->bytes, source->size, name, sizeof(name) - 1);

	return found ? (size_t)(found - source->bytes) : source->size;
}

/* bash drops NUL bytes. */
static struct shell_text *make_text(struct arena *arena, const struct source *source, size_t *size)
{
	struct shell_text *text = arena_alloc(arena, sizeof(*text));
	uint32_t *places;
	char *bytes;

	*text = (struct shell_text) { source, source->bytes, NULL };
	*size = source->size;
	if (!memchr(source->bytes, '\0', source->size))
		return text;
	bytes = arena_alloc(arena, source->size + 1);
	places = arena_array(arena, source->size + 1, sizeof(*places));
	*size = 0;
	for (size_t at = 0; at < source->size; at++)
		if (source->bytes[at]) {
			places[*size] = (uint32_t)at;
			bytes[(*size)++] = source->bytes[at];
		}
	places[*size] = (uint32_t)source->size;
	text->bytes = bytes;
	text->places = places;
	return text;
}

static int by_place(const void *left, const void *right)
{
	const struct span *a = left, *b = right;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* What is nested is read before or after what is around it, and may be read twice. */
static void sort_comments(struct shell_comments *comments)
{
	size_t count = 0;

	if (!comments->count)
		return;
	qsort(comments->all, comments->count, sizeof(*comments->all), by_place);
	for (size_t i = 0; i < comments->count; i++)
		if (!count || comments->all[i].start != comments->all[count - 1].start)
			comments->all[count++] = comments->all[i];
	comments->count = count;
}

const struct shell_list *shell_parse_comments(struct arena *arena, const struct source *source,
					      struct shell_comments *comments, struct diags *diags)
{
	struct shell_parser outer = {
		.arena = arena,
		.extglob_at = find_extglob(source),
		.comments = comments,
	};
	struct shell_parser parser;
	const struct shell_list *list;
	size_t size;
	const struct shell_text *text = make_text(arena, source, &size);

	parser = shell_parser_inner(&outer, text, 0, size);
	parser.diags = diags;
	list = shell_commands(&parser);
	if (!shell_at(&parser, TOKEN_END))
		shell_unexpected(&parser, "a command");
	if (comments)
		sort_comments(comments);
	return parser.has_failed ? NULL : list;
}

const struct shell_list *shell_parse(struct arena *arena, const struct source *source,
				     struct diags *diags)
{
	return shell_parse_comments(arena, source, NULL, diags);
}
