/* SPDX-License-Identifier: BSD-3-Clause
 * fork.c: enters and leaves the arms of branches, and merges what they lead to.
 */
#include "shell/fork.h"

#include "base/arena.h"

void fork_start(struct shell *shell, struct fork *fork)
{
	*fork = (struct fork) { .shell = shell,
				.alive = shell->alive,
				.base = shell->base,
				.success = &condition_never,
				.mark = shell->change_count };
}

bool fork_enter(struct fork *fork, const struct condition *when)
{
	struct shell *shell = fork->shell;
	const struct condition *guard =
		shell_both(shell, fork->rest, condition_given(when, fork->alive));
	const struct condition *alive = shell_both(shell, fork->alive, guard);
	struct arm *arm;

	if (alive == &condition_never || !shell_spend(shell, 1))
		return false;
	/* A guard that always holds here leaves nothing. */
	if (condition_implies(fork->alive, guard))
		alive = fork->alive;
	fork->rest = alive == fork->alive ? &condition_never : condition_without(fork->rest, when);
	fork->arms = shell_grow(shell, fork->arms, fork->count, &fork->room, sizeof(*fork->arms));
	arm = &fork->arms[fork->count++];
	*arm = (struct arm) { .when = alive, .guard = guard };
	/* The state is that of others, too, who must not get what the arm sets. */
	if (fork->alive != fork->base)
		arm->guard = alive;
	shell->alive = shell->base = alive;
	return true;
}

void fork_leave(struct fork *fork)
{
	struct shell *shell = fork->shell;
	struct arm *arm = &fork->arms[fork->count - 1];

	arm->alive = shell->alive;
	arm->base = shell->base;
	fork->success = condition_either(fork->success,
					 shell_both(shell, arm->guard, shell_success(shell)));
	arm->changes = journal_undo(shell, fork->mark, &arm->change_count);
	shell->alive = shell_both(shell, fork->alive, fork->rest);
	shell->base = fork->base;
}

bool fork_is_complete(const struct fork *fork)
{
	return fork->shell->alive == &condition_never ||
	       !condition_can_meet(fork->alive, fork->rest);
}

/* The variables that any arm has changed. */
static struct variable **list_changed(const struct fork *fork, size_t *count)
{
	struct variable **list;
	size_t room = 0;

	for (size_t i = 0; i < fork->count; i++)
		room += fork->arms[i].change_count;
	list = arena_array(fork->shell->arena, room + 1, sizeof(*list));
	*count = 0;
	for (size_t i = 0; i < fork->count; i++) {
		for (size_t j = 0; j < fork->arms[i].change_count; j++) {
			struct variable *variable = fork->arms[i].changes[j].variable;

			if (!variable->is_listed) {
				variable->is_listed = true;
				variable->sum = variable_binding(fork->shell, variable);
				list[(*count)++] = variable;
			}
		}
	}
	return list;
}

/* Puts an arm's results before what follows it. */
static void add_arm(const struct fork *fork, const struct arm *arm, bool is_only,
		    struct variable **list, size_t count)
{
	for (size_t i = 0; i < arm->change_count; i++)
		arm->changes[i].variable->after = &arm->changes[i].binding;
	for (size_t i = 0; i < count && shell_spend(fork->shell, 1); i++) {
		struct variable *variable = list[i];
		const struct binding *after = variable->after ? variable->after : &variable->now;

		variable->sum =
			is_only ? *after
				: binding_choose(fork->shell, arm->guard, after, &variable->sum);
	}
	for (size_t i = 0; i < arm->change_count; i++)
		arm->changes[i].variable->after = NULL;
}

static void merge_variables(struct fork *fork)
{
	size_t count;
	struct variable **list = list_changed(fork, &count);
	bool is_only = fork->alive == fork->base && fork_is_complete(fork);

	for (size_t i = fork->count; i-- > 0;) {
		if (fork->arms[i].base == &condition_never)
			continue;
		add_arm(fork, &fork->arms[i], is_only, list, count);
		is_only = false;
	}
	for (size_t i = 0; i < count; i++) {
		list[i]->is_listed = false;
		variable_restore(fork->shell, list[i], &list[i]->sum);
	}
}

/* What is lost of `all` when the arms end with `ends` of what they began with. */
static const struct condition *without_lost(const struct fork *fork, const struct condition *all,
					    bool is_base)
{
	for (size_t i = 0; i < fork->count; i++) {
		const struct arm *arm = &fork->arms[i];
		const struct condition *end = is_base ? arm->base : arm->alive;

		if (end != arm->when)
			all = condition_without(all, condition_without(arm->when, end));
	}
	return all;
}

void fork_end(struct fork *fork)
{
	struct shell *shell = fork->shell;
	bool is_same = fork->alive == fork->base;

	merge_variables(fork);
	shell_succeed(shell, condition_either(fork->success, fork->rest));
	for (size_t i = 0; i < fork->count; i++)
		is_same &= fork->arms[i].alive == fork->arms[i].base;
	shell->base = without_lost(fork, fork->base, true);
	shell->alive = is_same ? shell->base : without_lost(fork, fork->alive, false);
}
