/* SPDX-License-Identifier: BSD-3-Clause
 * walk.c: goes through the tree of a script. The parser has limited how deep it is. */
#include "shell/walk.h"

#include <string.h>

#include "base/arena.h"

static void walk_word(const struct shell_word *word, const struct shell_visitor *visitor);

static void walk_piece(const struct shell_piece *piece, const struct shell_visitor *visitor)
{
	if (visitor->piece)
		visitor->piece(visitor->context, piece);
	if (piece->parameter) {
		walk_word(piece->parameter->index, visitor);
		walk_word(piece->parameter->operands[0], visitor);
		walk_word(piece->parameter->operands[1], visitor);
	}
	walk_word(piece->expression, visitor);
	shell_walk(piece->commands, visitor);
}

static void walk_word(const struct shell_word *word, const struct shell_visitor *visitor)
{
	for (size_t i = 0; word && i < word->count; i++)
		walk_piece(&word->pieces[i], visitor);
}

static void walk_assignment(const struct shell_assignment *assignment,
			    const struct shell_visitor *visitor)
{
	if (visitor->assignment)
		visitor->assignment(visitor->context, assignment);
	walk_word(assignment->index, visitor);
	walk_word(assignment->value, visitor);
	for (size_t i = 0; i < assignment->element_count; i++) {
		walk_word(assignment->elements[i].index, visitor);
		walk_word(assignment->elements[i].value, visitor);
	}
}

static void walk_command(const struct shell_command *command, const struct shell_visitor *visitor);

static void walk_case(const struct shell_case_arm *arm, const struct shell_visitor *visitor)
{
	for (size_t i = 0; i < arm->pattern_count; i++)
		walk_word(arm->patterns[i], visitor);
	shell_walk(arm->body, visitor);
}

/* What compound commands have in them. */
static void walk_inside(const struct shell_command *command, const struct shell_visitor *visitor)
{
	walk_word(command->subject, visitor);
	for (size_t i = 0; i < command->arm_count; i++) {
		shell_walk(command->arms[i].condition, visitor);
		shell_walk(command->arms[i].body, visitor);
	}
	for (size_t i = 0; i < command->case_arm_count; i++)
		walk_case(&command->case_arms[i], visitor);
	shell_walk(command->body, visitor);
	if (command->function)
		walk_command(command->function, visitor);
}

static void walk_command(const struct shell_command *command, const struct shell_visitor *visitor)
{
	if (visitor->command)
		visitor->command(visitor->context, command);
	for (size_t i = 0; i < command->assignment_count; i++)
		walk_assignment(&command->assignments[i], visitor);
	for (size_t i = 0; i < command->word_count; i++)
		walk_word(command->words[i], visitor);
	for (size_t i = 0; i < command->redirection_count; i++)
		walk_word(command->redirections[i].target, visitor);
	walk_inside(command, visitor);
}

void shell_walk(const struct shell_list *list, const struct shell_visitor *visitor)
{
	if (list && visitor->list)
		visitor->list(visitor->context, list);
	for (size_t i = 0; list && i < list->pipeline_count; i++)
		for (size_t j = 0; j < list->pipelines[i].command_count; j++)
			walk_command(list->pipelines[i].commands[j], visitor);
}

const char *shell_word_text(struct arena *arena, const struct shell_word *word)
{
	size_t length = 0;
	char *text, *end;

	for (size_t i = 0; i < word->count; i++) {
		if (word->pieces[i].kind != SHELL_TEXT)
			return NULL;
		length += strlen(word->pieces[i].text);
	}
	if (word->count == 1)
		return word->pieces[0].text;
	end = text = arena_alloc(arena, length + 1);
	for (size_t i = 0; i < word->count; i++)
		end = stpcpy(end, word->pieces[i].text);
	return text;
}

const char *shell_word_variable(const struct shell_word *word)
{
	const struct shell_piece *piece = word->pieces;

	if (word->count != 1 || piece->kind != SHELL_PARAMETER || piece->parameter->index ||
	    piece->parameter->operation != SHELL_PLAIN)
		return NULL;
	return piece->parameter->name;
}
