/* SPDX-License-Identifier: BSD-3-Clause
 * parameters.c: takes ${…} apart. */
#include "shell/parse/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

static const struct {
	const char *symbol;
	enum shell_operator operation;
} operators[] = {
	{ ":-", SHELL_DEFAULT },  { "-", SHELL_DEFAULT },    { ":=", SHELL_ASSIGN },
	{ "=", SHELL_ASSIGN },	  { ":+", SHELL_OTHERWISE }, { "+", SHELL_OTHERWISE },
	{ ":?", SHELL_REQUIRE },  { "?", SHELL_REQUIRE },    { "##", SHELL_CUT_FRONT },
	{ "#", SHELL_CUT_FRONT }, { "%%", SHELL_CUT_BACK },  { "%", SHELL_CUT_BACK },
	{ "//", SHELL_REPLACE },  { "/#", SHELL_REPLACE },   { "/%", SHELL_REPLACE },
	{ "/", SHELL_REPLACE },	  { "^^", SHELL_CASE },	     { "^", SHELL_CASE },
	{ ",,", SHELL_CASE },	  { ",", SHELL_CASE },	     { "~~", SHELL_CASE },
	{ "~", SHELL_CASE },	  { "@", SHELL_TRANSFORM },  { ":", SHELL_SUBSTRING },
};

/* What is left of a ${…}, which is in the script up to `end`. */
struct braced {
	struct shell_parser *parser;
	struct shell_parameter *parameter;
	size_t at, end;
	enum shell_quoting quoting;
};

size_t shell_simple_name_end(const struct shell_parser *parser, size_t start, size_t end)
{
	const char *bytes = parser->text->bytes;

	if (start >= end || !bytes[start])
		return start;
	if (isdigit((unsigned char)bytes[start]) || strchr("@*#?-$!", bytes[start]))
		return start + 1;
	if (shell_is_name_start(bytes[start]))
		while (start < end && shell_is_name_byte(bytes[start]))
			start++;
	return start;
}

/* Behind an expansion that begins at `at`, or behind that byte. */
static size_t skip_expansion(struct shell_parser *parser, size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;
	const struct shell_mark *mark;

	if (!shell_is_nested(parser, at, end))
		return at + (at + 1 < end && bytes[at + 1] == '$' ? 2 : 1);
	mark = shell_mark_at(parser, at, end);
	return mark ? mark->end : end;
}

/* Behind the '"' that closes; single quotes are nothing there. */
static size_t skip_double(struct shell_parser *parser, size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;

	while (at < end && bytes[at] != '"') {
		if (bytes[at] == '$' || bytes[at] == '`')
			at = skip_expansion(parser, at, end);
		else
			at += bytes[at] == '\\' ? 2 : 1;
	}
	return at < end ? at + 1 : end;
}

/* Behind what begins at `at`: a byte, quotes, or something nested. */
static size_t skip(struct shell_parser *parser, size_t at, size_t end)
{
	const char *bytes = parser->text->bytes;
	const struct shell_mark *mark;
	const char *close;

	switch (bytes[at]) {
	case '\\':
		return at + 2 < end ? at + 2 : end;
	case '\'':
		close = memchr(bytes + at + 1, '\'', end - at - 1);
		return close ? (size_t)(close - bytes) + 1 : at + 1;
	case '"':
		return skip_double(parser, at + 1, end);
	case '$':
		if (at + 1 < end && bytes[at + 1] == '\'') {
			at = shell_escaped_end(bytes, at + 2, end);
			return at < end ? at + 1 : end;
		}
		return skip_expansion(parser, at, end);
	case '`':
		return skip_expansion(parser, at, end);
	case '<':
	case '>':
		mark = shell_mark_find(parser, at);
		return mark && mark->end <= end ? mark->end : at + 1;
	default:
		return at + 1;
	}
}

size_t shell_find(struct shell_parser *parser, size_t start, size_t end, const char *bytes)
{
	while (start < end &&
	       !(parser->text->bytes[start] && strchr(bytes, parser->text->bytes[start])))
		start = skip(parser, start, end);
	return start;
}

/* Past a name and its index. */
static bool take_name(struct braced *braced)
{
	struct shell_parser *parser = braced->parser;
	const char *bytes = parser->text->bytes;
	size_t start = braced->at, end = shell_simple_name_end(parser, start, braced->end);

	if (end < braced->end && isdigit((unsigned char)bytes[start]))
		while (end < braced->end && isdigit((unsigned char)bytes[end]))
			end++;
	if (end == start)
		return false;
	braced->parameter->name = arena_copy(parser->arena, bytes + start, end - start);
	braced->at = end;
	if (end == braced->end || bytes[end] != '[' || !shell_is_name_start(bytes[start]))
		return true;
	for (size_t depth = 1; depth;) {
		end = shell_find(parser, end + 1, braced->end, "[]");
		if (end >= braced->end)
			return false;
		depth += bytes[end] == '[' ? 1 : (size_t)-1;
	}
	braced->parameter->index = shell_word(parser, braced->at + 1, end, SHELL_EXPRESSION);
	braced->at = end + 1;
	return true;
}

