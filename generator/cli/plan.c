/* SPDX-License-Identifier: BSD-3-Clause
 * plan.c: prints the plan of a scenario. */
#include <libxml/tree.h>
#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "plan/formats.h"
#include "plan/plan.h"

int verb_plan(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const struct model *model;

	options_set_levels(options, diags);
	model = verbs_model(arena, arena, options, diags);
	if (model && options->format == DIAG_FORMAT_JSON)
		plan_print_json(arena, plan_build(arena, model), stdout);
	else if (model)
		xmlDocFormatDump(stdout, plan_xml(arena, plan_build(arena, model)), 1);
	return verbs_finish(options, diags, model && verbs_flush_stdout(diags));
}
