/* SPDX-License-Identifier: BSD-3-Clause
 * run.c: follows lists, pipelines and compound commands.
 */
#include "shell/run.h"

#include <string.h>

#include "base/arena.h"
#include "shell/arithmetic.h"
#include "shell/expand.h"
#include "shell/fork.h"
#include "shell/loop.h"
#include "shell/output.h"
#include "shell/simple.h"
#include "shell/test.h"

/* How deep commands may be nested, functions and substitutions included. */
#define RUN_DEPTH_MAX 150u

void run_end(struct shell *shell)
{
	/* Also where the condition is not known, nothing is left of all. */
	if (shell->base == shell->alive)
		shell->base = &condition_never;
	else
		shell->base = condition_without(shell->base, shell->alive);
	shell->alive = &condition_never;
}

void run_leave(struct shell *shell, const struct condition **target)
{
	*target = condition_either(*target, shell->alive);
	shell->alive = &condition_never;
}

void run_rejoin(struct shell *shell, const struct condition *left)
{
	if (left == &condition_never)
		return;
	shell->alive = condition_either(shell->alive, left);
	if (condition_implies(shell->base, shell->alive))
		shell->alive = shell->base;
}

void subshell_enter(struct shell *shell, struct subshell *subshell)
{
	*subshell = (struct subshell) {
		.alive = shell->alive,
		.base = shell->base,
		.frame = { .outer = shell->frame,
			   .returned = &condition_never,
			   .success = &condition_never },
		.turn = shell->turn,
		.mark = shell->change_count,
	};
	shell->base = shell->alive;
	shell->frame = &subshell->frame;
	shell->turn = NULL;
}

void subshell_leave(struct shell *shell, struct subshell *subshell)
{
	struct value output = { 0 };
	size_t count;

	if (shell->output)
		output = shell->output->now.value;
	journal_undo(shell, subshell->mark, &count);
	shell->alive = subshell->alive;
	shell->base = subshell->base;
	shell->frame = subshell->frame.outer;
	shell->turn = subshell->turn;
	/* What it has printed is not undone. */
	if (output.count && output.parts != shell->output->now.value.parts)
		variable_set(shell, shell->output, output);
}

void run_silent(struct shell *shell, const struct shell_list *list)
{
	struct variable *output = shell->output;
	struct subshell subshell;

	shell->output = NULL;
	subshell_enter(shell, &subshell);
	run_list(shell, list);
	subshell_leave(shell, &subshell);
	shell->output = output;
}

struct value run_captured(struct shell *shell, const struct shell_list *list, struct span at)
{
	struct variable *outer = shell->output,
			*output = arena_alloc(shell->arena, sizeof(*output));
	struct subshell subshell;
	struct value value;

	if (!list)
		return value_unknown(shell,
				     shell_unknown_new(shell, SHELL_UNSUPPORTED,
						       "the output of a malformed command", at));
	output->name = "what is printed in a loop";
	shell->output = output;
	shell->substitutions++;
	shell->captured++;
	subshell_enter(shell, &subshell);
	run_list(shell, list);
	value = output->now.value;
	subshell_leave(shell, &subshell);
	shell->substitutions--;
	shell->output = outer;
	return output_trim(shell, value);
}

static void run_pipeline(struct shell *shell, const struct shell_pipeline *pipeline)
{
	struct variable *output = shell->output;
	struct subshell subshell;

	if (pipeline->command_count == 1)
		run_command(shell, pipeline->commands[0]);
	for (size_t i = 0; pipeline->command_count > 1 && i < pipeline->command_count; i++) {
		shell->output = i + 1 == pipeline->command_count ? output : NULL;
		subshell_enter(shell, &subshell);
		run_command(shell, pipeline->commands[i]);
		subshell_leave(shell, &subshell);
	}
	shell->output = output;
	if (pipeline->is_negated)
		shell_succeed(shell, condition_without(NULL, shell_success(shell)));
}

/* A pipeline behind && or ||, which the former one decides on. */
static void run_next(struct shell *shell, const struct shell_pipeline *pipeline, bool is_and)
{
	const struct condition *former = shell_success(shell), *success = former;
	struct fork fork;

	fork_start(shell, &fork);
	if (fork_enter(&fork, is_and ? former : condition_without(NULL, former))) {
		run_pipeline(shell, pipeline);
		success = shell_success(shell);
		fork_leave(&fork);
	}
	fork_end(&fork);
	shell_succeed(shell, is_and ? shell_both(shell, former, success)
				    : condition_either(former, success));
}

