/* SPDX-License-Identifier: BSD-3-Clause
 * shell_tree.h: what must be true of the places of everything in a script's tree: it lies inside
 * what holds it, one thing behind the other, and a text is what the script has there.
 */
#ifndef SHELL_TREE_H
#define SHELL_TREE_H

#include "tests/fuzz/generator.h"

#include "shell/shell.h"

static inline void check_shell_list(const struct shell_list *list, struct span outer);
static inline void check_shell_word(const struct shell_word *word, struct span outer);

static inline void check_inside(struct span span, struct span outer)
{
	REQUIRE(span.source == outer.source && span.start <= span.end, "a place is none");
	REQUIRE(span.start >= outer.start && span.end <= outer.end, "a place is outside");
}

/* Only an escape stands for something else, and bytes that bash drops are nowhere. */
static inline void check_shell_text(const struct shell_piece *piece)
{
	const char *bytes = piece->at.source->bytes + piece->at.start;
	size_t size = piece->at.end - piece->at.start;

	REQUIRE(piece->text, "a text is missing");
	REQUIRE(*bytes == '\\' ||
			(strlen(piece->text) == size && memcmp(piece->text, bytes, size) == 0),
		"a text is another one's");
}

static inline void check_shell_operand(const struct shell_word *word, struct span outer)
{
	if (word)
		check_shell_word(word, outer);
}

static inline void check_shell_parameter(const struct shell_parameter *parameter, struct span outer)
{
	check_inside(parameter->at, outer);
	REQUIRE(parameter->name && parameter->symbol, "a parameter has no name");
	REQUIRE(*parameter->name || parameter->operation == SHELL_BAD, "a parameter has no name");
	check_shell_operand(parameter->index, parameter->at);
	check_shell_operand(parameter->operands[0], parameter->at);
	check_shell_operand(parameter->operands[1], parameter->at);
}

static inline void check_shell_piece(const struct shell_piece *piece)
{
	switch (piece->kind) {
	case SHELL_TEXT:
		check_shell_text(piece);
		break;
	case SHELL_PARAMETER:
		check_shell_parameter(piece->parameter, piece->at);
		break;
	case SHELL_COMMANDS:
	case SHELL_PROCESS:
		if (piece->commands)
			check_shell_list(piece->commands, piece->at);
		break;
	case SHELL_ARITHMETIC:
		check_shell_word(piece->expression, piece->at);
		break;
	}
}

static inline void check_shell_word(const struct shell_word *word, struct span outer)
{
	uint32_t last = word->at.start;

	check_inside(word->at, outer);
	REQUIRE(word->count, "a word has no pieces");
	for (size_t i = 0; i < word->count; i++) {
		check_inside(word->pieces[i].at, word->at);
		REQUIRE(word->pieces[i].at.start >= last, "pieces are out of order");
		last = word->pieces[i].at.end;
		check_shell_piece(&word->pieces[i]);
	}
}

static inline void check_shell_assignment(const struct shell_assignment *assignment,
					  struct span outer)
{
	check_inside(assignment->at, outer);
	REQUIRE(*assignment->name, "an assignment has no name");
	check_shell_operand(assignment->index, assignment->at);
	check_shell_operand(assignment->value, assignment->at);
	REQUIRE(!assignment->is_array || !assignment->value, "an array has a value");
	for (size_t i = 0; i < assignment->element_count; i++) {
		check_shell_operand(assignment->elements[i].index, assignment->at);
		check_shell_word(assignment->elements[i].value, assignment->at);
	}
}

/* A here-document lies behind the line of its command. */
static inline void check_shell_redirection(const struct shell_redirection *redirection,
					   struct span outer)
{
	struct span whole = source_span(outer.source, 0, outer.source->size);
	bool is_document = strcmp(redirection->operation, "<<") == 0 ||
			   strcmp(redirection->operation, "<<-") == 0;

	check_inside(redirection->at, outer);
	check_shell_word(redirection->target, is_document ? whole : redirection->at);
}

static inline void check_shell_arms(const struct shell_command *command)
{
	for (size_t i = 0; i < command->arm_count; i++) {
		const struct shell_arm *arm = &command->arms[i];

		REQUIRE(arm->condition || (i && i == command->arm_count - 1), "no condition");
		if (arm->condition)
			check_shell_list(arm->condition, command->at);
		check_shell_list(arm->body, command->at);
	}
	for (size_t i = 0; i < command->case_arm_count; i++) {
		const struct shell_case_arm *arm = &command->case_arms[i];

		check_inside(arm->at, command->at);
		REQUIRE(arm->pattern_count, "no pattern");
		for (size_t j = 0; j < arm->pattern_count; j++)
			check_shell_word(arm->patterns[j], arm->at);
		if (arm->body)
			check_shell_list(arm->body, arm->at);
	}
}

static inline void check_shell_command(const struct shell_command *command, struct span outer)
{
	check_inside(command->at, outer);
	for (size_t i = 0; i < command->redirection_count; i++)
		check_shell_redirection(&command->redirections[i], command->at);
	for (size_t i = 0; i < command->assignment_count; i++)
		check_shell_assignment(&command->assignments[i], command->at);
	for (size_t i = 0; i < command->word_count; i++)
		check_shell_word(command->words[i], command->at);
	check_shell_operand(command->subject, command->at);
	check_shell_arms(command);
	if (command->body)
		check_shell_list(command->body, command->at);
	if (command->function)
		check_shell_command(command->function, command->at);
	REQUIRE((command->kind == SHELL_FUNCTION) == (command->function != NULL), "no body");
}

static inline void check_shell_list(const struct shell_list *list, struct span outer)
{
	uint32_t last = outer.start;

	for (size_t i = 0; i < list->pipeline_count; i++) {
		const struct shell_pipeline *pipeline = &list->pipelines[i];

		check_inside(pipeline->at, outer);
		REQUIRE(pipeline->at.start >= last, "pipelines are out of order");
		REQUIRE(pipeline->command_count, "no command");
		last = pipeline->at.end;
		for (size_t j = 0; j < pipeline->command_count; j++)
			check_shell_command(pipeline->commands[j], pipeline->at);
	}
}

static inline void check_shell_tree(const struct source *source, const struct shell_list *list)
{
	check_shell_list(list, source_span(source, 0, source->size));
}

#endif
