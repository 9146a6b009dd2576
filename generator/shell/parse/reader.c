/* SPDX-License-Identifier: BSD-3-Clause
 * reader.c: the bytes of a script, their places, and what is wrong with them. */
#include "shell/parse/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"

struct shell_parser shell_parser_inner(const struct shell_parser *parser,
				       const struct shell_text *text, size_t start, size_t end)
{
	struct shell_parser inner = {
		.arena = parser->arena,
		.text = text,
		.at = start,
		.end = end,
		.extglob_at = parser->extglob_at,
		.depth = parser->depth,
		.documents = parser->documents,
		.marks = parser->marks,
		.comments = parser->comments,
	};

	shell_expect_command(&inner, true);
	/* Offsets are of one text. */
	if (text != parser->text)
		inner.marks = arena_alloc(parser->arena, sizeof(*inner.marks));
	return inner;
}

size_t shell_skip_continuations(const struct shell_parser *parser, size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;

	while (at + 1 < end && bytes[at] == '\\' && bytes[at + 1] == '\n')
		at += 2;
	return at;
}

char shell_peek(struct shell_parser *parser)
{
	parser->at = shell_skip_continuations(parser, parser->at, parser->end);
	return parser->at < parser->end ? parser->text->bytes[parser->at] : '\0';
}

bool shell_accept(struct shell_parser *parser, char byte)
{
	if (shell_peek(parser) != byte || parser->at >= parser->end)
		return false;
	parser->at++;
	return true;
}

/* All of it or nothing. */
bool shell_accept_text(struct shell_parser *parser, const char *text)
{
	size_t start = parser->at;

	for (; *text; text++)
		if (!shell_accept(parser, *text)) {
			parser->at = start;
			return false;
		}
	return true;
}

static size_t place(const struct shell_parser *parser, size_t at)
{
	return parser->text->places ? parser->text->places[at] : at;
}

/* The end is that of the last byte: what is behind it may be somewhere else. */
struct span shell_span(const struct shell_parser *parser, size_t start, size_t end)
{
	size_t first = place(parser, start);

	return source_span(parser->text->source, first,
			   end > start ? place(parser, end - 1) + 1 : first);
}

void shell_fail(struct shell_parser *parser, size_t start, size_t end, const char *format, ...)
{
	va_list arguments;

	if (!parser->has_failed && parser->diags) {
		va_start(arguments, format);
		diag_add_va(parser->diags, DIAG_SCRIPT_MALFORMED, shell_span(parser, start, end),
			    format, arguments);
		va_end(arguments);
	}
	/* Nobody has to look at has_failed to get out: there is nothing more to read. */
	parser->has_failed = true;
	parser->at = parser->end;
	parser->has_token = false;
}

bool shell_enter(struct shell_parser *parser, size_t start)
{
	if (parser->has_failed)
		return false;
	if (parser->depth >= SHELL_DEPTH_MAX) {
		shell_fail(parser, start, start + 1,
			   "commands and words nested too deeply: at most %u levels",
			   SHELL_DEPTH_MAX);
		return false;
	}
	parser->depth++;
	return true;
}

void shell_leave(struct shell_parser *parser)
{
	parser->depth--;
}

char *shell_copy(const struct shell_parser *parser, size_t start, size_t end)
{
	const char *bytes = parser->text->bytes;
	char *copy = arena_alloc(parser->arena, end - start + 1);
	size_t length = 0;

	for (size_t at = start; at < end; at++) {
		if (bytes[at] == '\\' && at + 1 < end && bytes[at + 1] == '\n')
			at++;
		else
			copy[length++] = bytes[at];
	}
	return copy;
}

bool shell_is_name_start(char byte)
{
	return isalpha((unsigned char)byte) || byte == '_';
}

bool shell_is_name_byte(char byte)
{
	return shell_is_name_start(byte) || isdigit((unsigned char)byte);
}
