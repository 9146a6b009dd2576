/* SPDX-License-Identifier: BSD-3-Clause
 * assignments.c: NAME=VALUE and arrays. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

/* Where the parts of an assignment are. */
struct parts {
	size_t name_end;
	size_t index, index_end; /* of the index; equal for none */
	bool appends;
	size_t value;
};

/* Behind the index at `start`; `start` where it is not closed. */
static size_t index_end(struct shell_parser *parser, size_t start, size_t end)
{
	const struct shell_mark *mark = shell_mark_find(parser, start);
	size_t at = start + 1;

	if (mark)
		return mark->end <= end ? mark->end : start;
	for (size_t depth = 1; depth;) {
		at = shell_find(parser, at, end, "[]");
		if (at >= end)
			return start;
		depth += parser->text->bytes[at++] == '[' ? 1 : (size_t)-1;
	}
	return at;
}

/* NAME and NAME[INDEX]. */
static bool take_target(struct shell_parser *parser, size_t start, size_t end, struct parts *parts)
{
	const char *bytes = parser->text->bytes;
	size_t at = start;

	if (at < end && shell_is_name_start(bytes[at]))
		while (at < end && shell_is_name_byte(bytes[at]))
			at++;
	parts->name_end = parts->index = parts->index_end = at;
	if (at < end && bytes[at] == '[') {
		parts->index = at + 1;
		at = index_end(parser, at, end);
		parts->index_end = at - 1;
		if (at < parts->index)
			return false;
	}
	parts->value = at;
	return at > start;
}

bool shell_is_assignable(struct shell_parser *parser, size_t start, size_t end)
{
	struct parts parts = { 0 };

	return take_target(parser, start, end, &parts) && parts.name_end > start &&
	       parts.value == end;
}

static bool take_parts(struct shell_parser *parser, size_t start, size_t end, struct parts *parts)
{
	const char *bytes = parser->text->bytes;

	if (!take_target(parser, start, end, parts))
		return false;
	parts->appends = parts->value < end && bytes[parts->value] == '+';
	parts->value += parts->appends;
	return parts->value < end && bytes[parts->value++] == '=';
}

bool shell_is_assignment(struct shell_parser *parser, size_t start, size_t end)
{
	struct parts parts = { 0 };

	return take_parts(parser, start, end, &parts) && parts.name_end > start;
}

/* The elements are tokens, over any number of lines. */
bool shell_scan_array(struct shell_parser *parser, size_t start)
{
	struct shell_parser outer = *parser;

	if (!shell_enter(parser, start))
		return false;
	parser->expects_element = true;
	parser->has_token = false;
	shell_expect_command(parser, false);
	while (shell_at(parser, TOKEN_WORD) || shell_at(parser, TOKEN_NEWLINE)) {
		shell_take(parser);
		shell_expect_command(parser, false);
	}
	if (!shell_at(parser, TOKEN_CLOSE))
		shell_unexpected(parser, "an element or ')'");
	outer.at = shell_token(parser)->end;
	outer.has_failed = parser->has_failed;
	outer.heredocs = parser->heredocs;
	outer.heredoc_count = parser->heredoc_count;
	*parser = outer;
	return !parser->has_failed;
}

/* [INDEX]=VALUE, or VALUE. */
static void add_element(struct shell_parser *parser, const struct shell_token *token,
			struct shell_assignment *assignment)
{
	struct parts parts = { 0 };
	struct shell_element *elements =
		arena_grow(parser->arena, (struct shell_element *)assignment->elements,
			   assignment->element_count, sizeof(*elements));
	struct shell_element *element = &elements[assignment->element_count++];

	assignment->elements = elements;
	if (parser->text->bytes[token->start] == '[' &&
	    take_parts(parser, token->start, token->end, &parts)) {
		element->index = shell_word(parser, parts.index, parts.index_end, SHELL_EXPRESSION);
		element->value = shell_word(parser, parts.value, token->end, SHELL_UNQUOTED);
	} else {
		element->value = shell_word(parser, token->start, token->end, SHELL_UNQUOTED);
	}
}

/* Reads the tokens once more: what is nested in them is kept from the first time. */
static void take_elements(struct shell_parser *parser, size_t start, size_t end,
			  struct shell_assignment *assignment)
{
	struct shell_parser inner = shell_parser_inner(parser, parser->text, start, end);

	inner.expects_element = true;
	shell_expect_command(&inner, false);
	while (!shell_at(&inner, TOKEN_END)) {
		struct shell_token token = shell_take(&inner);

		shell_expect_command(&inner, false);
		if (token.kind == TOKEN_WORD)
			add_element(parser, &token, assignment);
	}
}

void shell_assignment(struct shell_parser *parser, size_t start, size_t end,
		      struct shell_assignment *assignment)
{
	struct parts parts = { 0 };
	const struct shell_mark *array;

	take_parts(parser, start, end, &parts);
	/* Found by its '='. In a=(b)c the value is a text with brackets. */
	array = shell_mark_find(parser, parts.value - 1);
	assignment->at = shell_span(parser, start, end);
	assignment->name =
		arena_copy(parser->arena, parser->text->bytes + start, parts.name_end - start);
	if (parts.index_end > parts.index)
		assignment->index =
			shell_word(parser, parts.index, parts.index_end, SHELL_EXPRESSION);
	assignment->appends = parts.appends;
	assignment->is_array = array && array->end == end;
	if (assignment->is_array)
		take_elements(parser, parts.value + 1, end - 1, assignment);
	else
		assignment->value = shell_operand(parser, parts.value, end, SHELL_UNQUOTED);
}
