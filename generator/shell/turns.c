/* SPDX-License-Identifier: BSD-3-Clause
 * turns.c: finds out what a loop of unknown length may change, and follows it once more with that
 * being unknown.
 */
#include "shell/turns.h"

#include <string.h>

#include "base/arena.h"
#include "shell/run.h"

struct snapshot snapshot_take(const struct shell *shell)
{
	struct snapshot snapshot = {
		.alive = shell->alive,
		.base = shell->base,
		.status = shell->status,
		.frame = *shell->frame,
		.mark = shell->change_count,
		.run_count = shell->trace.run_count,
	};

	if (shell->turn)
		snapshot.turn = *shell->turn;
	return snapshot;
}

void snapshot_restore(struct shell *shell, const struct snapshot *snapshot)
{
	size_t count;

	journal_undo(shell, snapshot->mark, &count);
	shell->alive = snapshot->alive;
	shell->base = snapshot->base;
	shell->status = snapshot->status;
	*shell->frame = snapshot->frame;
	if (shell->turn)
		*shell->turn = snapshot->turn;
	shell->trace.run_count = snapshot->run_count;
}

/* One variable that the loop changes. */
struct widened {
	struct variable *variable;
	struct binding before;
	struct binding start; /* that a turn begins with */
	bool is_appended;     /* it only gets longer */
};

struct turns {
	struct shell *shell;
	const struct loop *loop;
	struct widened *changed;
	size_t count, room;
};

static bool begins_with(struct value value, struct value start)
{
	if (value.count < start.count)
		return false;
	for (size_t i = 0; i < start.count; i++) {
		if (value.parts[i].text != start.parts[i].text ||
		    value.parts[i].unknown != start.parts[i].unknown ||
		    value.parts[i].choice != start.parts[i].choice)
			return false;
	}
	return true;
}

static bool is_appended(const struct binding *after, const struct binding *before)
{
	if (before->array) {
		if (!after->array || after->array->count < before->array->count ||
		    after->array->is_map || after->array->is_open)
			return false;
		return !memcmp(after->array->entries, before->array->entries,
			       before->array->count * sizeof(*before->array->entries));
	}
	return !after->array && before->value.count && begins_with(after->value, before->value);
}

/* What a variable may be after any number of turns, none included. */
static struct binding widen(const struct turns *turns, const struct widened *widened)
{
	struct shell *shell = turns->shell;
	const struct binding *before = &widened->before;
	struct value unknown =
		value_unknown(shell, shell_unknown_new(shell, SHELL_LOOP, widened->variable->name,
						       turns->loop->command->at));
	bool is_array = before->array || widened->start.array;
	struct array *array = arena_alloc(shell->arena, sizeof(*array));
	struct entry *entries;
	struct builder builder = { 0 };

	if (!is_array) {
		if (!widened->is_appended)
			return (struct binding) { .value = value_choose(shell,
									shell_new_branch(shell),
									before->value, unknown),
						  .age = shell->age };
		builder_add_value(shell, &builder, before->value);
		builder_add_value(shell, &builder, unknown);
		return (struct binding) { .value = builder_value(shell, &builder),
					  .age = shell->age };
	}
	entries = arena_array(shell->arena, (before->array ? before->array->count : 0) + 1,
			      sizeof(*entries));
	if (widened->is_appended && before->array->count)
		memcpy(entries, before->array->entries, before->array->count * sizeof(*entries));
	array->count = widened->is_appended ? before->array->count : 0;
	array->is_map = before->array && before->array->is_map;
	array->is_open = array->is_map;
	builder_add(shell, &builder,
		    &(struct part) { .unknown = unknown.parts[0].unknown,
				     .may_split = true,
				     .at = unknown.parts[0].at });
	entries[array->count++].field.value = builder_value(shell, &builder);
	array->entries = entries;
	return (struct binding) { .array = array, .age = shell->age };
}

/* One turn, as any of them; what it was entered with, and how much of that is lost on the way. */
static void follow(struct turns *turns, struct snapshot *lost)
{
	struct shell *shell = turns->shell;
	struct turn turn = { .broken = &condition_never };
	const struct condition *entered;

	for (size_t i = 0; i < turns->count; i++)
		variable_restore(shell, turns->changed[i].variable, &turns->changed[i].start);
	entered = shell_both(shell, shell->alive, loop_condition(shell, turns->loop));
	shell->alive = shell->base = entered;
	if (entered != &condition_never)
		loop_turn(shell, turns->loop, &turn);
	run_rejoin(shell, turn.broken);
	lost->alive = condition_without(entered, shell->alive);
	lost->base =
		shell->alive == shell->base ? lost->alive : condition_without(entered, shell->base);
}

static struct widened *find(struct turns *turns, const struct variable *variable)
{
	for (size_t i = 0; i < turns->count; i++) {
		if (turns->changed[i].variable == variable)
			return &turns->changed[i];
	}
	return NULL;
}

/* Follows a turn for what it changes only: variables that had not been known to change, and those
 * that do not only get longer. */
static void probe(struct turns *turns)
{
	struct shell *shell = turns->shell;
	struct snapshot snapshot = snapshot_take(shell), lost;
	struct change *changes;
	size_t count;

	shell->is_probing++;
	follow(turns, &lost);
	shell->is_probing--;
	changes = journal_undo(shell, snapshot.mark, &count);
	snapshot_restore(shell, &snapshot);
	for (size_t i = 0; i < count && shell_spend(shell, 1 + turns->count / 16); i++) {
		struct widened *widened = find(turns, changes[i].variable);

		if (!widened) {
			turns->changed = shell_grow(shell, turns->changed, turns->count,
						    &turns->room, sizeof(*turns->changed));
			widened = &turns->changed[turns->count++];
			*widened = (struct widened) { .variable = changes[i].variable,
						      .before = changes[i].variable->now,
						      .start = changes[i].variable->now,
						      .is_appended = true };
		}
		widened->is_appended &= is_appended(&changes[i].binding, &widened->start);
		if (changes[i].binding.array)
			widened->start = changes[i].binding;
	}
	for (size_t i = 0; i < turns->count; i++)
		turns->changed[i].start = widen(turns, &turns->changed[i]);
}

void turns_run(struct shell *shell, const struct loop *loop)
{
	struct turns turns = { .shell = shell, .loop = loop };
	struct snapshot before = snapshot_take(shell), lost;
	size_t count;

	probe(&turns);
	if (!shell->is_probing)
		probe(&turns);
	shell->uncertain++;
	follow(&turns, &lost);
	shell->uncertain--;
	journal_undo(shell, before.mark, &count);
	shell->alive = condition_without(before.alive, lost.alive);
	shell->base = before.alive == before.base && lost.alive == lost.base
			      ? shell->alive
			      : condition_without(before.base, lost.base);
	for (size_t i = 0; i < turns.count; i++) {
		struct binding after = widen(&turns, &turns.changed[i]);

		if (before.alive != before.base)
			after = binding_choose(shell, before.alive, &after,
					       &turns.changed[i].variable->now);
		variable_restore(shell, turns.changed[i].variable, &after);
	}
	shell_succeed_unknown(shell);
}
