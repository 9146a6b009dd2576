/* SPDX-License-Identifier: BSD-3-Clause
 * state.c: limits, unknowns and conditions of a script that is being followed.
 */
#include "shell/state.h"

#include <string.h>

#include "base/arena.h"
#include "shell/eval.h"

/* About as many as take a second at worst. */
#define STEPS_MAX 1000000u

bool shell_spend(struct shell *shell, size_t steps)
{
	if (shell->is_spent ||
	    shell->steps + steps + conditions_work(shell->conditions) > STEPS_MAX) {
		shell->is_spent = shell->trace.is_cut = true;
		return false;
	}
	shell->steps += steps;
	return true;
}

void *shell_grow(struct shell *shell, void *array, size_t count, size_t *room, size_t size)
{
	void *more;

	if (count < *room)
		return array;
	*room = *room ? *room * 2 : 4;
	more = arena_array(shell->arena, *room, size);
	if (count)
		memcpy(more, array, count * size);
	return more;
}

void fields_add(struct shell *shell, struct fields *fields, const struct field *field)
{
	if (!shell_spend(shell, 1))
		return;
	fields->items = shell_grow(shell, fields->items, fields->count, &fields->room,
				   sizeof(*fields->items));
	fields->items[fields->count++] = *field;
}

const struct condition *shell_both(struct shell *shell, const struct condition *one,
				   const struct condition *other)
{
	bool is_possible;

	shell_spend(shell, 4);
	return condition_both(one, other, &is_possible);
}

bool shell_narrow(struct shell *shell, const struct condition *when, const struct condition **world)
{
	const struct condition *both;

	if (!when || *world == when)
		return true;
	both = shell_both(shell, *world, when);
	if (both == &condition_never)
		return false;
	*world = both;
	return true;
}

struct span shell_place(const struct shell *shell, struct span at)
{
	return at.source == shell->source ? at : eval_place(shell, at);
}

struct shell_unknown *shell_unknown_new(struct shell *shell, enum shell_reason reason,
					const char *what, struct span at)
{
	struct shell_unknown *unknown = arena_alloc(shell->arena, sizeof(*unknown));

	*unknown = (struct shell_unknown) { reason, what, shell_place(shell, at) };
	return unknown;
}

const struct shell_unknown *shell_limit(struct shell *shell)
{
	return shell_unknown_new(shell, SHELL_LIMIT, "a text that stands for too many others",
				 source_span(shell->source, 0, 0));
}

const struct shell_unknown *shell_derived(struct shell *shell, const struct shell_unknown *from,
					  const char *how)
{
	const char *key = arena_printf(shell->arena, "%p %s", (const void *)from, how);
	struct shell_unknown *unknown = string_map_find(shell->unknowns, key);

	if (!unknown) {
		unknown = shell_unknown_new(shell, from->reason, from->what, from->at);
		string_map_put(shell->unknowns, key, unknown);
	}
	return unknown;
}

const struct condition *shell_new_branch(struct shell *shell)
{
	return conditions_take(shell->conditions, shell->branch_count++, 0);
}

const struct condition *shell_success(struct shell *shell)
{
	if (shell->status.is_open)
		shell_succeed(shell, shell_new_branch(shell));
	return shell->status.success;
}

void shell_succeed(struct shell *shell, const struct condition *success)
{
	shell->status = (struct status) { .success = success };
}

void shell_succeed_unknown(struct shell *shell)
{
	shell->status = (struct status) { .is_open = true };
}
