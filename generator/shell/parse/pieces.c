/* SPDX-License-Identifier: BSD-3-Clause
 * pieces.c: takes words apart into texts and expansions. A text is the bytes at its place, except
 * for an escape of $''. */
#include "shell/parse/internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A word as its pieces are found. */
struct pieces {
	struct shell_parser *parser;
	struct shell_piece *array;
	size_t count;
	enum shell_quoting quoting;
};

static struct shell_piece *add(struct pieces *pieces, enum shell_piece_kind kind, size_t start,
			       size_t end)
{
	struct shell_piece *piece;

	pieces->array = arena_grow(pieces->parser->arena, pieces->array, pieces->count,
				   sizeof(*pieces->array));
	piece = &pieces->array[pieces->count++];
	piece->kind = kind;
	piece->is_quoted = pieces->quoting != SHELL_UNQUOTED;
	piece->at = shell_span(pieces->parser, start, end);
	return piece;
}

/* How many of the bytes lie side by side in the source, too. */
static size_t run_length(const struct shell_text *text, size_t start, size_t end)
{
	size_t at = start + 1;

	if (!text->places)
		return end - start;
	while (at < end && text->places[at] == text->places[at - 1] + 1)
		at++;
	return at - start;
}

/* One piece, or one for each run of bytes that the source has together. */
static void add_text(struct pieces *pieces, size_t start, size_t end)
{
	const struct shell_text *text = pieces->parser->text;

	while (start < end) {
		size_t length = run_length(text, start, end);
		struct shell_piece *piece = add(pieces, SHELL_TEXT, start, start + length);

		piece->text = arena_copy(pieces->parser->arena, text->bytes + start, length);
		start += length;
	}
}

/* For '' and the like, which are a word where nothing would be none. */
static void add_empty(struct pieces *pieces, size_t at)
{
	add(pieces, SHELL_TEXT, at, at)->text = "";
}

/* What bash refuses when it runs it: from its beginning to the end of the word, as it does not say
 * where it ends. */
static size_t add_bad(struct pieces *pieces, size_t start, size_t end)
{
	struct shell_parameter *bad = arena_alloc(pieces->parser->arena, sizeof(*bad));
	struct shell_piece *piece = add(pieces, SHELL_PARAMETER, start, end);

	*bad = (struct shell_parameter) {
		.at = piece->at, .name = "", .operation = SHELL_BAD, .symbol = ""
	};
	piece->parameter = bad;
	return end;
}

/* $NAME. */
static size_t add_name(struct pieces *pieces, size_t start, size_t name, size_t end)
{
	struct shell_parser *parser = pieces->parser;
	struct shell_parameter *parameter;
	struct shell_piece *piece = add(pieces, SHELL_PARAMETER, start, end);

	parameter = arena_alloc(parser->arena, sizeof(*parameter));
	*parameter = (struct shell_parameter) {
		.at = piece->at,
		.name = arena_copy(parser->arena, parser->text->bytes + name, end - name),
		.symbol = "",
	};
	piece->parameter = parameter;
	return end;
}

/* $(…), $((…)), <(…) */
static size_t add_commands(struct pieces *pieces, size_t start, const struct shell_mark *mark)
{
	struct shell_parser *parser = pieces->parser;
	bool is_process = parser->text->bytes[start] != '$';
	size_t open = shell_skip_continuations(parser, start + 1, mark->end) + 1;
	size_t inner = shell_skip_continuations(parser, open, mark->end);
	struct shell_piece *piece;

	if (!is_process && mark->is_arithmetic) {
		piece = add(pieces, SHELL_ARITHMETIC, start, mark->end);
		piece->expression = shell_word(parser, inner + 1, mark->end - 2, SHELL_EXPRESSION);
		return mark->end;
	}
	piece = add(pieces, is_process ? SHELL_PROCESS : SHELL_COMMANDS, start, mark->end);
	piece->commands =
		mark->commands ? mark->commands : shell_inner_commands(parser, open, mark->end - 1);
	return mark->end;
}

