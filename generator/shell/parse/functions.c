/* SPDX-License-Identifier: BSD-3-Clause
 * functions.c: definitions of functions, and coprocesses. */
#include "shell/parse/internal.h"

#include "base/arena.h"

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
		shell_subshell_rest(parser, body);
	else if (!shell_compound(parser, body))
		shell_unexpected(parser, "the body of a function");
	body->at = shell_span(parser, start, parser->behind);
	command->function = body;
}

/* NAME () BODY: the word was taken to be the name of a command. */
void shell_function(struct shell_parser *parser, struct shell_command *command,
		    const struct shell_token *name)
{
	*command = (struct shell_command) {
		.kind = SHELL_FUNCTION,
		.name = shell_copy(parser, name->start, name->end),
	};
	shell_take(parser);
	shell_expect(parser, TOKEN_CLOSE);
	parse_function_body(parser, command, false);
}

/* function NAME BODY, or function NAME () BODY, where the body may be a subshell. */
void shell_function_word(struct shell_parser *parser, struct shell_command *command)
{
	struct shell_token name;
	bool is_open;

	shell_take(parser);
	command->kind = SHELL_FUNCTION;
	if (!shell_at(parser, TOKEN_WORD)) {
		shell_unexpected(parser, "a name");
		return;
	}
	name = shell_take(parser);
	command->name = shell_copy(parser, name.start, name.end);
	shell_expect_command(parser, true);
	is_open = shell_take_if(parser, TOKEN_OPEN) && !shell_take_if(parser, TOKEN_CLOSE);
	parse_function_body(parser, command, is_open);
}

/* What runs as a coprocess: a compound command, which may have a name, or a simple one. */
static const struct shell_command *parse_coprocess(struct shell_parser *parser)
{
	const struct shell_token *first = shell_token(parser);
	struct shell_command *command;
	struct shell_token word;

	/* A word before a compound command is a name; before anything else it is the command. */
	if (shell_at(parser, TOKEN_FUNCTION) || shell_at(parser, TOKEN_COPROC))
		shell_unexpected(parser, "a command that may be a coprocess");
	if (first->kind != TOKEN_WORD || first->is_assignment || first->is_descriptor)
		return shell_command(parser);
	command = arena_alloc(parser->arena, sizeof(*command));
	word = shell_take(parser);
	shell_expect_command(parser, true);
	if (!shell_compound(parser, command))
		shell_simple_rest(parser, command, &word);
	command->at = shell_span(parser, word.start, parser->behind);
	return command;
}

/* A coprocess is as a subshell in the background. */
void shell_coproc(struct shell_parser *parser, struct shell_command *command)
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
