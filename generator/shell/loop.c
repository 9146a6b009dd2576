/* SPDX-License-Identifier: BSD-3-Clause
 * loop.c: follows loops turn by turn as long as it is known how many there are.
 */
#include "shell/loop.h"

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/array.h"
#include "shell/expand.h"
#include "shell/fork.h"
#include "shell/run.h"
#include "shell/turns.h"

/* A loop of more turns is one of unknown length. */
#define TURNS_MAX 256u

const struct condition *loop_condition(struct shell *shell, const struct loop *loop)
{
	const struct condition *success = NULL;

	if (loop->condition) {
		run_list(shell, loop->condition);
		success = shell_success(shell);
	} else if (loop->arithmetic[0]) {
		success = arithmetic_success(shell, loop->arithmetic[0]);
	}
	return loop->is_until ? condition_without(NULL, success) : success;
}

void loop_turn(struct shell *shell, const struct loop *loop, struct turn *turn)
{
	const struct shell_command *command = loop->command;

	turn->continued = &condition_never;
	turn->outer = shell->turn;
	shell->turn = turn;
	if (loop->variable)
		variable_set(shell, loop->variable, loop->value);
	run_list(shell, command->arm_count ? command->arms[0].body : command->body);
	shell->turn = turn->outer;
	run_rejoin(shell, turn->continued);
	if (loop->arithmetic[1] && shell->alive != &condition_never)
		arithmetic_value(shell, loop->arithmetic[1], loop->arithmetic[1]->at);
}

/* Follows the turns while each question has an answer; false where one has none. */
static bool run_known(struct shell *shell, const struct loop *loop)
{
	struct turn turn = { .broken = &condition_never };

	for (size_t i = 0; i < TURNS_MAX && shell_spend(shell, 1); i++) {
		const struct condition *goes_on = loop_condition(shell, loop);

		if (shell->alive == &condition_never)
			return true;
		if (shell_both(shell, shell->alive, goes_on) == &condition_never) {
			shell_succeed(shell, NULL);
			return true;
		}
		if (!condition_implies(shell->alive, goes_on))
			return false;
		loop_turn(shell, loop, &turn);
		if (shell->alive == &condition_never) {
			run_rejoin(shell, turn.broken);
			return true;
		}
		if (turn.broken != &condition_never)
			return false;
	}
	return false;
}

static void run_loop(struct shell *shell, const struct loop *loop)
{
	struct snapshot snapshot = snapshot_take(shell);

	if (run_known(shell, loop))
		return;
	snapshot_restore(shell, &snapshot);
	turns_run(shell, loop);
}

void loop_while(struct shell *shell, const struct shell_command *command)
{
	struct loop loop = {
		.command = command,
		.condition = command->arms[0].condition,
		.is_until = command->kind == SHELL_UNTIL,
	};

	run_loop(shell, &loop);
}

void loop_for_arithmetic(struct shell *shell, const struct shell_command *command)
{
	struct loop loop = { .command = command };

	if (command->word_count != 3)
		return;
	arithmetic_value(shell, command->words[0], command->words[0]->at);
	for (size_t i = 0; i < 2; i++) {
		if (command->words[i + 1]->count)
			loop.arithmetic[i] = command->words[i + 1];
	}
	run_loop(shell, &loop);
}

/* The turn for one field, which may be none, or several. */
static void run_field(struct shell *shell, struct loop *loop, const struct field *field,
		      struct turn *turn)
{
	loop->value = field->value;
	if (!expand_is_several(field)) {
		loop_turn(shell, loop, turn);
		return;
	}
	loop->value =
		value_unknown(shell, shell_unknown_new(shell, SHELL_LOOP, loop->variable->name,
						       loop->command->at));
	turns_run(shell, loop);
}

void loop_for(struct shell *shell, const struct shell_command *command)
{
	struct loop loop = { .command = command, .variable = variable_find(shell, command->name) };
	struct turn turn = { .broken = &condition_never };
	struct binding positional = variable_binding(shell, shell->positional);
	struct fields fields = { 0 };

	if (!command->has_words)
		fields = array_fields(shell, &positional, shell->positional);
	for (size_t i = 0; i < command->word_count && command->has_words; i++)
		expand_argument(shell, command->words[i], &fields);
	shell_succeed(shell, NULL);
	for (size_t i = 0;
	     i < fields.count && shell->alive != &condition_never && shell_spend(shell, 1); i++) {
		const struct field *field = &fields.items[i];
		struct fork fork;

		if (!field->when) {
			run_field(shell, &loop, field, &turn);
			continue;
		}
		fork_start(shell, &fork);
		if (fork_enter(&fork, field->when)) {
			run_field(shell, &loop, field, &turn);
			fork_leave(&fork);
		}
		fork_end(&fork);
	}
	run_rejoin(shell, turn.broken);
}
