/* SPDX-License-Identifier: BSD-3-Clause
 * script_facts.c: what the whole text of a script shows about its variables and functions. */
#include "rules/script_facts.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/string_map.h"
#include "script/script.h"
#include "shell/walk.h"

struct script_facts {
	struct arena *arena;
	const struct source *source;
	struct string_map *variables; /* name -> struct script_variable */
	struct string_map *folded;    /* the same by the name in lower case: the latest */
	struct script_variable *first, **end;
	struct string_map *functions; /* name -> anything */
	size_t *waits;		      /* the starts of commands that may wait, in order */
	size_t wait_count;
	bool is_open; /* any variable may be set */
	bool changes_directory;
};

/* So many bytes a script has for each of its variables, if it has many of them. */
#define VARIABLE_BYTES 32u

static bool is_name_character(char character)
{
	return isalnum((unsigned char)character) || character == '_';
}

/* The length of the variable's name that a text begins with, 0 where there is none. */
static size_t name_length(const char *text)
{
	size_t length = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (is_name_character(text[length]))
		length++;
	return length;
}

static const char *fold(struct arena *arena, const char *name)
{
	char *folded = arena_copy(arena, name, strlen(name));

	for (char *at = folded; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	return folded;
}

static struct script_variable *variable_of(struct script_facts *facts, const char *name)
{
	struct script_variable *variable = string_map_find(facts->variables, name);

	if (variable)
		return variable;
	variable = arena_alloc(facts->arena, sizeof(*variable));
	variable->name = name;
	variable->same_letters = string_map_put(facts->folded, fold(facts->arena, name), variable);
	string_map_put(facts->variables, name, variable);
	*facts->end = variable;
	facts->end = (struct script_variable **)&variable->next;
	return variable;
}

static void note_set(struct script_facts *facts, const char *name, size_t length)
{
	variable_of(facts, arena_copy(facts->arena, name, length))->is_set = true;
}

/* Notes the variables that a builtin's words name, from `first` on: NAME or NAME=VALUE. */
static void note_names(struct script_facts *facts, const struct shell_command *command,
		       size_t first)
{
	for (size_t i = first; i < command->word_count; i++) {
		const struct shell_piece *piece = command->words[i]->pieces;
		size_t length = piece->kind == SHELL_TEXT ? name_length(piece->text) : 0;

		if (length)
			note_set(facts, piece->text, length);
	}
}

/* Notes the same, and whether there are names that only a run shows. */
static void note_declared(struct script_facts *facts, const struct shell_command *command)
{
	note_names(facts, command, 1);
	for (size_t i = 1; i < command->word_count; i++)
		facts->is_open |= command->words[i]->pieces->kind != SHELL_TEXT;
}

/* Every variable of an expression may be set in it. */
static void note_expression(struct script_facts *facts, const struct shell_word *expression)
{
	for (size_t i = 0; i < expression->count; i++) {
		const char *at = expression->pieces[i].text;

		while (at && *at) {
			size_t length = name_length(at);

			if (length)
				note_set(facts, at, length);
			at += length ? length : 1;
		}
	}
}

static bool is_one_of(const char *text, const char *const *list)
{
	while (*list && strcmp(*list, text) != 0)
		list++;
	return *list;
}

/* Whether `eval` and the like may set any variable: not where they run a command that is there. */
static bool is_opener(const struct shell_command *command, const char *name)
{
	if (strcmp(name, "eval") == 0)
		return command->word_count > 1 && command->words[1]->pieces->kind != SHELL_TEXT;
	return strcmp(name, ".") == 0 || strcmp(name, "source") == 0;
}

static void note_wait(struct script_facts *facts, size_t at)
{
	facts->waits =
		arena_grow(facts->arena, facts->waits, facts->wait_count, sizeof(*facts->waits));
	facts->waits[facts->wait_count++] = at;
}

/* Notes what a command does that is a builtin, or ends other programs. */
static void note_builtin(struct script_facts *facts, const struct shell_command *command,
			 const char *name)
{
	static const char *const declarers[] = { "declare",  "local",	"export",
						 "readonly", "typeset", NULL };
	static const char *const readers[] = { "read", "mapfile", "readarray", "getopts",
					       "let",  "printf",  NULL };
	static const char *const movers[] = { "cd", "pushd", "popd", NULL };
	static const char *const waiters[] = {
		"wait", "kill", "pkill", "killall", "acrnctl", NULL
	};

	if (is_one_of(name, declarers))
		note_declared(facts, command);
	if (is_one_of(name, readers))
		note_names(facts, command, 1);
	facts->is_open |= is_opener(command, name);
	facts->changes_directory |= is_one_of(name, movers);
	if (is_one_of(name, waiters))
		note_wait(facts, command->at.start);
}

/* Whether a test asks for more than a value there: for whether there is one, or with quotes, so
 * that none is right, too. */
static bool asks_for_value(const struct script_facts *facts, const struct shell_command *command,
			   size_t word)
{
	const char *before = word ? shell_word_text(facts->arena, command->words[word - 1]) : NULL;

	return command->kind == SHELL_CONDITION || command->words[word]->pieces->is_quoted ||
	       (before && (strcmp(before, "-z") == 0 || strcmp(before, "-n") == 0 ||
			   strcmp(before, "-v") == 0));
}

/* The variables in the words of [ ], [[ ]] and test. */
static void note_test(struct script_facts *facts, const struct shell_command *command)
{
	for (size_t i = 0; i < command->word_count; i++) {
		const struct shell_piece *piece = command->words[i]->pieces;

		if (piece->parameter && asks_for_value(facts, command, i))
			variable_of(facts, piece->parameter->name)->is_tested = true;
	}
}

/* The assignments of an arm of a `case` that take an argument of the script: those of an option. */
static void note_option_values(struct script_facts *facts, const struct shell_case_arm *arm)
{
	for (size_t i = 0; arm->body && i < arm->body->pipeline_count; i++) {
		const struct shell_command *command = arm->body->pipelines[i].commands[0];

		for (size_t j = 0; j < command->assignment_count; j++) {
			const struct shell_assignment *assignment = &command->assignments[j];
			const char *from =
				assignment->value ? shell_word_variable(assignment->value) : NULL;
			struct script_variable *variable = variable_of(facts, assignment->name);

			if (!from || (strcmp(from, "2") != 0 && strcmp(from, "OPTARG") != 0))
				continue;
			variable->option_set = assignment->at;
			variable->option_arm = arm->at;
		}
	}
}

static void note_simple(struct script_facts *facts, const struct shell_command *command)
{
	const char *name =
		command->word_count ? shell_word_text(facts->arena, command->words[0]) : NULL;

	if (!name)
		return;
	if (strcmp(name, "[") == 0 || strcmp(name, "test") == 0)
		note_test(facts, command);
	note_builtin(facts, command, name);
}

static void note_command(void *context, const struct shell_command *command)
{
	struct script_facts *facts = context;

	if (command->kind == SHELL_SIMPLE)
		note_simple(facts, command);
	else if (command->kind == SHELL_CONDITION)
		note_test(facts, command);
	else if (command->kind == SHELL_FUNCTION)
		string_map_put(facts->functions, command->name, facts);
	else if (command->kind == SHELL_FOR)
		variable_of(facts, command->name)->is_set = true;
	if (command->kind == SHELL_LET || command->kind == SHELL_FOR_ARITHMETIC)
		for (size_t i = 0; i < command->word_count; i++)
			note_expression(facts, command->words[i]);
	for (size_t i = 0; i < command->case_arm_count; i++)
		note_option_values(facts, &command->case_arms[i]);
}

static void note_assignment(void *context, const struct shell_assignment *assignment)
{
	struct script_variable *variable = variable_of(context, assignment->name);

	if (!variable->is_set)
		variable->first_set = assignment->at;
	variable->is_set = true;
}

static bool may_be_unset(enum shell_operator operation)
{
	return operation == SHELL_DEFAULT || operation == SHELL_ASSIGN ||
	       operation == SHELL_OTHERWISE || operation == SHELL_REQUIRE;
}

static void note_piece(void *context, const struct shell_piece *piece)
{
	struct script_variable *variable;

	if (piece->expression)
		note_expression(context, piece->expression);
	if (!piece->parameter)
		return;
	variable = variable_of(context, piece->parameter->name);
	variable->is_tested |= may_be_unset(piece->parameter->operation);
	variable->is_set |= piece->parameter->operation == SHELL_ASSIGN;
	if (!variable->first_read.source)
		variable->first_read = piece->at;
	variable->last_read = piece->at;
}

/* Finds comments such as "#NAME=value": lines of their own. */
static void note_comments(struct script_facts *facts)
{
	const char *line = facts->source->bytes, *next;

	for (; line; line = next) {
		const char *at = line + strspn(line, " \t");
		size_t length;

		next = strchr(line, '\n');
		next = next ? next + 1 : NULL;
		if (*at != '#')
			continue;
		at += strspn(at, "# \t");
		length = name_length(at);
		if (length && at[length] == '=')
			variable_of(facts, arena_copy(facts->arena, at, length))->is_commented_out =
				true;
	}
}

const struct script_facts *script_facts_read(struct arena *arena, const struct script *script)
{
	struct script_facts *facts = arena_alloc(arena, sizeof(*facts));
	size_t expected = script->source->size / VARIABLE_BYTES;
	struct shell_visitor visitor = {
		.command = note_command,
		.assignment = note_assignment,
		.piece = note_piece,
		.context = facts,
	};

	facts->arena = arena;
	facts->source = script->source;
	facts->end = &facts->first;
	facts->variables = string_map_new(arena, expected);
	facts->folded = string_map_new(arena, expected);
	facts->functions = string_map_new(arena, expected);
	shell_walk(script->list, &visitor);
	note_comments(facts);
	return facts;
}

const struct script_variable *script_facts_variables(const struct script_facts *facts)
{
	return facts->first;
}

const struct script_variable *script_facts_same_letters(const struct script_facts *facts,
							const char *name)
{
	return string_map_find(facts->folded, fold(facts->arena, name));
}

const struct script_variable *script_facts_variable(const struct script_facts *facts,
						    const char *name)
{
	return string_map_find(facts->variables, name);
}

bool script_facts_has_function(const struct script_facts *facts, const char *name)
{
	return string_map_find(facts->functions, name);
}

bool script_facts_may_wait(const struct script_facts *facts, size_t start, size_t end)
{
	size_t low = 0, high = facts->wait_count;

	while (low < high) { /* the first behind `start` */
		size_t middle = low + (high - low) / 2;

		if (facts->waits[middle] > start)
			high = middle;
		else
			low = middle + 1;
	}
	return low < facts->wait_count && facts->waits[low] < end;
}

bool script_facts_changes_directory(const struct script_facts *facts)
{
	return facts->changes_directory;
}

bool script_facts_is_unset(const struct script_facts *facts, const char *name)
{
	const struct script_variable *variable = string_map_find(facts->variables, name);

	return !facts->is_open && variable && !variable->is_set && !variable->is_tested &&
	       !variable->is_commented_out;
}