/* Pipelines with && and || between them; returns how many there are. */
static size_t run_chain(struct shell *shell, const struct shell_pipeline *pipelines, size_t count)
{
	struct subshell subshell;
	size_t last = 0;
	bool is_background;

	while (last + 1 < count &&
	       (pipelines[last].connector == SHELL_AND || pipelines[last].connector == SHELL_OR))
		last++;
	is_background = pipelines[last].connector == SHELL_BACKGROUND;
	shell->backgrounds += is_background;
	if (is_background)
		subshell_enter(shell, &subshell);
	run_pipeline(shell, &pipelines[0]);
	for (size_t i = 1; i <= last && shell_spend(shell, 1); i++)
		run_next(shell, &pipelines[i], pipelines[i - 1].connector == SHELL_AND);
	if (is_background) {
		subshell_leave(shell, &subshell);
		shell_succeed(shell, NULL);
	}
	shell->backgrounds -= is_background;
	return last + 1;
}

void run_list(struct shell *shell, const struct shell_list *list)
{
	size_t i = 0;

	while (list && i < list->pipeline_count && shell->alive != &condition_never &&
	       shell_spend(shell, 1))
		i += run_chain(shell, &list->pipelines[i], list->pipeline_count - i);
}

static void run_if(struct shell *shell, const struct shell_command *command)
{
	struct fork fork;

	run_list(shell, command->arms[0].condition);
	fork_start(shell, &fork);
	for (size_t i = 0; i < command->arm_count && shell_spend(shell, 1); i++) {
		const struct shell_arm *arm = &command->arms[i];

		if (i && arm->condition)
			run_list(shell, arm->condition);
		if (fork_enter(&fork, arm->condition ? shell_success(shell) : NULL)) {
			shell_succeed(shell, NULL);
			run_list(shell, arm->body);
			fork_leave(&fork);
		}
		if (fork_is_complete(&fork))
			break;
	}
	fork_end(&fork);
}

static const struct condition *matches_any(struct shell *shell, struct value subject,
					   const struct shell_case_arm *arm)
{
	const struct condition *any = &condition_never;

	for (size_t i = 0; i < arm->pattern_count && shell_spend(shell, 1); i++)
		any = condition_either(
			any, test_matches(shell, subject, expand_pattern(shell, arm->patterns[i])));
	return any;
}

static void run_case(struct shell *shell, const struct shell_command *command)
{
	struct value subject = expand_word(shell, command->subject);
	struct fork fork;

	fork_start(shell, &fork);
	for (size_t i = 0; i < command->case_arm_count && shell_spend(shell, 1); i++) {
		const struct condition *success =
			matches_any(shell, subject, &command->case_arms[i]);
		size_t last = i;

		if (!fork_enter(&fork, success))
			continue;
		shell_succeed(shell, NULL);
		run_list(shell, command->case_arms[i].body);
		while (command->case_arms[last].falls_through && ++last < command->case_arm_count)
			run_list(shell, command->case_arms[last].body);
		fork_leave(&fork);
		if (fork_is_complete(&fork))
			break;
	}
	fork_end(&fork);
}

static void run_subshell(struct shell *shell, const struct shell_command *command)
{
	struct subshell subshell;

	subshell_enter(shell, &subshell);
	run_list(shell, command->body);
	subshell_leave(shell, &subshell);
}

static void run_kind(struct shell *shell, const struct shell_command *command)
{
	switch (command->kind) {
	case SHELL_SIMPLE:
		simple_run(shell, command);
		break;
	case SHELL_GROUP:
		run_list(shell, command->body);
		break;
	case SHELL_SUBSHELL:
		run_subshell(shell, command);
		break;
	case SHELL_IF:
		run_if(shell, command);
		break;
	case SHELL_WHILE:
	case SHELL_UNTIL:
		loop_while(shell, command);
		break;
	case SHELL_FOR:
		loop_for(shell, command);
		break;
	case SHELL_FOR_ARITHMETIC:
		loop_for_arithmetic(shell, command);
		break;
	case SHELL_CASE_IN:
		run_case(shell, command);
		break;
	case SHELL_FUNCTION:
		string_map_put(shell->functions, command->name, command->function);
		shell_succeed(shell, NULL);
		break;
	case SHELL_CONDITION:
		shell_succeed(shell, test_extended(shell, command));
		break;
	case SHELL_LET:
		shell_succeed(shell, arithmetic_success(shell, command->words[0]));
		break;
	}
}

void run_command(struct shell *shell, const struct shell_command *command)
{
	struct variable *output = shell->output;

	if (!shell_spend(shell, 1))
		return;
	if (shell->depth >= RUN_DEPTH_MAX) {
		shell->trace.is_cut = true;
		shell_succeed_unknown(shell);
		return;
	}
	shell->depth++;
	output_redirect(shell, command);
	run_kind(shell, command);
	shell->output = output;
	shell->depth--;
}
