/* SPDX-License-Identifier: BSD-3-Clause
 * conditions.c: [[ … ]], whose operands and operators become a list of words. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

/* A token as it is, such as "&&". */
static void add_operator(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token token = shell_take(parser);

	shell_add_word(parser, command, shell_literal(parser, token.start, token.end, false));
}

static void add_operand(struct shell_parser *parser, struct shell_command *command,
			const char *expected)
{
	struct shell_token token;

	if (!shell_at(parser, TOKEN_WORD) || shell_token(parser)->is_descriptor) {
		shell_unexpected(parser, expected);
		return;
	}
	token = shell_take(parser);
	shell_add_word(parser, command, shell_word(parser, token.start, token.end, SHELL_UNQUOTED));
}

/* Any other word that begins with a '-' is an operand. */
static bool is_unary(const struct shell_parser *parser, const struct shell_token *token)
{
	const char *bytes = parser->text->bytes + token->start;

	return token->is_plain && token->end - token->start == 2 && bytes[0] == '-' && bytes[1] &&
	       strchr("abcdefghknoprstuvwxzGLNORS", bytes[1]);
}

static bool is_any_of(const struct shell_parser *parser, const struct shell_token *token,
		      const char *const *texts)
{
	for (; *texts; texts++)
		if (shell_token_is(parser, token, *texts))
			return true;
	return false;
}

/* What is behind the first operand: whether that is an operator with a second one. */
static bool take_binary(struct shell_parser *parser, struct shell_command *command)
{
	static const char *const others[] = { "-eq", "-ne", "-lt", "-le", "-gt", "-ge",
					      "-nt", "-ot", "-ef", "=~",  NULL };
	static const char *const patterns[] = { "=", "==", "!=", NULL };
	const struct shell_token *token = shell_token(parser);
	bool is_pattern = is_any_of(parser, token, patterns);
	bool is_regex = shell_token_is(parser, token, "=~");

	if (token->kind != TOKEN_INPUT && token->kind != TOKEN_OUTPUT && !is_pattern &&
	    !is_any_of(parser, token, others))
		return false;
	add_operator(parser, command);
	/* The next token is read in another way. */
	parser->expects_glob = is_pattern;
	parser->expects_regex = is_regex;
	shell_token(parser);
	parser->expects_glob = parser->expects_regex = false;
	return true;
}

/* An operand alone, or with an operator. */
static void parse_test(struct shell_parser *parser, struct shell_command *command)
{
	enum shell_token_kind next;

	if (is_unary(parser, shell_token(parser))) {
		add_operator(parser, command);
		add_operand(parser, command, "the operand of a test");
		shell_skip_newlines(parser);
		return;
	}
	add_operand(parser, command, "a test");
	if (take_binary(parser, command)) {
		add_operand(parser, command, "the second operand of a test");
		shell_skip_newlines(parser);
		return;
	}
	next = shell_token(parser)->kind;
	if (next != TOKEN_END_CONDITION && next != TOKEN_AND && next != TOKEN_OR &&
	    next != TOKEN_CLOSE)
		shell_unexpected(parser, "an operator of a test, or ']]'");
}

static void parse_expression(struct shell_parser *parser, struct shell_command *command);

/* New lines may be before a test and behind it, but not in it. */
static void parse_term(struct shell_parser *parser, struct shell_command *command)
{
	shell_skip_newlines(parser);
	while (shell_token_is(parser, shell_token(parser), "!")) {
		add_operator(parser, command);
		shell_skip_newlines(parser);
	}
	if (!shell_at(parser, TOKEN_OPEN)) {
		parse_test(parser, command);
		return;
	}
	if (!shell_enter(parser, shell_token(parser)->start))
		return;
	add_operator(parser, command);
	parse_expression(parser, command);
	if (shell_at(parser, TOKEN_CLOSE))
		add_operator(parser, command);
	else
		shell_unexpected(parser, "')'");
	shell_skip_newlines(parser);
	shell_leave(parser);
}

/* The list of words does not say what binds more: && does. */
static void parse_expression(struct shell_parser *parser, struct shell_command *command)
{
	parse_term(parser, command);
	while (shell_at(parser, TOKEN_AND) || shell_at(parser, TOKEN_OR)) {
		add_operator(parser, command);
		parse_term(parser, command);
	}
}

void shell_condition(struct shell_parser *parser, struct shell_command *command)
{
	command->kind = SHELL_CONDITION;
	shell_take(parser);
	parser->in_condition = true;
	parse_expression(parser, command);
	parser->in_condition = false;
	shell_expect(parser, TOKEN_END_CONDITION);
}
