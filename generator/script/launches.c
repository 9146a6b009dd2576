/* SPDX-License-Identifier: BSD-3-Clause
 * launches.c: the VMs that a script starts, among the commands that it runs. */
#include "script/script.h"

#include <string.h>

#include "base/condition.h"
#include "script/internal.h"

/* What may be the name: acrn-dm takes its first word. */
static void find_names(struct arena *arena, struct launch *launch)
{
	const struct launch_option **names =
		arena_array(arena, launch->option_count, sizeof(const struct launch_option *));
	const char *wanted = launch->program == LAUNCH_QEMU ? "-name" : "";

	for (size_t i = 0; i < launch->option_count; i++) {
		const struct launch_option *option = &launch->options[i];

		if (strcmp(option->name, wanted) != 0 || !option->has_value)
			continue;
		names[launch->name_count++] = option;
		if (!option->is_uncertain && condition_implies(launch->run->when, option->when) &&
		    launch->program == LAUNCH_ACRN_DM)
			break;
	}
	launch->names = names;
}

struct launch_text launch_name(struct arena *arena, const struct launch *launch,
			       const struct launch_option *name)
{
	struct launch_text value;
	size_t at = 0, end = 0;

	if (launch->program == LAUNCH_ACRN_DM)
		return name->value;
	if (launch_property(arena, &name->value, "guest", &value) != LAUNCH_MISSING)
		return value;
	launch_next_field(&name->value, true, &at, &end);
	return launch_slice(arena, &name->value, 0, end);
}

/* The VM that a command starts, or NULL. */
static const struct launch *read_run(struct arena *arena, const struct source *source,
				     const struct shell_run *run, enum release release)
{
	struct launch_text text;
	enum launch_program program;
	struct launch *launch;

	if (!run->argument_count)
		return NULL;
	text = launch_text_of(arena, &run->arguments[0]);
	if (!script_find_program(&text, &program))
		return NULL;
	launch = arena_alloc(arena, sizeof(*launch));
	launch->program = program;
	launch->source = source;
	launch->run = run;
	script_read_words(arena, release, launch);
	if (!script_starts_vm(launch))
		return NULL;
	find_names(arena, launch);
	if (launch->program == LAUNCH_ACRN_DM) {
		acrn_dm_read_devices(arena, launch);
	} else {
		qemu_read_devices(arena, launch);
		qemu_read_backends(arena, launch);
		qemu_read_ivshmems(arena, launch);
	}
	return launch;
}

const struct script *script_of_trace(struct arena *arena, const struct source *source,
				     const struct shell_list *list, const struct shell_trace *trace,
				     enum release release)
{
	struct script *script = arena_alloc(arena, sizeof(*script));
	const struct launch **launches = NULL;

	script->source = source;
	script->list = list;
	script->trace = trace;
	for (size_t i = 0; i < trace->run_count; i++) {
		const struct launch *launch = read_run(arena, source, &trace->runs[i], release);

		if (!launch)
			continue;
		launches = arena_grow(arena, launches, script->launch_count,
				      sizeof(const struct launch *));
		launches[script->launch_count++] = launch;
	}
	script->launches = launches;
	return script;
}
