/* SPDX-License-Identifier: BSD-3-Clause
 * graph.c: draws a scenario, or a neighbourhood in it. */
#include "graph/graph.h"

#include <libxml/tree.h>
#include <stdio.h>

#include "base/arena.h"
#include "cli/internal.h"
#include "cli/verbs.h"
#include "diag/diag.h"
#include "graph/formats.h"
#include "plan/plan.h"

/* The part that --vm and --region ask for; NULL where there is none of a name, which is reported.
 */
static const struct graph *select_part(struct arena *arena, const struct options *options,
				       const struct graph *graph)
{
	struct graph_names names = { .vms = options->shown_vms, .regions = options->shown_regions };
	const struct graph *part;
	const char *hint;

	if (!*names.vms && !*names.regions)
		return graph;
	part = graph_select(graph, &names);
	if (part)
		return part;
	hint = names.likely ? arena_printf(arena, "did you mean '%s'?", names.likely) : NULL;
	if (names.unknown_vm)
		options_refuse(options, "unknown VM", names.unknown_vm, hint);
	else
		options_refuse(options, "unknown region", names.unknown_region, hint);
	return NULL;
}

/* What is drawn, and in which form. */
struct drawing {
	const struct graph *graph;
	enum document document;
};

static void print(FILE *stream, void *context)
{
	const struct drawing *drawing = context;
	const struct graph *graph = drawing->graph;
	enum document document = drawing->document;

	if (document == DOCUMENT_DOT)
		graph_print_dot(graph, stream);
	else if (document == DOCUMENT_MERMAID)
		graph_print_mermaid(graph, stream);
	else
		xmlDocFormatDump(stream, graph_svg(graph), 1);
}

/* A scenario that is invalid has a graph as well, but no plan. */
int verb_graph(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	const struct graph *graph = NULL;
	const struct model *model;
	struct drawing drawing;

	options_set_levels(options, diags);
	model = verbs_checked_model(arena, arena, options, diags);
	if (model) {
		const struct plan *plan = verbs_is_valid(diags) ? plan_build(arena, model) : NULL;

		diags_sort(diags);
		graph = graph_of_model(arena, model, plan, diags);
		graph = select_part(arena, options, graph);
		if (!graph)
			return STATUS_FAILED;
		drawing = (struct drawing) { graph, options->document };
		verbs_write_printed(arena, options, print, &drawing, diags);
	}
	return verbs_finish(options, diags, graph);
}
