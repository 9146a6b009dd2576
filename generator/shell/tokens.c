/* SPDX-License-Identifier: BSD-3-Clause
 * tokens.c: words, operators and reserved words. */
#include "shell/internal.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"

/* Each one before its own beginnings. */
static const char *const operators[] = {
	"&>>", "&>", "&&", "&",	 "|&", "||", "|",  ";;&", ";;", ";&", ";", "<<<",
	"<<-", "<<", "<&", "<>", "<",  ">>", ">&", ">|",  ">",	"(",  ")",
};

static const char *const reserved[] = {
	"if",	    "then",   "else",  "elif",	"fi", "case", "esac",
	"for",	    "select", "while", "until", "do", "done", "in",
	"function", "time",   "{",     "}",	"!",  "[[",   "coproc",
};

/* What a command may follow, and so may reserved words, assignments and "((". */
static const char *const before_commands[] = {
	"\n", ";",  "(",    ")",    "|",     "&",     "{",	"}",	"&&",	"||",
	"|&", ";;", ";&",   ";;&",  "!",     "do",    "done",	"elif", "else", "esac",
	"fi", "if", "then", "time", "until", "while", "coproc", "]]",	"((",
};

/* The time of what follows these is not taken: `time` is a command there. */
static const char *const before_no_time[] = {
	"|", "|&", "}", "fi", "done", "esac", "coproc", "]]", "((",
};

static bool is_one_of(const char *symbol, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(symbol, list[i]) == 0)
			return true;
	return false;
}

#define IS_ONE_OF(symbol, list) is_one_of(symbol, list, sizeof(list) / sizeof((list)[0]))

static bool is_break(char byte)
{
	return !byte || strchr(" \t\n;&|<>()", byte) != NULL;
}

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

static void skip_blanks(struct shell_parser *parser)
{
	const char *bytes = parser->text->bytes;
	const char *feed;
	char byte = shell_peek(parser);

	while (byte == ' ' || byte == '\t') {
		parser->at++;
		byte = shell_peek(parser);
	}
	if (byte != '#')
		return;
	feed = memchr(bytes + parser->at, '\n', parser->end - parser->at);
	parser->at = feed ? (size_t)(feed - bytes) : parser->end;
}

/* "((…))", where it is that. */
static bool take_arithmetic(struct shell_parser *parser, struct shell_token *token)
{
	size_t start = parser->at, inner;

	if (!shell_accept_text(parser, "(("))
		return false;
	inner = parser->at;
	if (!shell_scan_group(parser, inner - 1, '(', ')', SHELL_SCAN_COMMANDS))
		return false;
	token->inner = inner;
	token->inner_end = parser->at - 1;
	if (!shell_accept(parser, ')')) {
		parser->at = start;
		return false;
	}
	token->symbol = "((";
	return true;
}

static bool take_operator(struct shell_parser *parser, struct shell_token *token)
{
	if (parser->accepts_arithmetic && take_arithmetic(parser, token))
		return true;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (shell_accept_text(parser, operators[i])) {
			token->symbol = operators[i];
			return true;
		}
	return false;
}

/* <( and >( begin words. */
static bool is_process(struct shell_parser *parser)
{
	size_t at = parser->at;
	bool is_process = (shell_accept(parser, '<') || shell_accept(parser, '>')) &&
			  shell_accept(parser, '(');

	parser->at = at;
	return is_process;
}

static bool has_globs(const struct shell_parser *parser)
{
	return parser->expects_glob || parser->at > parser->extglob_at;
}

/* A pattern such as !(a|b). */
static bool scan_glob(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (!byte || !strchr("?*+@!", byte) || !has_globs(parser))
		return false;
	parser->at++;
	if (!shell_accept(parser, '(')) {
		parser->at = start;
		return false;
	}
	shell_scan_group(parser, start, '(', ')', 0);
	return true;
}

/* The index of NAME[INDEX]=, and of [INDEX]= in an array. */
static bool scan_index(struct shell_parser *parser, const struct shell_token *token)
{
	size_t open = parser->at;

	if (open == token->start
		    ? !parser->expects_element
		    : !parser->accepts_assignment || !shell_is_name(parser, token->start, open))
		return false;
	parser->at++;
	if (shell_scan_group(parser, open, '[', ']', SHELL_SCAN_NESTED))
		shell_mark_add(parser, open, parser->at);
	return true;
}

static bool scan_array(struct shell_parser *parser, const struct shell_token *token)
{
	size_t equals = parser->at, open;

	if (!(parser->accepts_assignment || parser->accepts_array) || equals == token->start ||
	    !shell_is_assignment(parser, token->start, equals + 1))
		return false;
	parser->at++;
	open = parser->at;
	if (shell_accept(parser, '(')) {
		if (shell_scan_array(parser, open))
			shell_mark_add(parser, equals, parser->at);
	}
	return true;
}

static bool scan_quotes(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (byte != '\'' && byte != '"' && byte != '`')
		return false;
	parser->at++;
	if (byte == '"')
		shell_scan_double(parser, start);
	else if (byte == '`')
		shell_scan_backquote(parser, start);
	else
		shell_scan_single(parser, start);
	return true;
}

static bool scan_dollar(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (byte != '$' && !is_process(parser))
		return false;
	parser->at++;
	if (byte == '$' && shell_accept(parser, '\''))
		shell_scan_escaped(parser, start);
	else if (byte == '$' && shell_accept(parser, '"'))
		shell_scan_double(parser, start);
	else if (byte != '$' || !shell_accept(parser, '$'))
		shell_scan_nested(parser, start);
	return true;
}

