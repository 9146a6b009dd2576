/* SPDX-License-Identifier: BSD-3-Clause
 * command.c: reads the command line of a device model as that of a script. */
#include <string.h>

#include "base/argv.h"
#include "base/condition.h"
#include "base/source.h"
#include "base/string_map.h"
#include "doctor/internal.h"
#include "script/script.h"

/* As a shell reads it: relative paths are in the directory where the process runs. Its program is
 * known by the file; the first word may be anything. */
static const char *command_text(struct arena *arena, const struct doctor_process *process)
{
	const char *directory = process->directory ? process->directory : ".";
	const char *program = process->program == DOCTOR_ACRN_DM ? "acrn-dm" : process->name;
	const char **words = arena_array(arena, process->word_count, sizeof(*words));
	size_t room = 1;
	char *text, *to;

	words[0] = arena_printf(arena, "cd %s; %s", argv_quote(arena, directory),
				argv_quote(arena, program));
	for (size_t i = 1; i < process->word_count; i++)
		words[i] = argv_quote(arena, process->words[i]);
	for (size_t i = 0; i < process->word_count; i++)
		room += strlen(words[i]) + 1;
	text = arena_alloc(arena, room);
	to = stpcpy(text, words[0]);
	for (size_t i = 1; i < process->word_count; i++)
		to = stpcpy(stpcpy(to, " "), words[i]);
	return text;
}

static void read_name(struct doctor *doctor, struct doctor_process *process)
{
	const struct launch *launch =
		process->script->launch_count ? process->script->launches[0] : NULL;

	if (!launch || !launch->name_count)
		return;
	process->vm = launch_name(doctor->arena, launch, launch->names[0]).value;
	if (process->vm && process->program == DOCTOR_ACRN_DM)
		process->plan = string_map_find(doctor->vms, process->vm);
}

void doctor_read_command(struct doctor *doctor, struct doctor_process *process)
{
	const struct source *source;
	const char *text;

	if (process->program == DOCTOR_SERVER || process->word_count < 2 || process->is_cut)
		return;
	text = command_text(doctor->arena, process);
	source = source_memory(doctor->arena, arena_printf(doctor->arena, "PID %u", process->pid),
			       text, strlen(text));
	process->script = script_read(doctor->arena, source, doctor->request.release,
				      diags_new(doctor->arena));
	if (process->script)
		read_name(doctor, process);
}

const struct script **doctor_scripts(const struct doctor *doctor, bool is_planned, size_t *count)
{
	const struct doctor_processes *processes = &doctor->processes;
	const struct script **scripts =
		arena_array(doctor->arena, processes->count + 1, sizeof(const struct script *));

	*count = 0;
	for (size_t i = 0; i < processes->count; i++) {
		const struct doctor_process *process = processes->all[i];

		if (process->script && process->script->launch_count &&
		    (process->plan || !is_planned))
			scripts[(*count)++] = process->script;
	}
	return scripts;
}

const char *doctor_unread(const struct doctor *doctor)
{
	const struct doctor_processes *processes = &doctor->processes;
	size_t count = processes->ignored;

	if (!processes->is_known)
		return "/proc has no processes";
	for (size_t i = 0; i < processes->count; i++)
		count += processes->all[i]->program != DOCTOR_SERVER && !processes->all[i]->script;
	return count ? arena_printf(doctor->arena, "%zu cannot be read", count) : NULL;
}
