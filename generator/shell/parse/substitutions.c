/* SPDX-License-Identifier: BSD-3-Clause
 * substitutions.c: commands in words that bash parses only when it runs them. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

static const struct shell_list *parse(struct shell_parser *inner)
{
	const struct shell_list *commands = shell_commands(inner);

	if (!shell_at(inner, TOKEN_END))
		shell_unexpected(inner, "a command");
	return inner->has_failed ? NULL : commands;
}

const struct shell_list *shell_inner_commands(struct shell_parser *parser, size_t start, size_t end)
{
	struct shell_parser inner = shell_parser_inner(parser, parser->text, start, end);

	return parse(&inner);
}

/* A backslash quotes itself, a backquote and a '$', and in double quotes a '"': without it the
 * commands are a text of their own. Each level of backquotes has twice the backslashes, which
 * bounds them. */
const struct shell_list *shell_backquoted(struct shell_parser *parser, size_t start, size_t end,
					  bool is_quoted)
{
	const char *escapable = is_quoted ? "$`\\\"" : "$`\\";
	struct shell_text *text = arena_alloc(parser->arena, sizeof(*text));
	char *bytes = arena_alloc(parser->arena, end - start + 1);
	uint32_t *places = arena_array(parser->arena, end - start + 1, sizeof(*places));
	const char *from = parser->text->bytes;
	struct shell_parser inner;
	size_t length = 0;

	for (size_t at = start; at < end; at++) {
		if (from[at] == '\\' && at + 1 < end && from[at + 1] &&
		    strchr(escapable, from[at + 1]))
			at++;
		places[length] = shell_span(parser, at, at).start;
		bytes[length++] = from[at];
	}
	places[length] = shell_span(parser, end, end).start;
	*text = (struct shell_text) { parser->text->source, bytes, places };
	inner = shell_parser_inner(parser, text, 0, length);
	return parse(&inner);
}
