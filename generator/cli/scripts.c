/* SPDX-License-Identifier: BSD-3-Clause
 * scripts.c: loads the launch scripts of a command line, and checks them. */
#include "base/arena.h"
#include "cli/internal.h"
#include "cli/progress.h"
#include "compare/compare.h"
#include "load/load.h"
#include "plan/formats.h"
#include "read/read.h"
#include "render/render.h"
#include "rules/rules.h"
#include "script/eras.h"
#include "suppress/suppress.h"

const struct script *scripts_read(struct arena *arena, const struct source *source,
				  enum release release, struct diags *diags)
{
	if (script_is_script(source))
		return script_read(arena, source, release, diags);
	diag_help(diag_add(diags, DIAG_FORMAT_UNSUPPORTED, source_span(source, 0, 0),
			   "the file is not a launch script"),
		  "name scripts for bash that start acrn-dm or QEMU");
	return NULL;
}

void scripts_choose_release(struct arena *arena, struct script_set *set)
{
	struct eras eras = eras_read(arena, set->scripts, set->count);
	enum release release = eras_release(&eras, set->release);

	for (size_t i = 0; release != set->release && i < set->count; i++) {
		const struct script *script = set->scripts[i];

		set->scripts[i] = script_of_trace(arena, script->source, script->list,
						  script->trace, release);
	}
	set->release = release;
}

bool scripts_load(struct arena *arena, const struct options *options, char *const *paths,
		  size_t count, struct script_set *set, struct progress *progress,
		  struct diags *diags)
{
	*set = (struct script_set) {
		.scripts = arena_array(arena, count, sizeof(const struct script *)),
		.release = options->release,
	};
	for (size_t i = 0; i < count; i++) {
		const struct source *source;

		progress_step(progress, paths[i]);
		source = load_read(arena, paths[i], diags);
		diags_add_input(diags, paths[i]);
		if (source)
			set->scripts[set->count] = scripts_read(arena, source, set->release, diags);
		set->count += source && set->scripts[set->count];
	}
	if (!options->has_release)
		scripts_choose_release(arena, set);
	return set->count == count;
}

static bool is_complete(enum diag_code code, const void *model)
{
	return check_is_complete(model, code);
}

/* Takes the warnings out that comments allow. */
static void suppress(struct arena *arena, const struct script_set *set, const struct model *model,
		     struct diags *diags)
{
	const struct source **sources = arena_array(arena, set->count, sizeof(*sources));

	for (size_t i = 0; i < set->count; i++)
		sources[i] = set->scripts[i]->source;
	suppress_apply(arena,
		       &(struct suppress_run) {
			       .sources = sources,
			       .source_count = set->count,
			       .is_complete = is_complete,
			       .context = model,
		       },
		       diags);
}

void scripts_check(struct arena *arena, const struct scenario_context *context,
		   const struct script_set *set, struct diags *diags)
{
	const struct model_context to = {
		.release = set->release,
		.has_release = context->has_release,
		.target = context->target,
	};

	const struct model *model;

	if (!set->count)
		return;
	model = read_launches(arena, set->scripts, set->count, &to);
	check_run(arena, model, diags);
	suppress(arena, set, model, diags);
}

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

void scripts_compare(struct arena *arena, const struct script_set *set, const struct model *model,
		     struct diags *diags)
{
	const struct plan *plan = plan_build(arena, model);
	const struct script **launches = arena_array(arena, plan->vm_count, sizeof(*launches));
	struct output_files files = { 0 };

	if (!render_plan(arena, NULL, plan_xml(arena, plan), diags, &files))
		return;
	for (size_t i = 0; i < plan->vm_count; i++)
		launches[i] = read_own(arena, &files, plan, &plan->vms[i]);
	compare_scripts(
		arena,
		&(struct compare_scenario) { .model = model, .plan = plan, .launches = launches },
		set->scripts, set->count, diags);
}
