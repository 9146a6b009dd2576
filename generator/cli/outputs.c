/* SPDX-License-Identifier: BSD-3-Clause
 * outputs.c: makes the files of a scenario. */
#include "cli/outputs.h"

#include <string.h>

#include "base/arena.h"
#include "board/board.h"
#include "plan/formats.h"
#include "plan/plan.h"
#include "render/acpi/acpi.h"
#include "render/render.h"

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

xmlDoc *outputs_begin(struct outputs *outputs, struct arena *memory, const struct model *model,
		      const struct plan *plan)
{
	outputs->origin = origin_of(model);
	if (plan->hypervisor && !acpi_render(outputs->arena, plan, outputs->diags, &outputs->files))
		return NULL;
	return plan_xml(memory, plan);
}

/* Neither what is built in nor standard input has a name. */
static void add_input(struct outputs *outputs, const struct source *source)
{
	if (source && source->is_file)
		output_files_add_input(outputs->arena, &outputs->files, source->name);
}

static void add_inputs(struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->options->argument_count; i++)
		if (strcmp(outputs->options->arguments[i], "-") == 0)
			output_files_add_input(outputs->arena, &outputs->files, "-");
	add_input(outputs, outputs->origin.scenario);
	add_input(outputs, outputs->origin.launch);
	add_input(outputs, outputs->origin.board);
	for (size_t i = 0; i < outputs->files.template_count; i++)
		add_input(outputs, outputs->files.templates[i]);
}

bool outputs_render(struct outputs *outputs, xmlDoc *plan)
{
	if (!render_plan(outputs->arena, outputs->options->templates, plan, outputs->diags,
			 &outputs->files))
		return false;
	add_inputs(outputs);
	manifest_add(outputs->arena, &outputs->origin, &outputs->files);
	return true;
}
