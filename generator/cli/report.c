/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: writes a page about a scenario, which may have errors. */
#include "report/report.h"

#include <string.h>

#include "audit/audit.h"
#include "base/arena.h"
#include "board/board.h"
#include "cli/internal.h"
#include "cli/outputs.h"
#include "cli/verbs.h"
#include "model/harden.h"
#include "plan/plan.h"
#include "read/read.h"
#include "render/render.h"

struct reporting {
	struct arena *arena;
	const struct options *options;
	const struct model *model;
	struct outputs outputs;
	struct report_request request;
};

/* The plan with the hardening that an audit looks at: without --harden with that of the default,
 * no part of which counts. It needs nothing of a scenario that is not checked anyway. */
static const struct plan *hardened_plan(const struct reporting *run)
{
	struct model *hardened;

	if (run->model->hardening)
		return run->request.plan;
	hardened = arena_alloc(run->arena, sizeof(*hardened));
	*hardened = *run->model;
	hardened->hardening = HARDEN_DEFAULT;
	hardened->name = read_scenario_name(run->arena, run->model->source);
	return plan_build(run->arena, hardened);
}

static bool make_outputs(struct reporting *run)
{
	CLEANUP(arena_free) struct arena *memory = arena_new_like(run->arena);
	xmlDoc *plan = outputs_begin(&run->outputs, memory, run->model, run->request.plan);

	return plan && outputs_render(&run->outputs, plan);
}

/* All that only a valid scenario has. */
static void make_plan(struct reporting *run)
{
	struct report_request *request = &run->request;

	request->plan = plan_build(run->arena, run->model);
	request->audit = audit_run(run->arena, &(struct audit_request) {
						       .plan = hardened_plan(run),
						       .path = run->options->arguments[0],
						       .parts = run->model->hardening,
					       });
	if (make_outputs(run))
		request->files = &run->outputs.files;
}

/* False with the reason in the diags. */
static bool write_page(struct reporting *run)
{
	const struct options *options = run->options;
	struct diags *diags = run->outputs.diags;
	const char *template =
		options->document == DOCUMENT_MARKDOWN ? "report/md.xsl" : "report/html.xsl";
	const char *page;

	diags_sort(diags);
	page = render_document(run->arena, options->templates, template,
			       report_document(run->arena, &run->request), diags);
	if (page)
		verbs_write(run->arena, options, page, strlen(page), diags);
	return page;
}

int verb_report(struct arena *arena, const struct options *options)
{
	struct diags *diags = diags_new(arena);
	struct reporting run = {
		.arena = arena,
		.options = options,
		.outputs = { arena, options, diags, { 0 }, { 0 } },
		.request = { .diags = diags },
	};

	options_set_levels(options, diags);
	run.model = verbs_checked_model(arena, arena, options, diags);
	if (!run.model)
		return verbs_finish(options, diags, false);
	run.request.model = run.model;
	if (verbs_is_valid(diags))
		make_plan(&run);
	return verbs_finish(options, diags, write_page(&run));
}
