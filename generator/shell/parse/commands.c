/* SPDX-License-Identifier: BSD-3-Clause
 * commands.c: lists, pipelines, simple commands and redirections. */
#include "shell/parse/internal.h"

#include <string.h>

#include "base/arena.h"

/* Words of the first ones that look like assignments are some; words of all may hold arrays. */
static const char *const assigning[] = {
	"declare", "local", "export", "readonly", "typeset", "alias", "eval", "let",
};
#define DECLARING_COUNT 5

static bool is_redirection(const struct shell_token *token)
{
	return token->is_descriptor || shell_is_redirection(token->kind);
}

static struct shell_redirection *new_redirection(struct shell_parser *parser,
						 struct shell_command *command)
{
	struct shell_redirection *redirections =
		arena_grow(parser->arena, (struct shell_redirection *)command->redirections,
			   command->redirection_count, sizeof(*redirections));

	command->redirections = redirections;
	return &redirections[command->redirection_count++];
}

/* [DESCRIPTOR] OPERATOR WORD. */
static void add_redirection(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_redirection *redirection = new_redirection(parser, command);
	size_t start = shell_token(parser)->start;
	enum shell_token_kind kind;
	struct shell_token token;

	if (shell_token(parser)->is_descriptor) {
		token = shell_take(parser);
		redirection->descriptor = shell_copy(parser, token.start, token.end);
	}
	kind = shell_take(parser).kind;
	token = *shell_token(parser);
	if (token.kind != TOKEN_WORD || (token.is_descriptor && !parser->expects_dash)) {
		shell_unexpected(parser, "a word");
		return;
	}
	shell_take(parser);
	redirection->at = shell_span(parser, start, token.end);
	redirection->operation = shell_symbol_text(kind);
	if (kind == TOKEN_HEREDOC || kind == TOKEN_HEREDOC_TABS)
		redirection->target = shell_heredoc_add(parser, kind == TOKEN_HEREDOC_TABS, &token);
	else
		redirection->target = shell_word(parser, token.start, token.end, SHELL_UNQUOTED);
}

void shell_redirections(struct shell_parser *parser, struct shell_command *command)
{
	while (is_redirection(shell_token(parser)))
		add_redirection(parser, command);
}

void shell_add_word(struct shell_parser *parser, struct shell_command *command,
		    const struct shell_word *word)
{
	const struct shell_word **words =
		arena_grow(parser->arena, (const struct shell_word **)command->words,
			   command->word_count, sizeof(const struct shell_word *));

	words[command->word_count++] = word;
	command->words = words;
}

void shell_add_token(struct shell_parser *parser, struct shell_command *command,
		     const struct shell_token *token)
{
	shell_add_word(parser, command,
		       shell_word(parser, token->start, token->end, SHELL_UNQUOTED));
}

static void add_assignment(struct shell_parser *parser, struct shell_command *command,
			   const struct shell_token *token)
{
	struct shell_assignment *assignments =
		arena_grow(parser->arena, (struct shell_assignment *)command->assignments,
			   command->assignment_count, sizeof(*assignments));

	command->assignments = assignments;
	shell_assignment(parser, token->start, token->end,
			 &assignments[command->assignment_count++]);
}

static bool is_one_of(const struct shell_parser *parser, const struct shell_token *token,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (shell_token_is(parser, token, assigning[i]))
			return true;
	return false;
}

static bool accepts_arrays(const struct shell_parser *parser, const struct shell_token *token)
{
	return is_one_of(parser, token, sizeof(assigning) / sizeof(assigning[0]));
}

/* The name of the command. */
static void add_first(struct shell_parser *parser, struct shell_command *command,
		      const struct shell_token *token)
{
	command->is_assigning = is_one_of(parser, token, DECLARING_COUNT);
	shell_add_token(parser, command, token);
}

/* Assignments, words and redirections, from the next one on. */
static void parse_elements(struct shell_parser *parser, struct shell_command *command,
			   bool accepts_array)
{
	for (;;) {
		const struct shell_token *next;
		struct shell_token token;

		/* The first token was read by those who looked for a command. */
		if (!parser->has_token) {
			parser->accepts_assignment = !command->word_count;
			parser->accepts_array = accepts_array;
		}
		next = shell_token(parser);
		if (is_redirection(next)) {
			add_redirection(parser, command);
			accepts_array = false; /* bash forgets it */
			continue;
		}
		if (next->kind != TOKEN_WORD)
			return;
		token = shell_take(parser);
		if (token.is_assignment && (!command->word_count || command->is_assigning)) {
			add_assignment(parser, command, &token);
		} else if (command->word_count) {
			shell_add_token(parser, command, &token);
		} else {
			add_first(parser, command, &token);
			accepts_array = accepts_arrays(parser, &token);
		}
	}
}

void shell_simple_rest(struct shell_parser *parser, struct shell_command *command,
		       const struct shell_token *word)
{
	add_first(parser, command, word);
	parse_elements(parser, command, accepts_arrays(parser, word));
}

