/* SPDX-License-Identifier: BSD-3-Clause
 * script_patterns.c: values of options that bash takes for patterns of file names. */
#include <string.h>

#include "base/arena.h"
#include "rules/command_starts.h"
#include "rules/launch.h"
#include "shell/walk.h"

struct finding {
	struct check *check;
	struct command_starts commands;
};

/* The offset of what makes a text a pattern; its length where it is none. */
static size_t find_pattern(const char *text)
{
	size_t at = strcspn(text, "*?[");

	while (text[at] == '[' && !strchr(text + at, ']'))
		at += 1 + strcspn(text + at + 1, "*?[");
	return at;
}

/* Whether a text has what begins the name of no file: the kind of a device, or a key. */
static bool has_key(const char *text, size_t length)
{
	return memchr(text, ',', length) || memchr(text, '=', length);
}

/* The part of a word that makes it a pattern, if there is a key in front of it; or NULL. */
static const struct shell_piece *find_piece(const struct shell_word *word)
{
	bool is_behind_key = false;

	for (size_t i = 0; i < word->count; i++) {
		const struct shell_piece *piece = &word->pieces[i];
		size_t pattern;

		if (piece->kind != SHELL_TEXT)
			continue;
		pattern = piece->is_quoted ? strlen(piece->text) : find_pattern(piece->text);
		is_behind_key |= has_key(piece->text, pattern);
		if (piece->text[pattern])
			return is_behind_key ? piece : NULL;
	}
	return NULL;
}

static void check_command(void *context, const struct shell_command *command)
{
	struct finding *finding = context;

	if (command->kind != SHELL_SIMPLE || !command_starts_has(&finding->commands, command->at))
		return;
	for (size_t i = 0; i < command->word_count; i++) {
		const struct shell_piece *piece = find_piece(command->words[i]);
		struct diag *diag;

		if (!piece)
			continue;
		diag = check_report(
			finding->check, piece, piece->at,
			"'%s' without quotes is a pattern of file names: it stays as it "
			"is unless a file has such a name",
			piece->text);
		diag_help(diag, "put the value into quotes, or write what is meant");
	}
}

void check_value_unquoted(struct check *check, const struct script *script)
{
	struct finding finding = { check, command_starts_of_launches(check->scratch, script) };

	shell_walk(script->list,
		   &(struct shell_visitor) { .command = check_command, .context = &finding });
}
