/* SPDX-License-Identifier: BSD-3-Clause
 * start.c: begins with nothing known but that the script has arguments.
 */
#include "base/arena.h"
#include "shell/array.h"
#include "shell/names.h"
#include "shell/run.h"
#include "shell/shell.h"
#include "shell/state.h"

#define NAMES_EXPECTED 64

static void set_arguments(struct shell *shell)
{
	struct part *part = arena_alloc(shell->arena, sizeof(*part));
	struct fields fields = { 0 };

	*part = (struct part) { .unknown = shell_unknown_new(shell, SHELL_POSITIONAL,
							     "an argument of the script",
							     source_span(shell->source, 0, 0)),
				.may_split = true };
	fields_add(shell, &fields, &(struct field) { .value = { part, 1 } });
	shell->positional = arena_alloc(shell->arena, sizeof(*shell->positional));
	shell->positional->name = "$@";
	shell->positional->now.array = array_of(shell, &fields);
}

const struct shell_trace *shell_run(struct arena *arena, const struct source *source,
				    const struct shell_list *list)
{
	struct frame frame = { .returned = &condition_never, .success = &condition_never };
	struct shell_trace *trace = arena_alloc(arena, sizeof(*trace));
	struct shell shell = {
		.arena = arena,
		.source = source,
		.text = source,
		.frame = &frame,
		.names = string_map_new(arena, NAMES_EXPECTED),
		.variables = string_map_new(arena, NAMES_EXPECTED),
		.functions = string_map_new(arena, NAMES_EXPECTED),
		.questions = string_map_new(arena, NAMES_EXPECTED),
		.unknowns = string_map_new(arena, NAMES_EXPECTED),
	};

	names_collect(shell.names, list);
	set_arguments(&shell);
	run_list(&shell, list);
	*trace = shell.trace;
	return trace;
}
