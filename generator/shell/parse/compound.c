/* SPDX-License-Identifier: BSD-3-Clause
 * compound.c: commands that hold others: groups, branches and loops. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"
#include "diag/diag.h"

/* A reserved word that is none for the lexer, because a word is before it. */
static bool take_keyword(struct shell_parser *parser, enum shell_token_kind kind)
{
	const struct shell_token *token = shell_token(parser);

	if (token->kind != kind &&
	    (token->kind != TOKEN_WORD || !shell_token_is(parser, token, shell_symbol_text(kind))))
		return false;
	shell_take(parser);
	shell_expect_command(parser, true);
	return true;
}

void shell_subshell_rest(struct shell_parser *parser, struct shell_command *command)
{
	command->kind = SHELL_SUBSHELL;
	command->body = shell_compound_list(parser);
	shell_expect(parser, TOKEN_CLOSE);
	shell_redirections(parser, command);
}

static void parse_group(struct shell_parser *parser, struct shell_command *command)
{
	if (shell_take_if(parser, TOKEN_OPEN)) {
		shell_subshell_rest(parser, command);
		return;
	}
	shell_take(parser);
	command->kind = SHELL_GROUP;
	command->body = shell_compound_list(parser);
	shell_expect(parser, TOKEN_END_BRACE);
}

static struct shell_arm *add_arm(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_arm *arms = arena_grow(parser->arena, (struct shell_arm *)command->arms,
					    command->arm_count, sizeof(*arms));

	command->arms = arms;
	return &arms[command->arm_count++];
}

/* Each arm begins with `if` or `elif`, which is next. */
static void parse_if(struct shell_parser *parser, struct shell_command *command)
{
	command->kind = SHELL_IF;
	do {
		struct shell_arm *arm = add_arm(parser, command);

		shell_take(parser);
		arm->condition = shell_compound_list(parser);
		shell_expect(parser, TOKEN_THEN);
		arm->body = shell_compound_list(parser);
	} while (shell_at(parser, TOKEN_ELIF));
	if (shell_take_if(parser, TOKEN_ELSE))
		add_arm(parser, command)->body = shell_compound_list(parser);
	shell_expect(parser, TOKEN_FI);
}

static void parse_while(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_arm *arm = add_arm(parser, command);

	command->kind = shell_at(parser, TOKEN_WHILE) ? SHELL_WHILE : SHELL_UNTIL;
	shell_take(parser);
	arm->condition = shell_compound_list(parser);
	shell_expect(parser, TOKEN_DO);
	arm->body = shell_compound_list(parser);
	shell_expect(parser, TOKEN_DONE);
}

/* do …; done, or { …; }, which bash takes only behind a ';' or a new line. */
static const struct shell_list *parse_body(struct shell_parser *parser, bool accepts_brace)
{
	const struct shell_list *body;
	bool is_brace = accepts_brace && shell_take_if(parser, TOKEN_BRACE);

	if (!is_brace && !take_keyword(parser, TOKEN_DO)) {
		shell_unexpected(parser, "'do'");
		return NULL;
	}
	body = shell_compound_list(parser);
	shell_expect(parser, is_brace ? TOKEN_END_BRACE : TOKEN_DONE);
	return body;
}

/* for ((A; B; C)): bash splits the text when it reads it. */
static void parse_expressions(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token token = shell_take(parser);
	size_t at = token.inner;

	command->kind = SHELL_FOR_ARITHMETIC;
	for (int i = 0; i < 3; i++) {
		size_t end = shell_find(parser, at, token.inner_end, ";");

		if ((end < token.inner_end) != (i < 2))
			shell_fail(parser, end, end + 1,
				   "unexpected '%c': expected three expressions with ';' between "
				   "them",
				   i < 2 ? ')' : ';');
		shell_add_word(parser, command, shell_word(parser, at, end, SHELL_EXPRESSION));
		at = end + 1;
	}
	shell_take_if(parser, TOKEN_SEMICOLON);
	shell_skip_newlines(parser);
	command->body = parse_body(parser, true);
}

/* The words behind `in`, and what ends them. */
static void parse_words(struct shell_parser *parser, struct shell_command *command)
{
	command->has_words = true;
	shell_expect_command(parser, false);
	while (shell_at(parser, TOKEN_WORD)) {
		struct shell_token word = shell_take(parser);

		shell_add_token(parser, command, &word);
	}
	if (!shell_take_if(parser, TOKEN_SEMICOLON) && !shell_at(parser, TOKEN_NEWLINE))
		shell_unexpected(parser, "a word or ';'");
	shell_skip_newlines(parser);
}

