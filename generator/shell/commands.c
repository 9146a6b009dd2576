/* SPDX-License-Identifier: BSD-3-Clause
 * commands.c: lists, pipelines, simple commands and redirections. */
#include "shell/internal.h"

#include <string.h>

#include "base/arena.h"

static const char *const assigning[] = {
	"declare", "local", "export", "readonly", "typeset", "alias", "eval", "let",
};

static bool is_redirection(const struct shell_token *token)
{
	if (token->is_descriptor)
		return true;
	return token->symbol && (strchr("<>", *token->symbol ? *token->symbol : 'x') ||
				 strncmp(token->symbol, "&>", 2) == 0);
}

/* Whether a command begins here. */
static bool is_command(struct shell_parser *parser)
{
	static const char *const first[] = { "{",     "(",	"((",	  "if",	  "while",
					     "until", "for",	"select", "case", "function",
					     "[[",    "coproc", "time",	  "!" };
	const struct shell_token *token = shell_token(parser);

	if (!token->symbol || is_redirection(token))
		return true;
	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
		if (strcmp(token->symbol, first[i]) == 0)
			return true;
	return false;
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

static void add_redirection(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_redirection *redirection = new_redirection(parser, command);
	size_t start = shell_token(parser)->start;
	struct shell_token descriptor, target;

	if (shell_token(parser)->is_descriptor) {
		descriptor = shell_take(parser);
		redirection->descriptor = shell_copy(parser, descriptor.start, descriptor.end);
	}
	redirection->operator= shell_take(parser).symbol;
	if (!shell_at_word(parser)) {
		shell_unexpected(parser, "a word");
		return;
	}
	target = shell_take(parser);
	redirection->at = shell_span(parser, start, target.end);
	if (strcmp(redirection->operator, "<<") == 0 || strcmp(redirection->operator, "<<-") == 0)
		redirection->target = shell_heredoc_add(parser, redirection->operator, & target);
	else
		redirection->target = shell_word(parser, target.start, target.end, SHELL_UNQUOTED);
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

static bool is_assigning(const struct shell_parser *parser, const struct shell_token *token)
{
	for (size_t i = 0; i < sizeof(assigning) / sizeof(assigning[0]); i++)
		if (shell_token_is(parser, token, assigning[i]))
			return true;
	return false;
}

/* A word of a simple command. */
static void add_argument(struct shell_parser *parser, struct shell_command *command,
			 const struct shell_token *token)
{
	if (!command->word_count)
		command->is_assigning = is_assigning(parser, token);
	shell_add_word(parser, command,
		       shell_word(parser, token->start, token->end, SHELL_UNQUOTED));
}

/* Assignments, words and redirections, from the next one on. */
static void parse_elements(struct shell_parser *parser, struct shell_command *command)
{
	for (;;) {
		const struct shell_token *next;
		struct shell_token token;

		if (!parser->has_token) {
			parser->accepts_assignment = !command->word_count;
			parser->accepts_array = command->is_assigning;
		}
		next = shell_token(parser);
		if (is_redirection(next)) {
			add_redirection(parser, command);
			continue;
		}
		if (next->symbol)
			return;
		token = shell_take(parser);
		if (token.is_assignment)
			add_assignment(parser, command, &token);
		else
			add_argument(parser, command, &token);
	}
}

void shell_simple_rest(struct shell_parser *parser, struct shell_command *command,
		       const struct shell_token *word)
{
	add_argument(parser, command, word);
	parse_elements(parser, command);
}

/* A simple command, or NAME () BODY. */
static void parse_simple(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token word;

	if (!shell_at_word(parser) || shell_token(parser)->is_assignment ||
	    shell_token(parser)->is_descriptor) {
		parse_elements(parser, command);
		return;
	}
	word = shell_take(parser);
	parser->accepts_array = is_assigning(parser, &word);
	if (shell_at(parser, "("))
		shell_function(parser, command, &word);
	else
		shell_simple_rest(parser, command, &word);
}

const struct shell_command *shell_command(struct shell_parser *parser)
{
	struct shell_command *command = arena_alloc(parser->arena, sizeof(*command));
	size_t start = shell_token(parser)->start;

	if (!shell_enter(parser, start))
		return command;
	if (shell_compound(parser, command)) {
		if (command->kind != SHELL_FUNCTION)
			shell_redirections(parser, command);
	} else if (is_command(parser)) {
		parse_simple(parser, command);
	} else {
		shell_unexpected(parser, "a command");
	}
	shell_leave(parser);
	command->at = shell_span(parser, start, parser->behind);
	return command;
}

static void take_option(struct shell_parser *parser)
{
	shell_take(parser);
	shell_expect_command(parser, true);
}

static void take_prefixes(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	for (;;) {
		if (shell_take_symbol(parser, "!")) {
			pipeline->is_negated = !pipeline->is_negated;
		} else if (shell_take_symbol(parser, "time")) {
			if (shell_token_is(parser, shell_token(parser), "-p"))
				take_option(parser);
			if (shell_token_is(parser, shell_token(parser), "--"))
				take_option(parser);
		} else {
			return;
		}
	}
}

static void parse_pipeline(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	size_t start = shell_token(parser)->start;
	const struct shell_command **commands = NULL;
	bool is_prefixed = shell_at(parser, "!") || shell_at(parser, "time");

	take_prefixes(parser, pipeline);
	do {
		if (commands)
			shell_skip_newlines(parser);
		commands = arena_grow(parser->arena, commands, pipeline->command_count,
				      sizeof(const struct shell_command *));
		if (is_prefixed && !pipeline->command_count &&
		    (shell_at(parser, "\n") || shell_at(parser, ";") || shell_at(parser, "")))
			commands[pipeline->command_count++] =
				arena_alloc(parser->arena, sizeof(struct shell_command));
		else
			commands[pipeline->command_count++] = shell_command(parser);
	} while (shell_take_symbol(parser, "|") || shell_take_symbol(parser, "|&"));
	pipeline->commands = commands;
	pipeline->at = shell_span(parser, start, parser->behind);
}

/* Takes what is behind a pipeline; false where the list ends there. */
static bool take_connector(struct shell_parser *parser, struct shell_pipeline *pipeline)
{
	if (shell_take_symbol(parser, "&&"))
		pipeline->connector = SHELL_AND;
	else if (shell_take_symbol(parser, "||"))
		pipeline->connector = SHELL_OR;
	else if (shell_take_symbol(parser, "&"))
		pipeline->connector = SHELL_BACKGROUND;
	else if (!shell_take_symbol(parser, ";") && !shell_at(parser, "\n"))
		return false;
	shell_skip_newlines(parser);
	return pipeline->connector == SHELL_AND || pipeline->connector == SHELL_OR ||
	       is_command(parser);
}

const struct shell_list *shell_commands(struct shell_parser *parser)
{
	struct shell_list *list = arena_alloc(parser->arena, sizeof(*list));
	struct shell_pipeline *pipelines = NULL;
	bool has_more;

	shell_skip_newlines(parser);
	for (has_more = is_command(parser); has_more && !parser->has_failed;) {
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
