/* SPDX-License-Identifier: BSD-3-Clause
 * compound.c: commands that hold others: groups, branches, loops and functions. */
#include "shell/internal.h"

#include <string.h>

#include "base/arena.h"

/* A reserved word that is none for the lexer, because a word is before it. */
static bool take_keyword(struct shell_parser *parser, const char *keyword)
{
	const struct shell_token *token = shell_token(parser);

	if (token->symbol ? strcmp(token->symbol, keyword) != 0
			  : !shell_token_is(parser, token, keyword))
		return false;
	shell_take(parser);
	shell_expect_command(parser, true);
	return true;
}

/* Behind its '('. */
static void parse_subshell(struct shell_parser *parser, struct shell_command *command)
{
	command->kind = SHELL_SUBSHELL;
	command->body = shell_compound_list(parser);
	shell_expect(parser, ")");
}

static void parse_group(struct shell_parser *parser, struct shell_command *command)
{
	if (shell_take_symbol(parser, "(")) {
		parse_subshell(parser, command);
		return;
	}
	shell_take(parser);
	command->kind = SHELL_GROUP;
	command->body = shell_compound_list(parser);
	shell_expect(parser, "}");
}

static struct shell_arm *add_arm(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_arm *arms = arena_grow(parser->arena, (struct shell_arm *)command->arms,
					    command->arm_count, sizeof(*arms));

	command->arms = arms;
	return &arms[command->arm_count++];
}

static void parse_if(struct shell_parser *parser, struct shell_command *command)
{
	command->kind = SHELL_IF;
	do {
		struct shell_arm *arm = add_arm(parser, command);

		shell_take(parser);
		arm->condition = shell_compound_list(parser);
		shell_expect(parser, "then");
		arm->body = shell_compound_list(parser);
	} while (shell_at(parser, "elif"));
	if (shell_take_symbol(parser, "else"))
		add_arm(parser, command)->body = shell_compound_list(parser);
	shell_expect(parser, "fi");
}

static void parse_while(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_arm *arm = add_arm(parser, command);

	command->kind = shell_at(parser, "while") ? SHELL_WHILE : SHELL_UNTIL;
	shell_take(parser);
	arm->condition = shell_compound_list(parser);
	shell_expect(parser, "do");
	arm->body = shell_compound_list(parser);
	shell_expect(parser, "done");
}

/* do …; done, or { …; } */
static const struct shell_list *parse_body(struct shell_parser *parser, bool accepts_brace)
{
	const struct shell_list *body;
	bool is_brace = accepts_brace && shell_take_symbol(parser, "{");

	if (!is_brace && !take_keyword(parser, "do")) {
		shell_unexpected(parser, "'do'");
		return NULL;
	}
	body = shell_compound_list(parser);
	shell_expect(parser, is_brace ? "}" : "done");
	return body;
}

static void parse_expressions(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token token = shell_take(parser);
	size_t at = token.inner;

	command->kind = SHELL_FOR_ARITHMETIC;
	for (int i = 0; i < 3; i++) {
		size_t end = i < 2 ? shell_find(parser, at, token.inner_end, ";") : token.inner_end;

		if (i < 2 && end == token.inner_end)
			shell_fail(parser, end, end + 1,
				   "unexpected ')': expected three expressions with ';' between "
				   "them");
		shell_add_word(parser, command, shell_word(parser, at, end, SHELL_EXPRESSION));
		at = end + 1;
	}
	shell_take_symbol(parser, ";");
	shell_skip_newlines(parser);
	command->body = parse_body(parser, true);
}

static void parse_for(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token name;
	bool is_separated;

	shell_take(parser);
	if (shell_at(parser, "((")) {
		parse_expressions(parser, command);
		return;
	}
	command->kind = SHELL_FOR;
	if (!shell_at_word(parser)) {
		shell_unexpected(parser, "a name");
		return;
	}
	name = shell_take(parser);
	command->name = shell_copy(parser, name.start, name.end);
	is_separated = shell_take_symbol(parser, ";") || shell_at(parser, "\n");
	shell_skip_newlines(parser);
	command->has_words = take_keyword(parser, "in");
	if (command->has_words) {
		shell_expect_command(parser, false);
		while (shell_at_word(parser)) {
			struct shell_token word = shell_take(parser);

			shell_add_word(parser, command,
				       shell_word(parser, word.start, word.end, SHELL_UNQUOTED));
		}
		is_separated = shell_take_symbol(parser, ";") || shell_at(parser, "\n");
		if (!is_separated)
			shell_unexpected(parser, "a word or ';'");
		shell_skip_newlines(parser);
	}
	command->body = parse_body(parser, is_separated);
}

static void add_pattern(struct shell_parser *parser, struct shell_case_arm *arm)
{
	const struct shell_word **patterns;
	struct shell_token token;

	if (!shell_at_word(parser)) {
		shell_unexpected(parser, "a pattern");
		return;
	}
	token = shell_take(parser);
	patterns = arena_grow(parser->arena, (const struct shell_word **)arm->patterns,
			      arm->pattern_count, sizeof(const struct shell_word *));
	patterns[arm->pattern_count++] = shell_word(parser, token.start, token.end, SHELL_UNQUOTED);
	arm->patterns = patterns;
}

static void parse_patterns(struct shell_parser *parser, struct shell_case_arm *arm)
{
	shell_take_symbol(parser, "(");
	do
		add_pattern(parser, arm);
	while (shell_take_symbol(parser, "|"));
	parser->expects_pattern = false;
	shell_expect(parser, ")");
}