static size_t add_backquoted(struct pieces *pieces, size_t start, size_t end)
{
	struct shell_parser *parser = pieces->parser;
	const struct shell_mark *mark = shell_mark_at(parser, start, end);

	if (!mark)
		return add_bad(pieces, start, end);
	add(pieces, SHELL_COMMANDS, start, mark->end)->commands =
		shell_backquoted(parser, start + 1, mark->end - 1, pieces->quoting == SHELL_QUOTED);
	return mark->end;
}

/* What has an end of its own. */
static size_t add_nested(struct pieces *pieces, size_t start, char open, size_t end)
{
	struct shell_parser *parser = pieces->parser;
	const struct shell_mark *mark = shell_mark_at(parser, start, end);
	struct shell_piece *piece;
	size_t inner;

	if (!mark)
		return add_bad(pieces, start, end);
	if (open == '(')
		return add_commands(pieces, start, mark);
	inner = shell_skip_continuations(parser, start + 1, end) + 1;
	if (open == '[') {
		piece = add(pieces, SHELL_ARITHMETIC, start, mark->end);
		piece->expression = shell_word(parser, inner, mark->end - 1, SHELL_EXPRESSION);
		return mark->end;
	}
	piece = add(pieces, SHELL_PARAMETER, start, mark->end);
	piece->parameter = shell_braced(parser, piece->at, inner, mark->end - 1, pieces->quoting);
	return mark->end;
}

static size_t walk(struct pieces *pieces, size_t at, size_t end);

/* "…" */
static size_t add_double(struct pieces *pieces, size_t open, size_t end)
{
	enum shell_quoting outer = pieces->quoting;
	size_t count = pieces->count, close;

	pieces->quoting = SHELL_QUOTED;
	close = walk(pieces, open + 1, end);
	if (pieces->count == count)
		add_empty(pieces, open + 1);
	pieces->quoting = outer;
	return close < end ? close + 1 : end;
}

/* '…' */
static size_t add_single(struct pieces *pieces, size_t open, size_t end)
{
	enum shell_quoting outer = pieces->quoting;
	const char *bytes = pieces->parser->text->bytes;
	const char *found = memchr(bytes + open + 1, '\'', end - open - 1);
	size_t close = found ? (size_t)(found - bytes) : end;

	pieces->quoting = SHELL_QUOTED;
	if (close == open + 1)
		add_empty(pieces, close);
	else
		add_text(pieces, open + 1, close);
	pieces->quoting = outer;
	return close < end ? close + 1 : end;
}

/* $'...' */
static size_t add_ansi(struct pieces *pieces, size_t open, size_t end)
{
	enum shell_quoting outer = pieces->quoting;
	const char *bytes = pieces->parser->text->bytes;
	size_t at = open + 1, close = shell_escaped_end(bytes, at, end);

	pieces->quoting = SHELL_QUOTED;
	if (at == close)
		add_empty(pieces, at);
	while (at < close) {
		const char *backslash = memchr(bytes + at, '\\', close - at);
		size_t start = backslash ? (size_t)(backslash - bytes) : close;
		char text[SHELL_ESCAPE_MAX];

		add_text(pieces, at, start);
		if (!backslash)
			break;
		at = shell_escape(bytes, start + 1, close, text);
		add(pieces, SHELL_TEXT, start, at)->text =
			arena_copy(pieces->parser->arena, text, strlen(text));
	}
	pieces->quoting = outer;
	return close < end ? close + 1 : end;
}

/* A '$' that begins nothing is a text. $'' and $"" are nothing special in double quotes. */
static size_t add_dollar(struct pieces *pieces, size_t start, size_t end)
{
	struct shell_parser *parser = pieces->parser;
	size_t next = shell_skip_continuations(parser, start + 1, end);
	char byte = next < end ? parser->text->bytes[next] : '\0';
	size_t behind;

	if (byte && strchr("({[", byte))
		return add_nested(pieces, start, byte, end);
	if (byte == '\'' && pieces->quoting == SHELL_UNQUOTED)
		return add_ansi(pieces, next, end);
	if (byte == '"' && pieces->quoting == SHELL_UNQUOTED)
		return add_double(pieces, next, end);
	behind = shell_simple_name_end(parser, next, end);
	if (behind > next)
		return add_name(pieces, start, next, behind);
	add_text(pieces, start, start + 1);
	return start + 1;
}

