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

static const struct array any_array = { .is_open = true };

void setter_unset(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	const struct condition *alive = shell->alive;

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *name = builtin_text(builtin, i);
		struct binding none = { .age = shell->age }, before;
		struct variable *variable;

		if (!name || !names_length(name))
			continue;
		variable = variable_find(shell, arena_copy(shell->arena, name, names_length(name)));
		if (name[names_length(name)]) {
			/* Nobody keeps account of the gaps that one element leaves. */
			variable_set_array(shell, variable, &any_array);
			continue;
		}
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
	struct attributes attributes = { .is_local = shell->frame->outer &&
						     strcmp(builtin->name, "export") != 0 &&
						     strcmp(builtin->name, "readonly") != 0 };

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++) {
		const char *text = builtin_text(builtin, i);

		if (text && *text == '-') {
			attributes.is_map |= strchr(text, 'A') != NULL;
			attributes.is_number |= strchr(text, 'i') != NULL;
			attributes.is_reference |= strchr(text, 'n') != NULL;
			attributes.is_local &= !strchr(text, 'g');
		} else {
			assign_field(shell, &builtin->arguments->items[i], &attributes);
		}
	}
	for (size_t i = 0; i < command->assignment_count && command->is_assigning; i++) {
		assign_in_declaration(shell, &command->assignments[i], &attributes);
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

static struct fields split_input(const struct builtin *builtin, struct value input)
{
	struct fields words = { 0 };
	struct splitter splitter;

	splitter_start(&splitter, builtin->shell, &words, builtin->command->at);
	splitter_add(&splitter, output_trim(builtin->shell, input), true);
	splitter_end(&splitter);
	return words;
}

/* A here-string's words are the variables'; the last one gets what is left. */
static void read_words(const struct builtin *builtin, struct value input, size_t first)
{
	struct shell *shell = builtin->shell;
	struct fields words = split_input(builtin, input);

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

/* read -a ARRAY. */
static void read_array(const struct builtin *builtin, size_t first, bool is_plain)
{
	struct shell *shell = builtin->shell;
	const char *name = builtin_text(builtin, first);
	struct value input;
	struct fields words;

	if (!name || !names_length(name))
		return;
	if (is_plain && output_input(shell, builtin->command, &input)) {
		words = split_input(builtin, input);
		variable_set_array(shell, variable_find(shell, name), array_of(shell, &words));
		shell_succeed(shell, NULL);
		return;
	}
	variable_set_array(shell, variable_find(shell, name), &any_array);
	shell_succeed_unknown(shell);
}

void setter_read(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct value input;
	size_t first = 0;
	bool is_plain = true, is_array = false;

	for (; first < builtin->arguments->count; first++) {
		const char *text = builtin_text(builtin, first);

		if (!text || *text != '-')
			break;
		is_plain &= !text[1 + strspn(text + 1, "ar")];
		is_array |= strchr(text, 'a') != NULL;
	}
	if (is_array) {
		read_array(builtin, first, is_plain);
		return;
	}
	if (is_plain && output_input(shell, builtin->command, &input)) {
		read_words(builtin, input, first);
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
	size_t count = builtin->arguments->count;
	const char *name = count ? builtin_text(builtin, count - 1) : NULL;

	if (!name || !names_length(name))
		name = "MAPFILE";
	variable_set_array(shell, variable_find(shell, name), &any_array);
	shell_succeed(shell, NULL);
}

void setter_let(const struct builtin *builtin)
{
	struct shell *shell = builtin->shell;
	struct value number = { 0 };

	for (size_t i = 0; i < builtin->arguments->count && shell_spend(shell, 1); i++)
		number = arithmetic_result(shell, builtin->arguments->items[i].value,
					   builtin->arguments->items[i].used_at);
	shell_succeed(shell, arithmetic_holds(shell, number));
}