static bool is_operand_pattern(enum shell_operator operation)
{
	return operation == SHELL_CUT_FRONT || operation == SHELL_CUT_BACK ||
	       operation == SHELL_REPLACE || operation == SHELL_CASE;
}

/* The ':' before the length: not that of an inner "?:". */
static size_t find_colon(struct braced *braced)
{
	size_t parens = 0, questions = 0;
	size_t at = braced->at;

	while (at < braced->end) {
		char byte;

		at = shell_find(braced->parser, at, braced->end, "():?");
		if (at >= braced->end)
			break;
		byte = braced->parser->text->bytes[at];
		if (byte == ':' && !parens && !questions)
			return at;
		parens += byte == '(';
		parens -= byte == ')' && parens;
		questions += byte == '?';
		questions -= byte == ':' && questions;
		at++;
	}
	return braced->end;
}

/* Quotes around ${…} quote what it has instead of a value, but not its patterns; offsets are
 * arithmetic. */
static void take_operands(struct braced *braced)
{
	struct shell_parameter *parameter = braced->parameter;
	enum shell_quoting quoting = braced->quoting ? SHELL_EXPRESSION : SHELL_UNQUOTED;
	size_t middle = braced->end;

	if (is_operand_pattern(parameter->operation))
		quoting = SHELL_UNQUOTED;
	if (parameter->operation == SHELL_SUBSTRING) {
		quoting = SHELL_EXPRESSION;
		middle = find_colon(braced);
	} else if (parameter->operation == SHELL_REPLACE) {
		middle = shell_find(braced->parser, braced->at, braced->end, "/");
	}
	parameter->operands[0] = shell_operand(braced->parser, braced->at, middle, quoting);
	if (middle < braced->end)
		parameter->operands[1] =
			shell_operand(braced->parser, middle + 1, braced->end, quoting);
}

/* True where there is none, either. */
static bool take_operator(struct braced *braced)
{
	const char *bytes = braced->parser->text->bytes;
	size_t rest;

	braced->at = shell_skip_continuations(braced->parser, braced->at, braced->end);
	rest = braced->end - braced->at;
	if (!rest)
		return true;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		size_t length = strlen(operators[i].symbol);

		if (length > rest || memcmp(bytes + braced->at, operators[i].symbol, length) != 0)
			continue;
		braced->parameter->operation = operators[i].operation;
		braced->parameter->symbol = operators[i].symbol;
		braced->at += length;
		if (operators[i].operation == SHELL_TRANSFORM)
			braced->parameter->symbol =
				arena_copy(braced->parser->arena, bytes + braced->at - 1, rest);
		else
			take_operands(braced);
		return true;
	}
	return false;
}

/* ${!NAME}, ${!PREFIX*} and ${!NAME[@]}. With another operator behind it, it is too rare to have a
 * form in the tree. */
static bool take_indirect(struct braced *braced)
{
	const char *bytes = braced->parser->text->bytes;
	const struct shell_word *index;
	const char *rest;

	braced->at++;
	if (!take_name(braced))
		return false;
	rest = bytes + braced->at;
	index = braced->parameter->index;
	braced->parameter->operation = SHELL_INDIRECT;
	if (braced->end - braced->at == 1 && (*rest == '*' || *rest == '@')) {
		braced->parameter->operation = SHELL_KEYS;
		braced->parameter->symbol = *rest == '*' ? "*" : "@";
		return true;
	}
	if (index && index->count == 1 && index->pieces->kind == SHELL_TEXT &&
	    (strcmp(index->pieces->text, "@") == 0 || strcmp(index->pieces->text, "*") == 0))
		braced->parameter->operation = SHELL_KEYS;
	return braced->at == braced->end;
}

/* ${#NAME}, which is another thing than ${#}, ${#-x} and ${##x}. */
static bool take_length(struct braced *braced)
{
	struct braced inner = *braced;
	struct shell_parameter parameter = *braced->parameter;

	inner.parameter = &parameter;
	inner.at++;
	if (inner.at == inner.end || !take_name(&inner) || inner.at < inner.end)
		return false;
	parameter.operation = SHELL_LENGTH;
	*braced->parameter = parameter;
	return true;
}

/* "!" and "#" are names as well as operators: what is behind them decides. */
static bool take_all(struct braced *braced)
{
	const char *bytes = braced->parser->text->bytes;
	size_t length = braced->end - braced->at;

	if (!length)
		return false;
	if (bytes[braced->at] == '#' && take_length(braced))
		return true;
	if (bytes[braced->at] == '!' && length > 1 &&
	    shell_simple_name_end(braced->parser, braced->at + 1, braced->end) > braced->at + 1)
		return take_indirect(braced);
	return take_name(braced) && take_operator(braced);
}

const struct shell_parameter *shell_braced(struct shell_parser *parser, struct span at,
					   size_t start, size_t end, enum shell_quoting quoting)
{
	struct shell_parameter *parameter = arena_alloc(parser->arena, sizeof(*parameter));
	struct braced braced = { parser, parameter, start, end, quoting };

	parameter->at = at;
	parameter->name = "";
	parameter->symbol = "";
	if (!take_all(&braced))
		parameter->operation = SHELL_BAD;
	return parameter;
}
