/* SPDX-License-Identifier: BSD-3-Clause
 * tree_text.h: a script's tree as a text, for tests to compare: what is quoted is in double quotes,
 * each piece by itself; commands are in their order, with what connects them.
 */
#ifndef TREE_TEXT_H
#define TREE_TEXT_H

#include "tests/generator/helpers.h"

#include "shell/shell.h"

static inline void print_list(FILE *out, const struct shell_list *list);
static inline void print_word(FILE *out, const struct shell_word *word);

/* ${NAME|OPERATOR|FIRST|SECOND}; a kind's number is shown where the symbol does not say it. */
static inline void print_parameter(FILE *out, const struct shell_parameter *parameter)
{
	static const char *const kinds[] = {
		[SHELL_LENGTH] = "length",
		[SHELL_INDIRECT] = "indirect",
		[SHELL_KEYS] = "keys",
		[SHELL_BAD] = "bad",
	};
	enum shell_operator kind = parameter->operation;

	fprintf(out, "${%s", parameter->name);
	if (parameter->index) {
		fputc('[', out);
		print_word(out, parameter->index);
		fputc(']', out);
	}
	if (kind < sizeof(kinds) / sizeof(kinds[0]) && kinds[kind])
		fprintf(out, " %s", kinds[kind]);
	if (*parameter->symbol)
		fprintf(out, " %s", parameter->symbol);
	for (int i = 0; i < 2; i++)
		if (parameter->operands[i]) {
			fputc(' ', out);
			print_word(out, parameter->operands[i]);
		}
	fputc('}', out);
}

static inline void print_piece(FILE *out, const struct shell_piece *piece)
{
	switch (piece->kind) {
	case SHELL_TEXT:
		fputs(piece->text, out);
		break;
	case SHELL_PARAMETER:
		print_parameter(out, piece->parameter);
		break;
	case SHELL_COMMANDS:
	case SHELL_PROCESS:
		fputs(piece->kind == SHELL_PROCESS ? "<(" : "$(", out);
		if (piece->commands)
			print_list(out, piece->commands);
		else
			fputc('?', out);
		fputc(')', out);
		break;
	case SHELL_ARITHMETIC:
		fputs("$((", out);
		print_word(out, piece->expression);
		fputs("))", out);
		break;
	}
}

static inline void print_word(FILE *out, const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++) {
		const char *quote = word->pieces[i].is_quoted ? "\"" : "";

		fputs(quote, out);
		print_piece(out, &word->pieces[i]);
		fputs(quote, out);
	}
}

static inline void print_assignment(FILE *out, const struct shell_assignment *assignment)
{
	fputs(assignment->name, out);
	if (assignment->index) {
		fputc('[', out);
		print_word(out, assignment->index);
		fputc(']', out);
	}
	fputs(assignment->appends ? "+=" : "=", out);
	if (assignment->value)
		print_word(out, assignment->value);
	if (!assignment->is_array)
		return;
	fputc('(', out);
	for (size_t i = 0; i < assignment->element_count; i++) {
		const struct shell_element *element = &assignment->elements[i];

		fputs(i ? " " : "", out);
		if (element->index) {
			fputc('[', out);
			print_word(out, element->index);
			fputs("]=", out);
		}
		print_word(out, element->value);
	}
	fputc(')', out);
}

static inline void print_redirections(FILE *out, const struct shell_command *command)
{
	for (size_t i = 0; i < command->redirection_count; i++) {
		const struct shell_redirection *redirection = &command->redirections[i];

		fprintf(out, " %s%s ", redirection->descriptor ? redirection->descriptor : "",
			redirection->operation);
		print_word(out, redirection->target);
	}
}

static inline void print_body(FILE *out, const struct shell_list *list)
{
	fputs("{ ", out);
	if (list)
		print_list(out, list);
	fputs(" }", out);
}

