/* SPDX-License-Identifier: BSD-3-Clause
 * simple.c: finds out what a simple command runs, and runs that: functions with arguments of their
 * own, builtins, and programs, which are listed.
 */
#include "shell/simple.h"

#include <string.h>

#include "base/arena.h"
#include "shell/array.h"
#include "shell/builtin.h"
#include "shell/emit.h"
#include "shell/eval.h"
#include "shell/expand.h"
#include "shell/fork.h"
#include "shell/output.h"
#include "shell/run.h"
#include "shell/wrapper.h"

static void call(struct shell *shell, const struct shell_command *body,
		 const struct fields *arguments)
{
	struct binding positional = shell->positional->now;
	struct binding own = { .array = array_of(shell, arguments) };
	struct frame frame = { .outer = shell->frame,
			       .returned = &condition_never,
			       .success = &condition_never };
	struct turn *turn = shell->turn;
	const struct condition *last;

	variable_restore(shell, shell->positional, &own);
	shell->frame = &frame;
	shell->turn = NULL;
	run_command(shell, body);
	if (frame.returned != &condition_never) {
		last = shell_both(shell, shell->alive, shell_success(shell));
		shell_succeed(shell, condition_either(frame.success, last));
	}
	run_rejoin(shell, frame.returned);
	for (size_t i = frame.local_count; i-- > 0;)
		variable_restore(shell, frame.locals[i].variable, &frame.locals[i].binding);
	variable_restore(shell, shell->positional, &positional);
	shell->frame = frame.outer;
	shell->turn = turn;
}

/* The fields behind the program. */
static struct fields behind(const struct fields *fields, size_t first)
{
	return (struct fields) { fields->items + first + 1, fields->count - first - 1, 0 };
}

static void run_program(struct shell *shell, const struct shell_command *command, const char *name,
			const struct fields *fields, size_t first)
{
	struct fields arguments = behind(fields, first);
	const char *slash = name ? strrchr(name, '/') : NULL;
	const char *base = slash ? slash + 1 : name;

	emit_run(shell, fields, first, command->at);
	shell_succeed_unknown(shell);
	if (!shell->output || (base && (builtin_print(shell, base, command, &arguments) ||
					builtin_is_silent(shell, base, &arguments))))
		return;
	output_add(shell, value_unknown(shell, shell_unknown_new(
						       shell, SHELL_OUTPUT,
						       base ? arena_printf(shell->arena,
									   "the output of %s", base)
							    : "the output of a program",
						       command->at)));
}

/* Another shell runs a text, with what is left behind the cursor as arguments. */
static void run_text(struct shell *shell, const struct shell_command *command, struct value value,
		     const struct cursor *cursor)
{
	struct field field = { .value = value, .used_at = shell_place(shell, command->at) };
	struct fields text = { 0 }, arguments = behind(cursor->fields, cursor->at - 1);
	struct subshell subshell;

	fields_add(shell, &text, &field);
	subshell_enter(shell, &subshell);
	variable_set_array(shell, shell->positional, array_of(shell, &arguments));
	eval_run(shell, &text, command->at);
	subshell_leave(shell, &subshell);
}

/* Moves a cursor behind the options of a shell. Returns the last letter of -c or -s, or 0. */
static char skip_options(struct shell *shell, struct cursor *cursor)
{
	struct cursor next = *cursor;
	struct field field;
	char kind = '\0';

	while (kind != 'c' && cursor_next(shell, &next, &field)) {
		const char *option = value_known(shell, field.value);

		if (!option || *option != '-')
			break;
		*cursor = next;
		if (option[1] != '-' && option[strlen(option) - 1] == 'c')
			kind = 'c';
		else if (option[1] != '-' && strchr(option, 's'))
			kind = 's';
	}
	return kind;
}

/* bash -c TEXT NAME ARGUMENTS, bash -s ARGUMENTS <<TEXT and bash <<TEXT run the text. */
static bool run_shell(struct shell *shell, const struct shell_command *command, const char *name,
		      const struct fields *fields, size_t first)
{
	struct cursor cursor = { fields, first + 1, shell->alive };
	const char *slash = strrchr(name, '/');
	struct value text;
	struct field field;
	char kind;

	name = slash ? slash + 1 : name;
	if (strcmp(name, "bash") != 0 && strcmp(name, "sh") != 0)
		return false;
	kind = skip_options(shell, &cursor);
	if (kind == 'c') {
		if (!cursor_next(shell, &cursor, &field))
			return false;
		text = field.value;
		cursor_next(shell, &cursor, &field);
	} else if ((kind == '\0' && cursor.at < fields->count) ||
		   !output_input(shell, command, &text)) {
		return false;
	}
	run_text(shell, command, text, &cursor);
	return true;
}

static void run_named(struct shell *shell, const struct shell_command *command, const char *name,
		      const struct fields *fields, size_t first, bool is_wrapped)
{
	const struct shell_command *body = name ? string_map_find(shell->functions, name) : NULL;
	struct fields arguments = behind(fields, first);

	if (body && !is_wrapped) {
		call(shell, body, &arguments);
		return;
	}
	if (name && builtin_run(shell, name, command, &arguments))
		return;
	if (name && run_shell(shell, command, name, fields, first))
		return;
	run_program(shell, command, name, fields, first);
}

