/* SPDX-License-Identifier: BSD-3-Clause
 * names.c: looks for the variables that a script sets, wherever it does so.
 */
#include "shell/names.h"

#include <ctype.h>
#include <string.h>

#include "shell/walk.h"

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

static void put_expression(struct string_map *names, const struct shell_word *word)
{
	for (size_t i = 0; word && i < word->count; i++) {
		if (word->pieces[i].kind == SHELL_TEXT && strpbrk(word->pieces[i].text, "=+-"))
			put_all(names, word->pieces[i].text);
	}
}

static void visit_piece(void *names, const struct shell_piece *piece)
{
	if (piece->kind == SHELL_ARITHMETIC)
		put_expression(names, piece->expression);
	if (piece->kind != SHELL_PARAMETER)
		return;
	switch (piece->parameter->operation) {
	case SHELL_DEFAULT:
	case SHELL_ASSIGN:
	case SHELL_OTHERWISE:
	case SHELL_REQUIRE:
		put(names, piece->parameter->name, defaulted);
		break;
	default:
		break;
	}
}

static void visit_assignment(void *names, const struct shell_assignment *assignment)
{
	put(names, assignment->name, set);
}

/* The words of `local a=1 b` and the like. */
static void put_words(struct string_map *names, const struct shell_command *command)
{
	const struct shell_piece *first = command->words[0]->pieces;
	bool is_setter = false;

	if (first->kind != SHELL_TEXT)
		return;
	for (size_t i = 0; i < sizeof(setters) / sizeof(setters[0]); i++)
		is_setter |= strcmp(first->text, setters[i]) == 0;
	for (size_t i = 1; is_setter && i < command->word_count; i++) {
		const struct shell_piece *piece = &command->words[i]->pieces[0];

		if (piece->kind == SHELL_TEXT)
			put_all(names, piece->text);
	}
}

static void visit_command(void *names, const struct shell_command *command)
{
	if (command->kind == SHELL_FOR && command->name)
		put(names, command->name, set);
	if (command->kind == SHELL_SIMPLE && command->word_count)
		put_words(names, command);
	if (command->kind != SHELL_LET && command->kind != SHELL_FOR_ARITHMETIC)
		return;
	for (size_t i = 0; i < command->word_count; i++)
		put_expression(names, command->words[i]);
}

void names_collect(struct string_map *names, const struct shell_list *list)
{
	const struct shell_visitor visitor = {
		.command = visit_command,
		.assignment = visit_assignment,
		.piece = visit_piece,
		.context = names,
	};

	shell_walk(list, &visitor);
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