/* A backslash: what it quotes depends on the quotes around it; elsewhere it is a text itself. */
static size_t add_escaped(struct pieces *pieces, size_t start, size_t end)
{
	static const char *const escapable[] = {
		[SHELL_QUOTED] = "$`\"\\",
		[SHELL_DOCUMENT] = "$`\\",
		[SHELL_EXPRESSION] = "$`\"\\}",
	};
	enum shell_quoting outer = pieces->quoting;
	char byte = start + 1 < end ? pieces->parser->text->bytes[start + 1] : '\0';

	if (byte == '\n')
		return start + 2;
	if (start + 1 >= end || (outer && !strchr(escapable[outer], byte))) {
		add_text(pieces, start, start + 1);
		return start + 1;
	}
	pieces->quoting = SHELL_QUOTED;
	add_text(pieces, start + 1, start + 2);
	pieces->quoting = outer;
	return start + 2;
}

static bool is_special(const struct pieces *pieces, size_t at)
{
	char byte = pieces->parser->text->bytes[at];

	switch (byte) {
	case '\\':
	case '`':
	case '$':
		return true;
	case '"':
		return pieces->quoting != SHELL_DOCUMENT;
	case '\'':
		return pieces->quoting == SHELL_UNQUOTED;
	/* Only where the first step has found commands. */
	case '<':
	case '>':
		return pieces->quoting == SHELL_UNQUOTED && shell_mark_find(pieces->parser, at);
	default:
		return false;
	}
}

static size_t add_special(struct pieces *pieces, size_t at, size_t end)
{
	switch (pieces->parser->text->bytes[at]) {
	case '\\':
		return add_escaped(pieces, at, end);
	case '`':
		return add_backquoted(pieces, at, end);
	case '$':
		return add_dollar(pieces, at, end);
	case '"':
		return pieces->quoting == SHELL_UNQUOTED ? add_double(pieces, at, end) : at + 1;
	case '\'':
		return add_single(pieces, at, end);
	default:
		return add_nested(pieces, at, '(', end);
	}
}

/* Up to the end, or to the '"' that closes the quotes. */
static size_t walk(struct pieces *pieces, size_t at, size_t end)
{
	const char *bytes = pieces->parser->text->bytes;

	while (at < end) {
		size_t start = at;

		while (at < end && !is_special(pieces, at))
			at++;
		add_text(pieces, start, at);
		if (at == end || (bytes[at] == '"' && pieces->quoting == SHELL_QUOTED))
			break;
		at = add_special(pieces, at, end);
	}
	return at;
}

static const struct shell_word *make_word(struct pieces *pieces, size_t start, size_t end)
{
	struct shell_parser *parser = pieces->parser;
	struct shell_word *word = arena_alloc(parser->arena, sizeof(*word));

	if (!pieces->count)
		add_empty(pieces, start);
	word->at = shell_span(parser, start, end);
	word->pieces = pieces->array;
	word->count = pieces->count;
	return word;
}

const struct shell_word *shell_word(struct shell_parser *parser, size_t start, size_t end,
				    enum shell_quoting quoting)
{
	struct pieces pieces = { .parser = parser, .quoting = quoting };

	if (parser->depth >= SHELL_DEPTH_MAX)
		return shell_bad_word(parser, start, end);
	parser->depth++;
	if (!parser->has_failed)
		walk(&pieces, start, end);
	parser->depth--;
	return make_word(&pieces, start, end);
}

const struct shell_word *shell_operand(struct shell_parser *parser, size_t start, size_t end,
				       enum shell_quoting quoting)
{
	return start < end ? shell_word(parser, start, end, quoting) : NULL;
}

const struct shell_word *shell_bad_word(struct shell_parser *parser, size_t start, size_t end)
{
	struct pieces pieces = { .parser = parser };

	add_bad(&pieces, start, end);
	return make_word(&pieces, start, end);
}

const struct shell_word *shell_literal(struct shell_parser *parser, size_t start, size_t end,
				       bool is_quoted)
{
	struct pieces pieces = { .parser = parser,
				 .quoting = is_quoted ? SHELL_QUOTED : SHELL_UNQUOTED };

	add_text(&pieces, start, end);
	return make_word(&pieces, start, end);
}
