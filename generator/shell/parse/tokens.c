/* SPDX-License-Identifier: BSD-3-Clause
 * tokens.c: makes words, operators and reserved words of the bytes. */
#include "shell/parse/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

/* How much of a word a message shows, in bytes. */
#define TOKEN_SHOWN_MAX 40

/* Equal but for line continuations. */
bool shell_token_is(const struct shell_parser *parser, const struct shell_token *token,
		    const char *text)
{
	const char *bytes = parser->text->bytes;
	size_t at = token->start;

	if (!token->is_plain)
		return false;
	for (; at < token->end; at++) {
		if (bytes[at] == '\\') {
			at++;
			continue;
		}
		if (bytes[at] != *text)
			return false;
		text++;
	}
	return !*text;
}

static void keep_comment(struct shell_parser *parser, size_t end)
{
	struct shell_comments *comments = parser->comments;

	if (!comments)
		return;
	comments->all =
		arena_grow(parser->arena, comments->all, comments->count, sizeof(*comments->all));
	comments->all[comments->count++] = shell_span(parser, parser->at, end);
}

/* Blanks and a comment, which a backslash at its end does not continue. */
static void skip_blanks(struct shell_parser *parser)
{
	const char *bytes = parser->text->bytes;
	const char *feed;
	char byte = shell_peek(parser);
	size_t end;

	while (byte == ' ' || byte == '\t') {
		parser->at++;
		byte = shell_peek(parser);
	}
	if (byte != '#')
		return;
	feed = memchr(bytes + parser->at, '\n', parser->end - parser->at);
	end = feed ? (size_t)(feed - bytes) : parser->end;
	keep_comment(parser, end);
	parser->at = end;
}

/* "((…))". Where the group of the second "(" has no ")" right behind it, as in ((a) | b), both of
 * them are subshells. */
static bool take_arithmetic(struct shell_parser *parser, struct shell_token *token)
{
	size_t start = parser->at, inner;

	if (!shell_accept_text(parser, "(("))
		return false;
	inner = parser->at;
	if (!shell_scan_group(parser, inner - 1, SHELL_SCAN_COMMANDS))
		return false;
	token->inner = inner;
	token->inner_end = parser->at - 1;
	if (!shell_accept(parser, ')')) {
		parser->at = start;
		return false;
	}
	token->kind = TOKEN_ARITHMETIC;
	return true;
}

/* In [[ ]] there are no reserved words but its end, in patterns of a case none: the parser looks
 * for `esac` itself. */
static enum shell_token_kind reserved_word(const struct shell_parser *parser,
					   const struct shell_token *token)
{
	enum shell_token_kind kind;

	if (parser->in_condition)
		return shell_token_is(parser, token, "]]") ? TOKEN_END_CONDITION : TOKEN_WORD;
	if (!token->is_plain || !parser->accepts_reserved || parser->expects_pattern)
		return TOKEN_WORD;
	kind = shell_reserved_word(parser, token);
	return kind == TOKEN_TIME && !parser->accepts_time ? TOKEN_WORD : kind;
}

/* Whether a word is the number or the {NAME} of a redirection behind it. */
static bool is_descriptor(struct shell_parser *parser, const struct shell_token *token)
{
	const char *bytes = parser->text->bytes;
	size_t digits = token->start;
	unsigned long value = 0;

	if (!token->is_plain || token->end >= parser->end ||
	    (bytes[token->end] != '<' && bytes[token->end] != '>'))
		return false;
	if (bytes[token->start] == '{' && bytes[token->end - 1] == '}')
		return shell_is_assignable(parser, token->start + 1, token->end - 1);
	for (; digits < token->end && value <= INT32_MAX; digits++) {
		if (!isdigit((unsigned char)bytes[digits]))
			return false;
		value = value * 10 + (unsigned long)(bytes[digits] - '0');
	}
	return value <= INT32_MAX;
}

static void take_word(struct shell_parser *parser, struct shell_token *token)
{
	/* In `a >&-b` the dash is a word. */
	if (parser->expects_dash && shell_accept(parser, '-')) {
		token->is_plain = true;
		return;
	}
	shell_scan_word(parser, token);
	if (parser->has_failed)
		return;
	/* Where a regular expression is expected: ')' and the like end it. */
	if (token->end == token->start) {
		token->kind = shell_take_operator(parser);
		return;
	}
	token->kind = reserved_word(parser, token);
	token->is_descriptor = is_descriptor(parser, token);
	token->is_assignment = (parser->accepts_assignment || parser->accepts_array) &&
			       !parser->in_condition && !parser->expects_pattern &&
			       shell_is_assignment(parser, token->start, token->end);
}

