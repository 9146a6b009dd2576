/* SPDX-License-Identifier: BSD-3-Clause
 * launches.c: from launch scripts to a model that the rules for them have checked, and the
 * comparison of scripts with a scenario. */
#include "base/arena.h"
#include "cli/pipeline.h"
#include "compare/compare.h"
#include "diag/diag.h"
#include "plan/formats.h"
#include "read/read.h"
#include "render/render.h"
#include "rules/rules.h"
#include "script/eras.h"

/* The launch script that gen writes for a VM, as it is read; NULL for a VM without one. */
static const struct script *read_own(struct arena *arena, const struct output_files *files,
				     const struct plan *plan, const struct plan_vm *vm)
{
	const char *path = arena_printf(arena, "launch/launch_user_vm_id%u.sh", vm->launch_id);
	const struct output_file *file = output_files_find(files, path);

	if (vm->launch != PLAN_LAUNCH_USER || !file)
		return NULL;
	return script_read(arena, source_memory(arena, path, file->text, file->size), plan->release,
			   diags_new(arena));
}

bool scenario_compare(struct arena *arena, const struct model *model,
		      const struct script *const *scripts, size_t count, struct diags *diags)
{
	const struct plan *plan = plan_build(arena, model);
	const struct script **launches = arena_array(arena, plan->vm_count, sizeof(*launches));
	struct output_files files = { 0 };

	if (!render_plan(arena, NULL, plan_xml(arena, plan), diags, &files))
		return false;
	for (size_t i = 0; i < plan->vm_count; i++)
		launches[i] = read_own(arena, &files, plan, &plan->vms[i]);
	compare_scripts(
		arena,
		&(struct compare_scenario) { .model = model, .plan = plan, .launches = launches },
		scripts, count, diags);
	return true;
}

/* The scripts that can be read, of `count` sources. */
static const struct script **read_scripts(struct arena *arena, const struct source *const *sources,
					  size_t *count, enum release release, struct diags *diags)
{
	const struct script **scripts = arena_array(arena, *count, sizeof(const struct script *));
	size_t read = 0;

	for (size_t i = 0; i < *count; i++) {
		scripts[read] = script_read(arena, sources[i], release, diags);
		read += scripts[read] != NULL;
	}
	*count = read;
	return scripts;
}

/* The release that the arguments of scripts show. Which words are arguments depends on it: where it
 * is another one than they were read for, they are read once more. */
static enum release find_release(struct arena *arena, const struct script **scripts, size_t count,
				 enum release usual)
{
	struct eras eras = eras_read(arena, scripts, count);
	enum release release = eras_release(&eras, usual);

	for (size_t i = 0; release != usual && i < count; i++)
		scripts[i] = script_of_trace(arena, scripts[i]->source, scripts[i]->list,
					     scripts[i]->trace, release);
	return release;
}

const struct model *launches_check(struct arena *arena, const struct scenario_context *context,
				   const struct source *const *sources, size_t count,
				   struct diags *diags)
{
	struct model_context to = {
		.release = context->release,
		.has_release = context->has_release,
		.target = context->target,
	};
	const struct script **scripts =
		read_scripts(arena, sources, &count, context->release, diags);
	const struct model *model;

	if (!count)
		return NULL;
	if (!context->has_release)
		to.release = find_release(arena, scripts, count, context->release);
	model = read_launches(arena, scripts, count, &to);
	check_run(arena, model, diags);
	return model;
}