/* What the fields run in one world or in several. */
struct target {
	const struct condition *when;
	const char *name; /* NULL where it is not known */
	const char *key;  /* the same for the same program */
	size_t first;
	bool is_wrapped, is_exec;
};

static bool is_same_target(const struct target *one, const struct target *other)
{
	return one->first == other->first && one->is_exec == other->is_exec &&
	       strcmp(one->key, other->key) == 0;
}

/* The programs that a command may run; of those at the same field one is made. */
static size_t find_targets(struct shell *shell, const struct fields *fields,
			   struct target targets[VALUE_WORLDS_MAX])
{
	struct worlds worlds;
	size_t count = 0;

	for (worlds_start(&worlds, shell); worlds_next(&worlds);) {
		struct cursor cursor = { fields, 0, worlds.now };
		struct target target = { .key = "" };
		bool is_there = wrapper_look_through(shell, &cursor, &target.key, &target.is_exec);
		size_t same = 0;

		target.name = strchr(target.key, '\001') ? NULL : target.key;
		worlds.now = target.when = cursor.world;
		target.first = cursor.at;
		target.is_wrapped = cursor.at > 0;
		if (!is_there)
			continue;
		while (same < count && !is_same_target(&targets[same], &target))
			same++;
		if (same < count)
			targets[same].when = condition_either(targets[same].when, target.when);
		else
			targets[count++] = target;
	}
	return count;
}

void simple_run_fields(struct shell *shell, const struct shell_command *command,
		       const struct fields *fields)
{
	struct target targets[VALUE_WORLDS_MAX];
	size_t count = find_targets(shell, fields, targets);
	struct fork fork;

	if (count == 1 &&
	    (targets[0].when == shell->alive || condition_implies(shell->alive, targets[0].when))) {
		run_named(shell, command, targets[0].name, fields, targets[0].first,
			  targets[0].is_wrapped);
		if (targets[0].is_exec)
			run_end(shell);
		return;
	}
	fork_start(shell, &fork);
	for (size_t i = 0; i < count; i++) {
		if (!fork_enter(&fork, targets[i].when))
			continue;
		run_named(shell, command, targets[i].name, fields, targets[i].first,
			  targets[i].is_wrapped);
		if (targets[i].is_exec)
			run_end(shell);
		fork_leave(&fork);
	}
	fork_end(&fork);
}

/* NAME=VALUE before a command holds while that runs. */
static void run_with_variables(struct shell *shell, const struct shell_command *command,
			       const struct fields *fields)
{
	struct change *before =
		arena_array(shell->arena, command->assignment_count + 1, sizeof(*before));

	for (size_t i = 0; i < command->assignment_count; i++) {
		before[i].variable = variable_find(shell, command->assignments[i].name);
		before[i].binding = before[i].variable->now;
		assign(shell, &command->assignments[i]);
	}
	simple_run_fields(shell, command, fields);
	for (size_t i = command->assignment_count; i-- > 0;)
		variable_restore(shell, before[i].variable, &before[i].binding);
}

static void run_assignments(struct shell *shell, const struct shell_command *command,
			    bool has_output)
{
	size_t captured = shell->captured;

	for (size_t i = 0; i < command->assignment_count && shell_spend(shell, 1); i++)
		assign(shell, &command->assignments[i]);
	/* The status is that of the last substitution. */
	if (shell->captured == captured)
		shell_succeed(shell, NULL);
	if (has_output)
		output_add(shell, value_unknown(shell, shell_unknown_new(shell, SHELL_OUTPUT,
									 "what is in a file",
									 command->at)));
}

/* The words of `local a=$b`, which are not split. */
static void expand_declaration(struct shell *shell, const struct shell_command *command,
			       struct fields *fields)
{
	for (size_t i = 0; i < command->word_count && shell_spend(shell, 1); i++) {
		const struct shell_word *word = command->words[i];

		if (word->pieces[0].kind == SHELL_TEXT && strchr(word->pieces[0].text, '='))
			fields_add(shell, fields,
				   &(struct field) { .value = expand_word(shell, word),
						     .used_at = shell_place(shell, word->at) });
		else
			expand_argument(shell, word, fields);
	}
}

void simple_run(struct shell *shell, const struct shell_command *command)
{
	struct fields fields = { 0 };

	if (command->is_assigning) {
		expand_declaration(shell, command, &fields);
		simple_run_fields(shell, command, &fields);
		return;
	}
	for (size_t i = 0; i < command->word_count && shell_spend(shell, 1); i++)
		expand_argument(shell, command->words[i], &fields);
	if (!fields.count)
		run_assignments(shell, command, !command->word_count && command->redirection_count);
	else if (command->assignment_count)
		run_with_variables(shell, command, &fields);
	else
		simple_run_fields(shell, command, &fields);
}
