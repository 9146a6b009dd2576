/* SPDX-License-Identifier: BSD-3-Clause
 * emit.c: makes of a command's fields the arguments that others see: without choices, one argument
 * for each text that a field may be.
 */
#include "shell/emit.h"

#include <string.h>

#include "base/arena.h"

/* A script that runs more commands is not followed any further. */
#define RUNS_MAX 8192u

struct arguments {
	struct shell_argument *items;
	size_t count, room;
};

static struct shell_argument argument_of(struct shell *shell, struct value flat,
					 const struct field *field, const struct condition *when)
{
	struct shell_part *parts = arena_array(shell->arena, flat.count + 1, sizeof(*parts));
	struct shell_argument argument = {
		.when = when, .at = field->used_at, .used_at = field->used_at, .parts = parts
	};
	bool has_place = false;

	for (size_t i = 0; i < flat.count; i++) {
		const struct part *part = &flat.parts[i];

		if (part->text && !*part->text)
			continue;
		parts[argument.part_count++] = (struct shell_part) { part->text, part->unknown,
								     part->may_split, part->at };
		if (part->text && part->at.end && !has_place) {
			argument.at = part->at;
			has_place = true;
		}
	}
	return argument;
}

static void add(struct shell *shell, struct arguments *arguments,
		const struct shell_argument *argument)
{
	shell_spend(shell, 1 + argument->part_count);
	arguments->items = shell_grow(shell, arguments->items, arguments->count, &arguments->room,
				      sizeof(*arguments->items));
	arguments->items[arguments->count++] = *argument;
}

static void add_field(struct shell *shell, struct arguments *arguments, const struct field *field)
{
	const struct condition *alive = shell->alive;
	struct worlds worlds;

	shell->alive = shell_both(shell, alive, field->when);
	for (worlds_start(&worlds, shell); worlds_next(&worlds);)
		worlds_add(&worlds, value_in(shell, field->value, &worlds.now));
	worlds_end(&worlds);
	for (size_t i = 0; i < worlds.count; i++) {
		struct shell_argument argument =
			argument_of(shell, worlds.items[i].value, field,
				    shell_both(shell, shell->alive, worlds.items[i].when));

		add(shell, arguments, &argument);
	}
	shell->alive = alive;
}

void emit_run(struct shell *shell, const struct fields *fields, size_t first, struct span at)
{
	struct shell_trace *trace = &shell->trace;
	struct arguments arguments = { 0 };
	struct shell_run *runs;

	if (shell->is_probing || shell->alive == &condition_never)
		return;
	if (trace->run_count >= RUNS_MAX) {
		trace->is_cut = true;
		return;
	}
	for (size_t i = first; i < fields->count && shell_spend(shell, 1); i++)
		add_field(shell, &arguments, &fields->items[i]);
	if (shell->is_spent)
		return; /* arguments are missing */
	runs = shell_grow(shell, (struct shell_run *)trace->runs, trace->run_count,
			  &shell->run_room, sizeof(*runs));
	runs[trace->run_count++] = (struct shell_run) {
		.at = shell_place(shell, at),
		.when = shell->alive,
		.arguments = arguments.items,
		.argument_count = arguments.count,
		.is_in_substitution = shell->substitutions > 0,
		.is_background = shell->backgrounds > 0,
		.is_uncertain = shell->uncertain > 0,
	};
	trace->runs = runs;
}
