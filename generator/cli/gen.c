/* SPDX-License-Identifier: BSD-3-Clause
 * gen.c: makes the files of a scenario, and writes them or shows what would change. */
#include <malloc.h>
#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/outputs.h"
#include "cli/summary.h"
#include "cli/verbs.h"
#include "output/depfile.h"
#include "output/output.h"
#include "plan/plan.h"

struct generating {
	struct arena *arena;
	const struct options *options;
	const char *output; /* the output directory, as output_directory() names it */
	struct outputs outputs;
	struct output_result result;
};

/* The plan of the scenario, as the templates read it; NULL with the reason in the diags. The model
 * and the plan itself are freed at once, for of a large scenario both are large. */
static xmlDoc *make_plan(struct generating *run, struct arena *arena)
{
	struct arena *memory = arena_new_like(run->arena);
	const struct model *model;
	xmlDoc *xml;

	arena_adopt_arena(run->arena, memory); /* the messages of a failure refer to it */
	model = verbs_model(run->arena, memory, run->options, run->outputs.diags);
	if (!model)
		return NULL;
	malloc_trim(0); /* of the scenario's tree, which was larger than the model */
	xml = outputs_begin(&run->outputs, arena, model, plan_build(memory, model));
	if (xml)
		arena_release(run->arena, memory);
	return xml;
}

/* Makes every file that is to be there, and the manifest. */
static bool make_files(struct generating *run)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(run->arena);
	xmlDoc *plan = make_plan(run, memory);

	return plan && outputs_render(&run->outputs, plan);
}

/* The files that were read, for make and ninja. */
static struct depfile depfile_of(struct generating *run)
{
	const char *target = run->options->depfile_target;
	struct depfile depfile = { .path = run->options->depfile };

	if (!depfile.path)
		depfile.path = arena_printf(run->arena, "%s/manifest.d", run->output);
	if (!target)
		target = arena_printf(run->arena, "%s/" OUTPUT_MANIFEST, run->output);
	depfile.text = depfile_text(run->arena, target, &run->outputs.files, run->outputs.diags);
	return depfile;
}

static bool write_files(struct generating *run)
{
	const struct options *options = run->options;
	struct depfile depfile = { 0 };

	if (options->has_depfile)
		depfile = depfile_of(run);
	if (options->has_depfile &&
	    (!depfile.text ||
	     !depfile_is_writable(&depfile, &run->outputs.files, run->outputs.diags)))
		return false;
	return output_write(run->arena, &run->outputs.files, options->has_depfile ? &depfile : NULL,
			    run->output, options->is_durable, &run->result, run->outputs.diags);
}

/* gen --check */
static int show_changes(struct generating *run)
{
	bool is_same = false;
	bool is_done = output_check(run->arena, &run->outputs.files, run->output,
				    run->outputs.diags, stdout, &is_same) &&
		       verbs_flush_stdout(run->outputs.diags);
	int status = verbs_finish(run->options, run->outputs.diags, is_done);

	return status == STATUS_CLEAN && !is_same ? STATUS_FINDINGS : status;
}

/* For people, after everything else: other formats are read by programs. */
static void print_summary(const struct generating *run)
{
	const struct options *options = run->options;

	if (options->format == DIAG_FORMAT_TEXT && !options->is_quiet)
		summary_print(stderr, options->target == TARGET_LAB, run->output,
			      &run->outputs.files, &run->result);
}

int verb_gen(struct arena *arena, const struct options *options)
{
	struct generating run = {
		.arena = arena,
		.options = options,
		.outputs = { arena, options, diags_new(arena), { 0 }, { 0 } },
		.output = output_directory(arena, options->output ? options->output : "output"),
	};
	bool is_done;
	int status;

	options_set_levels(options, run.outputs.diags);
	is_done = make_files(&run);
	if (is_done && options->is_check)
		return show_changes(&run);
	is_done = is_done && write_files(&run);
	for (size_t i = 0; is_done && options->is_verbose && i < run.outputs.files.count; i++)
		printf("%s/%s\n", run.output, run.outputs.files.files[i].path);
	status = verbs_finish(options, run.outputs.diags,
			      is_done && verbs_flush_stdout(run.outputs.diags));
	if (is_done && status == STATUS_CLEAN)
		print_summary(&run);
	return status;
}
