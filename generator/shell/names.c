/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: looks for the variables that a script sets, wherever it does so.
 */
#include "shell/names.h"

#include <ctype.h>
#include <string.h>

/* What the map has for a name. */
static const char set[] = "set", defaulted[] = "defaulted";

static const char *const environment[] = {
	"BASH",	       "BASHPID",
	"BASH_SOURCE", "BASH_VERSION",
	"COLUMNS",     "DISPLAY",
	"EDITOR",      "EUID",
	"FUNCNAME",    "GROUPS",
	"HOME",	       "HOSTNAME",
	"HOSTTYPE",    "LANG",
	"LC_ALL",      "LINENO",
	"LINES",       "LOGNAME",
	"MACHTYPE",    "MAIL",
	"OLDPWD",      "OSTYPE",
	"PATH",	       "PPID",
	"PWD",	       "RANDOM",
	"SECONDS",     "SHELL",
	"SHLVL",       "SUDO_GID",
	"SUDO_UID",    "SUDO_USER",
	"TERM",	       "TMPDIR",
	"UID",	       "USER",
	"USERNAME",    "WAYLAND_DISPLAY",
	"XAUTHORITY",  "XDG_RUNTIME_DIR",
};

/* Commands that set variables, named by their words. */
static const char *const setters[] = {
	"declare", "export", "getopts",	  "let",      "local",	 "mapfile",
	"printf",  "read",   "readarray", "readonly", "typeset",
};

static void collect_command(struct string_map *names, const struct shell_command *command);

size_t names_length(const char *text)
{
	size_t length = 0;

	if (isdigit((unsigned char)*text))
		return 0;
	while (isalnum((unsigned char)text[length]) || text[length] == '_')
		length++;
	return length;
}

static void put(struct string_map *names, const char *name, const char *how)
{
	if (string_map_find(names, name) != defaulted)
		string_map_put(names, name, how);
}

/* All names in the text of an arithmetic expression, or of a setter's word: some may only be read.
 */
static void put_all(struct string_map *names, const char *text)
{
	while (*text) {
		size_t length = names_length(text);

		if (length && length < 256) {
			char name[256];

			memcpy(name, text, length);
			name[length] = '\0';
			put(names, name, set);
		}
		text += length ? length : 1;
	}
}

static void collect_word(struct string_map *names, const struct shell_word *word);

static void collect_parameter(struct string_map *names, const struct shell_parameter *parameter)
{
	enum shell_operator operator= parameter->operator;

	if (operator== SHELL_DEFAULT || operator== SHELL_ASSIGN || operator== SHELL_OTHERWISE ||
	    operator== SHELL_REQUIRE)
		put(names, parameter->name, defaulted);
	collect_word(names, parameter->index);
	collect_word(names, parameter->operands[0]);
	collect_word(names, parameter->operands[1]);
}

static void collect_expression(struct string_map *names, const struct shell_word *word)
{
	for (size_t i = 0; word && i < word->count; i++) {
		if (word->pieces[i].kind == SHELL_TEXT && strpbrk(word->pieces[i].text, "=+-"))
			put_all(names, word->pieces[i].text);
	}
	collect_word(names, word);
}

static void collect_word(struct string_map *names, const struct shell_word *word)
{
	for (size_t i = 0; word && i < word->count; i++) {
		const struct shell_piece *piece = &word->pieces[i];

		if (piece->kind == SHELL_PARAMETER)
			collect_parameter(names, piece->parameter);
		else if (piece->kind == SHELL_ARITHMETIC)
			collect_expression(names, piece->expression);
		else if (piece->commands)
			names_collect(names, piece->commands);
	}
}

/* The words of `local a=1 b` and the like. */
static void collect_setter(struct string_map *names, const struct shell_command *command)
{
	const struct shell_word *first = command->word_count ? command->words[0] : NULL;
	bool is_setter = false;

	if (!first || first->count != 1 || first->pieces[0].kind != SHELL_TEXT)
		return;
	for (size_t i = 0; i < sizeof(setters) / sizeof(setters[0]); i++)
		is_setter |= strcmp(first->pieces[0].text, setters[i]) == 0;
	for (size_t i = 1; is_setter && i < command->word_count; i++) {
		const struct shell_piece *piece = &command->words[i]->pieces[0];

		if (piece->kind == SHELL_TEXT)
			put_all(names, piece->text);
	}
}

static void collect_words(struct string_map *names, const struct shell_command *command)
{
	bool is_arithmetic = command->kind == SHELL_LET || command->kind == SHELL_FOR_ARITHMETIC;

	for (size_t i = 0; i < command->word_count; i++) {
		if (is_arithmetic)
			collect_expression(names, command->words[i]);
		else
			collect_word(names, command->words[i]);
	}
	collect_setter(names, command);
	for (size_t i = 0; i < command->redirection_count; i++)
		collect_word(names, command->redirections[i].target);
}

static void collect_assignments(struct string_map *names, const struct shell_command *command)
{
	for (size_t i = 0; i < command->assignment_count; i++) {
		const struct shell_assignment *assignment = &command->assignments[i];

		put(names, assignment->name, set);
		collect_word(names, assignment->value);
		for (size_t j = 0; j < assignment->element_count; j++)
			collect_word(names, assignment->elements[j].value);
	}
}

static void collect_command(struct string_map *names, const struct shell_command *command)
{
	if (!command)
		return;
	collect_words(names, command);
	collect_assignments(names, command);
	if (command->kind == SHELL_FOR && command->name)
		put(names, command->name, set);
	collect_word(names, command->subject);
	for (size_t i = 0; i < command->arm_count; i++) {
		names_collect(names, command->arms[i].condition);
		names_collect(names, command->arms[i].body);
	}
	for (size_t i = 0; i < command->case_arm_count; i++)
		names_collect(names, command->case_arms[i].body);
	names_collect(names, command->body);
	collect_command(names, command->function);
}

void names_collect(struct string_map *names, const struct shell_list *list)
{
	for (size_t i = 0; list && i < list->pipeline_count; i++) {
		for (size_t j = 0; j < list->pipelines[i].command_count; j++)
			collect_command(names, list->pipelines[i].commands[j]);
	}
}

bool names_is_set(const struct string_map *names, const char *name)
{
	return string_map_find(names, name) != NULL;
}

bool names_is_environment(const struct string_map *names, const char *name)
{
	for (size_t i = 0; i < sizeof(environment) / sizeof(environment[0]); i++) {
		if (strcmp(environment[i], name) == 0)
			return true;
	}
	return string_map_find(names, name) == defaulted;
}
