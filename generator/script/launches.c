/* SPDX-License-Identifier: BSD-3-Clause
 * launches.c: the VMs that a script starts, among the commands that it runs. */
#include "script/script.h"

#include <string.h>

#include "base/condition.h"
#include "script/internal.h"

/* The programs that one command may have; there are hardly more than two. */
#define PROGRAMS_MAX 8u

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
		if (!option->is_uncertain && condition_implies(launch->when, option->when) &&
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
	enum launch_found guest;

	if (launch->program == LAUNCH_ACRN_DM)
		return name->value;
	guest = launch_property(arena, &name->value, "guest", &value);
	if (guest == LAUNCH_FOUND)
		return value;
	launch_next_field(&name->value, true, &at, &end);
	value = launch_slice(arena, &name->value, 0, end);
	if (guest == LAUNCH_MAYBE)
		value.value = NULL;
	return value;
}

/* The launches of a script, as far as they are read. */
struct launches {
	struct arena *arena;
	const struct source *source;
	enum release release;
	const struct launch **all;
	size_t count;
};

static void add_launch(struct launches *launches, const struct launch *launch)
{
	launches->all = arena_grow(launches->arena, launches->all, launches->count,
				   sizeof(const struct launch *));
	launches->all[launches->count++] = launch;
}

/* A command with a program that starts VMs, whose arguments begin with `first`. */
static void read_command(struct launches *launches, const struct launch *base, size_t first)
{
	struct arena *arena = launches->arena;
	struct launch *launch = arena_alloc(arena, sizeof(*launch));

	*launch = *base;
	script_read_words(arena, launches->release, first, launch);
	if (!script_starts_vm(launch))
		return;
	find_names(arena, launch);
	if (launch->program == LAUNCH_ACRN_DM) {
		acrn_dm_read_devices(arena, launch);
	} else {
		qemu_read_devices(arena, launch);
		qemu_read_backends(arena, launch);
		qemu_read_ivshmems(arena, launch);
	}
	add_launch(launches, launch);
}

/* Where the program depends on a branch, the first arguments exclude each other: each is it once.
 */
static void read_run(struct launches *launches, const struct shell_run *run)
{
	const struct condition *left = run->when; /* without a program so far */

	for (size_t i = 0; i < run->argument_count && i < PROGRAMS_MAX; i++) {
		const struct shell_argument *argument = &run->arguments[i];
		struct launch_text text = launch_text_of(launches->arena, argument);
		struct launch launch = { .source = launches->source, .run = run };
		bool is_possible = true;

		launch.when = condition_both(left, argument->when, &is_possible);
		if (!is_possible)
			continue;
		if (script_find_program(&text, &launch.program))
			read_command(launches, &launch, i + 1);
		left = condition_without(left, argument->when);
		if (left == &condition_never)
			return;
	}
}

const struct script *script_of_trace(struct arena *arena, const struct source *source,
				     const struct shell_list *list, const struct shell_trace *trace,
				     enum release release)
{
	struct script *script = arena_alloc(arena, sizeof(*script));
	struct launches launches = { .arena = arena, .source = source, .release = release };

	for (size_t i = 0; i < trace->run_count; i++)
		read_run(&launches, &trace->runs[i]);
	*script = (struct script) {
		.source = source,
		.list = list,
		.trace = trace,
		.launches = launches.all,
		.launch_count = launches.count,
	};
	return script;
}