static inline void print_arms(FILE *out, const struct shell_command *command)
{
	for (size_t i = 0; i < command->arm_count; i++) {
		fputc(' ', out);
		if (command->arms[i].condition)
			print_list(out, command->arms[i].condition);
		print_body(out, command->arms[i].body);
	}
	for (size_t i = 0; i < command->case_arm_count; i++) {
		const struct shell_case_arm *arm = &command->case_arms[i];

		for (size_t j = 0; j < arm->pattern_count; j++) {
			fputs(j ? "|" : " ", out);
			print_word(out, arm->patterns[j]);
		}
		fputs(") ", out);
		print_body(out, arm->body);
		fputs(arm->falls_through ? " falls" : "", out);
	}
}

static inline void print_words(FILE *out, const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++) {
		fputs(i ? " " : "", out);
		print_assignment(out, &command->assignments[i]);
	}
	for (size_t i = 0; i < command->word_count; i++) {
		fputs(i || command->assignment_count ? " " : "", out);
		print_word(out, command->words[i]);
	}
}

static inline void print_command(FILE *out, const struct shell_command *command)
{
	static const char *const kinds[] = {
		[SHELL_SIMPLE] = "",
		[SHELL_GROUP] = "group ",
		[SHELL_SUBSHELL] = "subshell ",
		[SHELL_IF] = "if",
		[SHELL_WHILE] = "while",
		[SHELL_UNTIL] = "until",
		[SHELL_FOR] = "for ",
		[SHELL_FOR_ARITHMETIC] = "for ",
		[SHELL_CASE_IN] = "case ",
		[SHELL_FUNCTION] = "function ",
		[SHELL_CONDITION] = "condition ",
		[SHELL_LET] = "let ",
	};

	fputs(kinds[command->kind], out);
	if (command->name)
		fprintf(out, "%s ", command->name);
	if (command->has_words)
		fputs("in ", out);
	if (command->subject)
		print_word(out, command->subject);
	print_words(out, command);
	print_arms(out, command);
	if (command->body)
		print_body(out, command->body);
	if (command->function)
		print_command(out, command->function);
	print_redirections(out, command);
}

static inline void print_list(FILE *out, const struct shell_list *list)
{
	static const char *const connectors[] = {
		[SHELL_END] = ";",
		[SHELL_BACKGROUND] = "&",
		[SHELL_AND] = "&&",
		[SHELL_OR] = "||",
	};

	for (size_t i = 0; i < list->pipeline_count; i++) {
		const struct shell_pipeline *pipeline = &list->pipelines[i];
		bool is_last = i == list->pipeline_count - 1;

		fputs(pipeline->is_negated ? "! " : "", out);
		for (size_t j = 0; j < pipeline->command_count; j++) {
			fputs(j ? " | " : "", out);
			print_command(out, pipeline->commands[j]);
		}
		if (!is_last || pipeline->connector != SHELL_END)
			fprintf(out, " %s%s", connectors[pipeline->connector], is_last ? "" : " ");
	}
}

/* A script, parsed and printed. */
static inline const char *tree_of_bytes(struct fixture *fixture, const char *bytes, size_t size)
{
	const struct source *source = source_memory(fixture->arena, "test.sh",
						    arena_copy(fixture->arena, bytes, size), size);
	const struct shell_list *list = shell_parse(fixture->arena, source, fixture->diags);
	char *text = NULL;
	FILE *out;

	assert_string_equal(messages(fixture), "");
	assert_non_null(list);
	out = open_memstream(&text, &size);
	assert_non_null(out);
	print_list(out, list);
	fclose(out);
	bytes = arena_copy(fixture->arena, text, size);
	free(text);
	return bytes;
}

static inline const char *tree_of(struct fixture *fixture, const char *script)
{
	return tree_of_bytes(fixture, script, strlen(script));
}

/* Scripts and their trees. */
struct tree_case {
	const char *script, *tree;
};

#define assert_trees(fixture, cases)                                                               \
	do {                                                                                       \
		for (size_t i = 0; i < sizeof(cases) / sizeof((cases)[0]); i++)                    \
			assert_string_equal(tree_of(fixture, (cases)[i].script), (cases)[i].tree); \
	} while (0)

#endif