/* `in` may be behind new lines, but not behind a ';'. */
static void parse_for_name(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token name = shell_take(parser);
	bool is_ended = shell_take_if(parser, TOKEN_SEMICOLON);
	bool accepts_brace = is_ended || shell_at(parser, TOKEN_NEWLINE);

	command->kind = SHELL_FOR;
	command->name = shell_copy(parser, name.start, name.end);
	shell_skip_newlines(parser);
	if (!is_ended && take_keyword(parser, TOKEN_IN)) {
		parse_words(parser, command);
		accepts_brace = true;
	}
	command->body = parse_body(parser, accepts_brace);
}

static void parse_for(struct shell_parser *parser, struct shell_command *command)
{
	shell_take(parser);
	if (shell_at(parser, TOKEN_ARITHMETIC))
		parse_expressions(parser, command);
	else if (shell_at(parser, TOKEN_WORD))
		parse_for_name(parser, command);
	else
		shell_unexpected(parser, "a name");
}

static void add_pattern(struct shell_parser *parser, struct shell_case_arm *arm)
{
	const struct shell_word **patterns;
	struct shell_token token;

	if (!shell_at(parser, TOKEN_WORD)) {
		shell_unexpected(parser, "a pattern");
		return;
	}
	token = shell_take(parser);
	patterns = arena_grow(parser->arena, (const struct shell_word **)arm->patterns,
			      arm->pattern_count, sizeof(const struct shell_word *));
	patterns[arm->pattern_count++] = shell_word(parser, token.start, token.end, SHELL_UNQUOTED);
	arm->patterns = patterns;
}

/* Up to the ')', behind which commands follow. */
static void parse_patterns(struct shell_parser *parser, struct shell_case_arm *arm)
{
	shell_take_if(parser, TOKEN_OPEN);
	do
		add_pattern(parser, arm);
	while (shell_take_if(parser, TOKEN_PIPE));
	parser->expects_pattern = false;
	shell_expect(parser, TOKEN_CLOSE);
}

/* An arm without a pattern: bash refuses the script. As nothing else is in doubt, the rest is read
 * all the same. */
static void skip_empty_arm(struct shell_parser *parser)
{
	struct shell_token end = shell_take(parser);

	if (parser->diags)
		diag_add(parser->diags, DIAG_SCRIPT_MALFORMED,
			 shell_span(parser, end.start, end.end),
			 "unexpected ';;': expected a pattern");
	shell_skip_newlines(parser);
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
	/* What is next was read as a command would be: a ";;", or `esac`. */
	parser->expects_pattern = true;
	arm->falls_through = shell_at(parser, TOKEN_FALL) || shell_at(parser, TOKEN_NEXT);
	has_end = shell_take_if(parser, TOKEN_BREAK) || shell_take_if(parser, TOKEN_FALL) ||
		  shell_take_if(parser, TOKEN_NEXT);
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
	if (!shell_at(parser, TOKEN_WORD)) {
		shell_unexpected(parser, "a word");
		return;
	}
	subject = shell_take(parser);
	command->subject = shell_word(parser, subject.start, subject.end, SHELL_UNQUOTED);
	shell_skip_newlines(parser);
	if (!take_keyword(parser, TOKEN_IN)) {
		shell_unexpected(parser, "'in'");
		return;
	}
	/* `esac` is looked for here: as a pattern behind a '(' it is a word. */
	shell_expect_command(parser, false);
	parser->expects_pattern = true;
	shell_skip_newlines(parser);
	while (has_more && !parser->has_failed &&
	       !shell_token_is(parser, shell_token(parser), "esac")) {
		if (shell_at(parser, TOKEN_BREAK)) {
			skip_empty_arm(parser);
			continue;
		}
		arms = arena_grow(parser->arena, arms, command->case_arm_count, sizeof(*arms));
		has_more = parse_arm(parser, &arms[command->case_arm_count++]);
	}
	command->case_arms = arms;
	parser->expects_pattern = false;
	if (!take_keyword(parser, TOKEN_ESAC))
		shell_unexpected(parser, "'esac'");
}

static void parse_let(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token token = shell_take(parser);

	command->kind = SHELL_LET;
	shell_add_word(parser, command,
		       shell_word(parser, token.inner, token.inner_end, SHELL_EXPRESSION));
}

bool shell_compound(struct shell_parser *parser, struct shell_command *command)
{
	static const struct {
		enum shell_token_kind kind;
		void (*parse)(struct shell_parser *parser, struct shell_command *command);
	} kinds[] = {
		{ TOKEN_BRACE, parse_group },	 { TOKEN_OPEN, parse_group },
		{ TOKEN_ARITHMETIC, parse_let }, { TOKEN_CONDITION, shell_condition },
		{ TOKEN_IF, parse_if },		 { TOKEN_WHILE, parse_while },
		{ TOKEN_UNTIL, parse_while },	 { TOKEN_FOR, parse_for },
		{ TOKEN_SELECT, parse_for },	 { TOKEN_CASE, parse_case },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (shell_at(parser, kinds[i].kind)) {
			kinds[i].parse(parser, command);
			shell_redirections(parser, command);
			return true;
		}
	return false;
}
