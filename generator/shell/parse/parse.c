/* SPDX-License-Identifier: BSD-3-Clause
 * parse.c: makes a tree of a script. */
#include "shell/parse/internal.h"

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

const struct shell_list *shell_parse(struct arena *arena, const struct source *source,
				     struct diags *diags)
{
	struct shell_parser outer = { .arena = arena, .extglob_at = find_extglob(source) };
	struct shell_parser parser;
	const struct shell_list *list;
	size_t size;
	const struct shell_text *text = make_text(arena, source, &size);

	parser = shell_parser_inner(&outer, text, 0, size);
	parser.diags = diags;
	list = shell_commands(&parser);
	if (!shell_at(&parser, TOKEN_END))
		shell_unexpected(&parser, "a command");
	return parser.has_failed ? NULL : list;
}
