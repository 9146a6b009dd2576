/* SPDX-License-Identifier: BSD-3-Clause
 * gen.c: makes the files of a scenario, and writes them or shows what would change. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "cli/internal.h"
#include "cli/summary.h"
#include "cli/verbs.h"
#include "output/depfile.h"
#include "output/manifest.h"
#include "output/output.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "render/acpi/acpi.h"
#include "render/render.h"

struct generating {
	struct arena *arena;
	const struct options *options;
	struct diags *diags;
	const char *output; /* the output directory, as output_directory() names it */
	struct output_origin origin;
	struct output_files files;
	struct output_result result;
};

static struct output_origin origin_of(const struct model *model)
{
	return (struct output_origin) {
		.release = release_name(model->release),
		.target = model->target == TARGET_LAB ? "lab" : "acrn",
		.scenario = model->source,
		.launch = model->launch_source,
		.board = model->board ? model->board->source : NULL,
	};
}

/* The plan of the scenario, as the templates read it; NULL with the reason in `diags`. What the
 * templates do not make of the plan is made here: it and the model are freed at once, for of a
 * large scenario both are large. */
static xmlDoc *make_plan(struct generating *run, struct arena *arena)
{
	struct arena *memory = arena_new_like(run->arena);
	const struct model *model;
	const struct plan *plan;
	xmlDoc *xml;

	arena_adopt_arena(run->arena, memory); /* the messages of a failure refer to it */
	model = verbs_model(run->arena, memory, run->options, run->diags);
	if (!model)
		return NULL;
	malloc_trim(0); /* of the scenario's tree, which was larger than the model */
	run->origin = origin_of(model);
	plan = plan_build(memory, model);
	if (plan->hypervisor && !acpi_render(run->arena, plan, run->diags, &run->files))
		return NULL;
	xml = plan_xml(arena, plan);
	arena_release(run->arena, memory);
	return xml;
}

/* Neither what is built in nor standard input has a name. */
static void add_input(struct generating *run, const struct source *source)
{
	if (source && source->is_file)
		output_files_add_input(run->arena, &run->files, source->name);
}

static void add_inputs(struct generating *run)
{
	for (size_t i = 0; i < run->options->argument_count; i++)
		if (strcmp(run->options->arguments[i], "-") == 0)
			output_files_add_input(run->arena, &run->files, "-");
	add_input(run, run->origin.scenario);
	add_input(run, run->origin.launch);
	add_input(run, run->origin.board);
	for (size_t i = 0; i < run->files.template_count; i++)
		add_input(run, run->files.templates[i]);
}

/* Makes every file that is to be there, and the manifest. */
static bool make_files(struct generating *run)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(run->arena);
	xmlDoc *plan = make_plan(run, memory);

	if (!plan ||
	    !render_plan(run->arena, run->options->templates, plan, run->diags, &run->files))
		return false;
	add_inputs(run);
	manifest_add(run->arena, &run->origin, &run->files);
	return true;
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
	depfile.text = depfile_text(run->arena, target, &run->files, run->diags);
	return depfile;
}

static bool write_files(struct generating *run)
{
	const struct options *options = run->options;
	struct depfile depfile = { 0 };

	if (options->has_depfile)
		depfile = depfile_of(run);
	if (options->has_depfile &&
	    (!depfile.text || !depfile_is_writable(&depfile, &run->files, run->diags)))
		return false;
	return output_write(run->arena, &run->files, options->has_depfile ? &depfile : NULL,
			    run->output, options->is_durable, &run->result, run->diags);
}

/* gen --check */
static int show_changes(struct generating *run)
{
	bool is_same = false;
	bool is_done =
		output_check(run->arena, &run->files, run->output, run->diags, stdout, &is_same) &&
		verbs_flush_stdout(run->diags);
	int status = verbs_finish(run->options, run->diags, is_done);

	return status == STATUS_CLEAN && !is_same ? STATUS_FINDINGS : status;
}

/* For people, after everything else: other formats are read by programs. */
static void print_summary(const struct generating *run)
{
	const struct options *options = run->options;

	if (options->format == DIAG_FORMAT_TEXT && !options->is_quiet)
		summary_print(stderr, options->target == TARGET_LAB, run->output, &run->files,
			      &run->result);
}

int verb_gen(struct arena *arena, const struct options *options)
{
	struct generating run = {
		.arena = arena,
		.options = options,
		.diags = diags_new(arena),
		.output = output_directory(arena, options->output ? options->output : "output"),
	};
	bool is_done;
	int status;

	options_set_levels(options, run.diags);
	is_done = make_files(&run);
	if (is_done && options->is_check)
		return show_changes(&run);
	is_done = is_done && write_files(&run);
	for (size_t i = 0; is_done && options->is_verbose && i < run.files.count; i++)
		printf("%s/%s\n", run.output, run.files.files[i].path);
	status = verbs_finish(options, run.diags, is_done && verbs_flush_stdout(run.diags));
	if (is_done && status == STATUS_CLEAN)
		print_summary(&run);
	return status;
}
