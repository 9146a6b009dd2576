/* SPDX-License-Identifier: BSD-3-Clause
 * setter.c: the builtins that set variables.
 */
#include "shell/setter.h"

#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/array.h"
#include "shell/expand.h"
#include "shell/names.h"
#include "shell/output.h"
#include "shell/simple.h"
#include "shell/split.h"

void setter_unset(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	const struct condition *alive = shell->alive;

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *name = builtin_text(builtin, i);
		struct binding none = { .age = shell->age }, before;
		struct variable *variable;

		if (!name || !names_length(name) || name[names_length(name)])
			continue;
		variable = variable_find(shell, name);
		before = variable->now;
		if (alive != shell->base)
			none = binding_choose(shell, alive, &none, &before);
		variable_restore(shell, variable, &none);
	}
	shell_succeed(shell, NULL);
}

/* local, declare, export and the like. */
void setter_declare(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	const struct shell_command *command = builtin->command;
	bool is_local = shell->frame->outer && strcmp(builtin->name, "export") != 0 &&
			strcmp(builtin->name, "readonly") != 0;
	bool is_map = false;

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *text = builtin_text(builtin, i);

		if (text && *text == '-') {
			is_map |= strchr(text, 'A') != NULL;
			is_local &= !strchr(text, 'g');
		} else {
			assign_field(shell, &builtin->arguments->items[i], is_local, is_map);
		}
	}
	for (size_t i = 0; i < command->assignment_count && command->is_assigning; i++) {
		struct variable *variable = variable_find(shell, command->assignments[i].name);

		if (is_local)
			assign_local(shell, variable);
		variable->is_map |= is_map;
		assign(shell, &command->assignments[i]);
	}
	shell_succeed(shell, NULL);
}

static void set_unknown(const struct builtin *builtin, const char *name, enum shell_reason reason)
{
	struct shell *shell = builtin->shell;
	struct variable *variable = variable_find(shell, name);

	variable_set(shell, variable,
		     value_unknown(shell, shell_unknown_new(shell, reason, variable->name,
							    builtin->command->at)));
}

void setter_getopts(const struct builtin *builtin)
{
	const char *name = builtin_text(builtin, 1);

	if (name && names_length(name))
		set_unknown(builtin, name, SHELL_POSITIONAL);
	set_unknown(builtin, "OPTARG", SHELL_POSITIONAL);
	set_unknown(builtin, "OPTIND", SHELL_POSITIONAL);
	shell_succeed_unknown(builtin->shell);
}

/* A here-string's words are the variables'; the last one gets what is left. */
static void read_words(const struct builtin *builtin, struct value input, size_t first)
{
	struct shell *shell = builtin->shell;
	struct fields words = { 0 };
	struct splitter splitter;

	splitter_start(&splitter, shell, &words, builtin->command->at);
	splitter_add(&splitter, input, true);
	splitter_end(&splitter);
	for (size_t i = first; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *name = builtin_text(builtin, i);
		bool is_last = i + 1 == builtin->arguments->count;
		struct fields rest = array_shift(shell, &words, i - first);

		if (!name || !names_length(name))
			continue;
		variable_set(shell, variable_find(shell, name),
			     is_last ? expand_join(shell, &rest, " ")
				     : array_pick(shell, &rest, 0));
	}
}

void setter_read(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct value input;
	size_t first = 0;
	bool is_plain = true;

	for (; first < builtin->arguments->count; first++) {
		const char *text = builtin_text(builtin, first);

		if (!text || *text != '-')
			break;
		is_plain &= strcmp(text, "-r") == 0;
	}
	if (is_plain && output_input(shell, builtin->command, &input)) {
		read_words(builtin, output_trim(shell, input), first);
		shell_succeed(shell, NULL);
		return;
	}
	for (size_t i = first; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *name = builtin_text(builtin, i);

		if (name && names_length(name) && !name[names_length(name)])
			set_unknown(builtin, name, SHELL_OUTPUT);
	}
	if (first == builtin->arguments->count)
		set_unknown(builtin, "REPLY", SHELL_OUTPUT);
	shell_succeed_unknown(shell);
}

void setter_mapfile(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct array *array = arena_alloc(shell->arena, sizeof(*array));
	size_t count = builtin->arguments->count;
	const char *name = count ? builtin_text(builtin, count - 1) : NULL;

	array->is_open = true;
	if (!name || !names_length(name))
		name = "MAPFILE";
	variable_set_array(shell, variable_find(shell, name), array);
	shell_succeed(shell, NULL);
}

void setter_let(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	int64_t number = 0;

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const struct condition *world = shell->alive;
		const char *text = builtin_text(builtin, i);

		if (!text || !arithmetic_number(shell, text, &world, &number)) {
			shell_succeed_unknown(shell);
			return;
		}
	}
	shell_succeed(shell, number ? NULL : &condition_never);
}