static bool scan_regex(struct shell_parser *parser, char byte)
{
	size_t start = parser->at;

	if (!parser->expects_regex || (byte != '(' && byte != '|'))
		return false;
	parser->at++;
	if (byte == '(')
		shell_scan_group(parser, start, '(', ')', 0);
	return true;
}

/* What is no ordinary byte of a word. */
static bool scan_special(struct shell_parser *parser, struct shell_token *token, char byte)
{
	if (byte == '\\') {
		parser->at += parser->at + 1 < parser->end ? 2 : 1;
	} else if (byte == '[') {
		if (!scan_index(parser, token))
			return false;
	} else if (byte == '=') {
		if (!scan_array(parser, token))
			return false;
	} else if (!scan_regex(parser, byte) && !scan_glob(parser, byte) &&
		   !scan_quotes(parser, byte) && !scan_dollar(parser, byte)) {
		return false;
	}
	token->is_plain = false;
	return true;
}

static void scan_word(struct shell_parser *parser, struct shell_token *token)
{
	token->is_plain = true;
	while (!parser->has_failed) {
		char byte = shell_peek(parser);

		if (parser->at >= parser->end)
			break;
		if (scan_special(parser, token, byte))
			continue;
		if (is_break(byte))
			break;
		parser->at++;
	}
	token->end = parser->at;
}

static const char *reserved_word(const struct shell_parser *parser, const struct shell_token *token)
{
	if (parser->in_condition)
		return shell_token_is(parser, token, "]]") ? "]]" : NULL;
	if (!parser->accepts_reserved || parser->expects_pattern)
		return NULL;
	for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
		if (shell_token_is(parser, token, reserved[i]))
			return strcmp(reserved[i], "time") == 0 && !parser->accepts_time
				       ? NULL
				       : reserved[i];
	return NULL;
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
	if (parser->expects_dash && shell_accept(parser, '-')) {
		token->is_plain = true;
		token->end = parser->at;
		return;
	}
	scan_word(parser, token);
	if (token->end == token->start) {
		take_operator(parser, token);
		return;
	}
	token->symbol = reserved_word(parser, token);
	token->is_descriptor = is_descriptor(parser, token);
	token->is_assignment = (parser->accepts_assignment || parser->accepts_array) &&
			       !parser->in_condition && !parser->expects_pattern &&
			       shell_is_assignment(parser, token->start, token->end);
}

static void read_token(struct shell_parser *parser)
{
	struct shell_token *token = &parser->token;

	skip_blanks(parser);
	*token = (struct shell_token) { .start = parser->at };
	if (parser->has_failed || parser->at >= parser->end) {
		token->symbol = "";
	} else if (shell_accept(parser, '\n')) {
		token->symbol = "\n";
		shell_heredocs_read(parser, token->start);
	} else if (parser->expects_regex || is_process(parser) || !take_operator(parser, token)) {
		take_word(parser, token);
	}
	if (parser->has_failed)
		token->symbol = "";
	if (!token->end)
		token->end =
			token->symbol && *token->symbol == '\n' ? token->start + 1 : parser->at;
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

struct shell_token shell_take(struct shell_parser *parser)
{
	struct shell_token token = *shell_token(parser);
	const char *symbol = token.symbol;
	bool is_newline = symbol && *symbol == '\n';
	bool is_before_command = symbol && IS_ONE_OF(symbol, before_commands);

	parser->has_token = false;
	parser->behind = is_newline ? parser->behind : token.end;
	parser->accepts_reserved = is_before_command;
	parser->accepts_assignment = is_before_command && strncmp(symbol, ";;", 2) != 0;
	parser->accepts_arithmetic = is_before_command || (symbol && strcmp(symbol, "for") == 0);
	if (!is_newline)
		parser->accepts_time = is_before_command && !IS_ONE_OF(symbol, before_no_time);
	parser->expects_dash = symbol && (strcmp(symbol, "<&") == 0 || strcmp(symbol, ">&") == 0);
	parser->accepts_array = false;
	return token;
}

bool shell_at(struct shell_parser *parser, const char *symbol)
{
	const struct shell_token *token = shell_token(parser);

	return token->symbol && strcmp(token->symbol, symbol) == 0;
}

bool shell_at_word(struct shell_parser *parser)
{
	return !shell_token(parser)->symbol;
}

bool shell_take_symbol(struct shell_parser *parser, const char *symbol)
{
	if (!shell_at(parser, symbol))
		return false;
	shell_take(parser);
	return true;
}

void shell_unexpected(struct shell_parser *parser, const char *expected)
{
	const struct shell_token *token = shell_token(parser);
	struct span at = shell_span(parser, token->start, token->end);
	size_t length = token->end - token->start;

	if (token->symbol && !*token->symbol)
		shell_fail(parser, token->start, token->start,
			   "unexpected end of the script: expected %s", expected);
	else if (token->symbol && *token->symbol == '\n')
		shell_fail(parser, token->start, token->end,
			   "unexpected end of the line: expected %s", expected);
	else
		shell_fail(parser, token->start, token->end, "unexpected '%s': expected %s",
			   token->symbol ? token->symbol
					 : arena_copy(parser->arena, at.source->bytes + at.start,
						      length < 64 ? length : 64),
			   expected);
}

bool shell_expect(struct shell_parser *parser, const char *symbol)
{
	if (shell_take_symbol(parser, symbol))
		return true;
	shell_unexpected(parser, arena_printf(parser->arena, "'%s'", symbol));
	return false;
}

void shell_skip_newlines(struct shell_parser *parser)
{
	while (shell_take_symbol(parser, "\n"))
		;
}