/* Returns whether another arm may follow. */
static bool parse_arm(struct shell_parser *parser, struct shell_case_arm *arm)
{
	size_t start = shell_token(parser)->start;
	const struct shell_list *body;
	bool has_end;

	parse_patterns(parser, arm);
	body = shell_commands(parser);
	arm->body = body->pipeline_count ? body : NULL;
	parser->expects_pattern = true;
	arm->falls_through = shell_at(parser, ";&") || shell_at(parser, ";;&");
	has_end = shell_take_symbol(parser, ";;") || shell_take_symbol(parser, ";&") ||
		  shell_take_symbol(parser, ";;&");
	if (has_end)
		shell_skip_newlines(parser);
	arm->at = shell_span(parser, start, parser->behind);
	return has_end;
}

static void parse_case(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_case_arm *arms = NULL;
	struct shell_token subject;
	bool has_more = true;

	shell_take(parser);
	command->kind = SHELL_CASE_IN;
	if (!shell_at_word(parser)) {
		shell_unexpected(parser, "a word");
		return;
	}
	subject = shell_take(parser);
	command->subject = shell_word(parser, subject.start, subject.end, SHELL_UNQUOTED);
	shell_skip_newlines(parser);
	if (!take_keyword(parser, "in")) {
		shell_unexpected(parser, "'in'");
		return;
	}
	shell_expect_command(parser, false);
	parser->expects_pattern = true;
	shell_skip_newlines(parser);
	while (has_more && !parser->has_failed &&
	       !shell_token_is(parser, shell_token(parser), "esac")) {
		arms = arena_grow(parser->arena, arms, command->case_arm_count, sizeof(*arms));
		has_more = parse_arm(parser, &arms[command->case_arm_count++]);
	}
	command->case_arms = arms;
	parser->expects_pattern = false;
	if (!take_keyword(parser, "esac"))
		shell_unexpected(parser, "'esac'");
}

/* The body of a function; a '(' before it was taken where `is_open` is set. */
static void parse_function_body(struct shell_parser *parser, struct shell_command *command,
				bool is_open)
{
	struct shell_command *body = arena_alloc(parser->arena, sizeof(*body));
	size_t start;

	if (!is_open)
		shell_skip_newlines(parser);
	start = is_open ? parser->behind - 1 : shell_token(parser)->start;
	if (is_open)
		parse_subshell(parser, body);
	else if (!shell_compound(parser, body) || body->kind == SHELL_FUNCTION)
		shell_unexpected(parser, "the body of a function");
	shell_redirections(parser, body);
	body->at = shell_span(parser, start, parser->behind);
	command->function = body;
}

void shell_function(struct shell_parser *parser, struct shell_command *command,
		    const struct shell_token *name)
{
	*command = (struct shell_command) {
		.kind = SHELL_FUNCTION,
		.name = shell_copy(parser, name->start, name->end),
	};
	shell_take(parser);
	shell_expect(parser, ")");
	parse_function_body(parser, command, false);
}

/* function NAME BODY, or function NAME () BODY, where the body may be a subshell. */
static void parse_function(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token name;
	bool is_open;

	shell_take(parser);
	command->kind = SHELL_FUNCTION;
	if (!shell_at_word(parser)) {
		shell_unexpected(parser, "a name");
		return;
	}
	name = shell_take(parser);
	command->name = shell_copy(parser, name.start, name.end);
	shell_expect_command(parser, true);
	is_open = shell_take_symbol(parser, "(") && !shell_take_symbol(parser, ")");
	parse_function_body(parser, command, is_open);
}

static void parse_let(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token token = shell_take(parser);

	command->kind = SHELL_LET;
	shell_add_word(parser, command,
		       shell_word(parser, token.inner, token.inner_end, SHELL_EXPRESSION));
}

/* What runs as a coprocess: a compound command, which may have a name, or a simple one. */
static const struct shell_command *parse_coprocess(struct shell_parser *parser)
{
	struct shell_command *command;
	struct shell_token word;

	if (!shell_at_word(parser))
		return shell_command(parser);
	command = arena_alloc(parser->arena, sizeof(*command));
	word = shell_take(parser);
	shell_expect_command(parser, true);
	if (shell_compound(parser, command))
		shell_redirections(parser, command);
	else
		shell_simple_rest(parser, command, &word);
	command->at = shell_span(parser, word.start, parser->behind);
	return command;
}

/* A coprocess is as a subshell in the background. */
static void parse_coproc(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_list *list = arena_alloc(parser->arena, sizeof(*list));
	struct shell_pipeline *pipeline = arena_alloc(parser->arena, sizeof(*pipeline));
	const struct shell_command **commands =
		arena_alloc(parser->arena, sizeof(const struct shell_command *));

	shell_take(parser);
	commands[0] = parse_coprocess(parser);
	*pipeline = (struct shell_pipeline) {
		.at = commands[0]->at,
		.commands = commands,
		.command_count = 1,
		.connector = SHELL_BACKGROUND,
	};
	*list = (struct shell_list) { pipeline, 1 };
	command->kind = SHELL_SUBSHELL;
	command->body = list;
}

bool shell_compound(struct shell_parser *parser, struct shell_command *command)
{
	static const struct {
		const char *symbol;
		void (*parse)(struct shell_parser *parser, struct shell_command *command);
	} kinds[] = {
		{ "{", parse_group },
		{ "(", parse_group },
		{ "((", parse_let },
		{ "[[", shell_condition },
		{ "if", parse_if },
		{ "while", parse_while },
		{ "until", parse_while },
		{ "for", parse_for },
		{ "select", parse_for },
		{ "case", parse_case },
		{ "function", parse_function },
		{ "coproc", parse_coproc },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (shell_at(parser, kinds[i].symbol)) {
			kinds[i].parse(parser, command);
			return true;
		}
	return false;
}