/* A simple command, or NAME () BODY. */
static void parse_simple(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token word;

	if (!shell_at(parser, TOKEN_WORD) || shell_token(parser)->is_assignment ||
	    shell_token(parser)->is_descriptor) {
		parse_elements(parser, command, false);
		return;
	}
	/* Before the next token is read, because that may be an array already. */
	word = shell_take(parser);
	parser->accepts_array = accepts_arrays(parser, &word);
	if (shell_at(parser, TOKEN_OPEN))
		shell_function(parser, command, &word);
	else
		shell_simple_rest(parser, command, &word);
}

/* A command of any kind, which is next. */
const struct shell_command *shell_command(struct shell_parser *parser)
{
	struct shell_command *command = arena_alloc(parser->arena, sizeof(*command));
	size_t start = shell_token(parser)->start;

	if (!shell_enter(parser, start))
		return command;
	if (shell_at(parser, TOKEN_FUNCTION))
		shell_function_word(parser, command);
	else if (shell_at(parser, TOKEN_COPROC))
		shell_coproc(parser, command);
	else if (shell_at(parser, TOKEN_WORD) || is_redirection(shell_token(parser)))
		parse_simple(parser, command);
	else if (!shell_compound(parser, command))
		shell_unexpected(parser, "a command");
	shell_leave(parser);
	command->at = shell_span(parser, start, parser->behind);
	return command;
}

/* An option of `time`, behind which a command still begins. */
static void take_option(struct shell_parser *parser, const char *option)
{
	if (!shell_token_is(parser, shell_token(parser), option))
		return;
	shell_take(parser);
	shell_expect_command(parser, true);
}

/* Returns whether there are any. */
static bool take_prefixes(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	bool is_prefixed = false;

	for (;; is_prefixed = true) {
		if (shell_take_if(parser, TOKEN_NOT)) {
			pipeline->is_negated = !pipeline->is_negated;
		} else if (shell_take_if(parser, TOKEN_TIME)) {
			take_option(parser, "-p");
			take_option(parser, "--");
		} else {
			return is_prefixed;
		}
	}
}

/* Behind `time` and `!` there may be nothing. */
static bool is_omitted(struct shell_parser *parser)
{
	return shell_at(parser, TOKEN_NEWLINE) || shell_at(parser, TOKEN_SEMICOLON) ||
	       shell_at(parser, TOKEN_END);
}

/* It has the place of what is before it. */
static const struct shell_command *empty_command(struct shell_parser *parser, size_t start)
{
	struct shell_command *command = arena_alloc(parser->arena, sizeof(*command));

	command->at = shell_span(parser, start, parser->behind);
	return command;
}

/* `!` and `time` are of the whole pipeline; bash takes them before the first command only. */
static void parse_pipeline(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	size_t start = shell_token(parser)->start;
	const struct shell_command **commands = NULL;
	bool is_empty = take_prefixes(parser, pipeline) && is_omitted(parser);

	do {
		if (commands)
			shell_skip_newlines(parser);
		commands = arena_grow(parser->arena, commands, pipeline->command_count,
				      sizeof(const struct shell_command *));
		commands[pipeline->command_count++] =
			is_empty ? empty_command(parser, start) : shell_command(parser);
	} while (shell_take_if(parser, TOKEN_PIPE) || shell_take_if(parser, TOKEN_PIPE_ALL));
	pipeline->commands = commands;
	pipeline->at = shell_span(parser, start, parser->behind);
}

/* Takes what is behind a pipeline; false where the list ends there. */
static bool take_connector(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	if (shell_take_if(parser, TOKEN_AND))
		pipeline->connector = SHELL_AND;
	else if (shell_take_if(parser, TOKEN_OR))
		pipeline->connector = SHELL_OR;
	else if (shell_take_if(parser, TOKEN_AMPERSAND))
		pipeline->connector = SHELL_BACKGROUND;
	else if (!shell_take_if(parser, TOKEN_SEMICOLON) && !shell_at(parser, TOKEN_NEWLINE))
		return false;
	shell_skip_newlines(parser);
	return pipeline->connector == SHELL_AND || pipeline->connector == SHELL_OR ||
	       shell_begins_command(shell_token(parser)->kind);
}

const struct shell_list *shell_commands(struct shell_parser *parser)
{
	struct shell_list *list = arena_alloc(parser->arena, sizeof(*list));
	struct shell_pipeline *pipelines = NULL;
	bool has_more;

	shell_skip_newlines(parser);
	for (has_more = shell_begins_command(shell_token(parser)->kind);
	     has_more && !parser->has_failed;) {
		struct shell_pipeline *pipeline;

		pipelines = arena_grow(parser->arena, pipelines, list->pipeline_count,
				       sizeof(*pipelines));
		pipeline = &pipelines[list->pipeline_count++];
		parse_pipeline(parser, pipeline);
		has_more = take_connector(parser, pipeline);
	}
	list->pipelines = pipelines;
	return list;
}

const struct shell_list *shell_compound_list(struct shell_parser *parser)
{
	const struct shell_list *list = shell_commands(parser);

	if (!list->pipeline_count)
		shell_unexpected(parser, "a command");
	return list;
}