static void take_any(struct shell_parser *parser, struct shell_token *token)
{
	if (parser->expects_regex || shell_at_process(parser)) {
		take_word(parser, token);
		return;
	}
	if (parser->accepts_arithmetic && take_arithmetic(parser, token))
		return;
	token->kind = shell_take_operator(parser);
	if (token->kind == TOKEN_WORD)
		take_word(parser, token);
}

static void read_token(struct shell_parser *parser)
{
	struct shell_token *token = &parser->token;

	skip_blanks(parser);
	*token = (struct shell_token) { .start = parser->at };
	if (parser->has_failed || parser->at >= parser->end)
		token->kind = TOKEN_END;
	else if (shell_accept(parser, '\n'))
		token->kind = TOKEN_NEWLINE;
	else
		take_any(parser, token);
	token->end = parser->at;
	/* What is next is behind the here-documents. */
	if (token->kind == TOKEN_NEWLINE)
		shell_heredocs_read(parser, token->start);
	if (parser->has_failed)
		token->kind = TOKEN_END;
	parser->has_token = true;
}

const struct shell_token *shell_token(struct shell_parser *parser)
{
	if (!parser->has_token)
		read_token(parser);
	return &parser->token;
}

void shell_expect_command(struct shell_parser *parser, bool is_command)
{
	parser->accepts_reserved = is_command;
	parser->accepts_assignment = is_command;
	parser->accepts_arithmetic = is_command;
	parser->accepts_time = is_command;
	parser->accepts_array = false;
}

/* What the token behind this one may be depends on this one. The parser changes that where more has
 * to be known, which works because no token is read before it is asked for. */
struct shell_token shell_take(struct shell_parser *parser)
{
	struct shell_token token = *shell_token(parser);
	/* A new line behind a '|' changes nothing. */
	bool accepts_time = token.kind == TOKEN_NEWLINE ? parser->accepts_time
							: shell_is_before_time(token.kind);

	shell_expect_command(parser, shell_is_before_command(token.kind));
	parser->accepts_time = accepts_time;
	parser->accepts_arithmetic |= token.kind == TOKEN_FOR;
	parser->expects_dash = token.kind == TOKEN_COPY_INPUT || token.kind == TOKEN_COPY_OUTPUT;
	parser->has_token = false;
	if (token.kind != TOKEN_NEWLINE)
		parser->behind = token.end;
	return token;
}

bool shell_at(struct shell_parser *parser, enum shell_token_kind kind)
{
	return shell_token(parser)->kind == kind;
}

bool shell_take_if(struct shell_parser *parser, enum shell_token_kind kind)
{
	if (!shell_at(parser, kind))
		return false;
	shell_take(parser);
	return true;
}

/* In UTF-8. */
static bool is_inside_character(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* What is there, for a message. */
static const char *describe(const struct shell_parser *parser, const struct shell_token *token)
{
	struct span at = shell_span(parser, token->start, token->end);
	size_t length = at.end - at.start;

	if (token->kind == TOKEN_END)
		return "end of the script";
	if (token->kind == TOKEN_NEWLINE)
		return "end of the line";
	if (token->kind != TOKEN_WORD)
		return arena_printf(parser->arena, "'%s'", shell_symbol_text(token->kind));
	if (length > TOKEN_SHOWN_MAX)
		length = TOKEN_SHOWN_MAX;
	while (length < at.end - at.start &&
	       is_inside_character(at.source->bytes[at.start + length]))
		length--;
	return arena_printf(parser->arena, "'%.*s'", (int)length, at.source->bytes + at.start);
}

void shell_unexpected(struct shell_parser *parser, const char *expected)
{
	const struct shell_token *token = shell_token(parser);

	if (!parser->has_failed)
		shell_fail(parser, token->start, token->end, "unexpected %s: expected %s",
			   describe(parser, token), expected);
}

bool shell_expect(struct shell_parser *parser, enum shell_token_kind kind)
{
	if (shell_take_if(parser, kind))
		return true;
	shell_unexpected(parser, arena_printf(parser->arena, "'%s'", shell_symbol_text(kind)));
	return false;
}

void shell_skip_newlines(struct shell_parser *parser)
{
	while (shell_take_if(parser, TOKEN_NEWLINE))
		;
}
