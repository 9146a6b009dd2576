/* SPDX-License-Identifier: BSD-3-Clause
 * start.c: begins with nothing known but that the script has arguments.
 */
#include "base/arena.h"
#include "shell/array.h"
#include "shell/names.h"
#include "shell/run.h"
#include "shell/shell.h"
#include "shell/state.h"

/* A script has a name or a question for so many bytes at most; the maps do not grow. */
#define BYTES_PER_NAME 16u

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
		.conditions = conditions_new(arena),
		.source = source,
		.text = source,
		.frame = &frame,
		.names = string_map_new(arena, source->size / BYTES_PER_NAME),
		.variables = string_map_new(arena, source->size / BYTES_PER_NAME),
		.references = string_map_new(arena, 0),
		.functions = string_map_new(arena, source->size / BYTES_PER_NAME),
		.questions = string_map_new(arena, source->size / BYTES_PER_NAME),
		.unknowns = string_map_new(arena, source->size / BYTES_PER_NAME),
	};

	names_collect(shell.names, list);
	set_arguments(&shell);
	run_list(&shell, list);
	*trace = shell.trace;
	return trace;
}
