/* SPDX-License-Identifier: BSD-3-Clause
 * report.c: the document, its inputs, and its picture. */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/xml_free.h"
#include "board/board.h"
#include "budget/budget.h"
#include "diag/diag.h"
#include "graph/formats.h"
#include "graph/graph.h"
#include "model/harden.h"
#include "model/order.h"
#include "render/files.h"
#include "report/internal.h"

static void add_input(const struct report *report, xmlNode *root, const char *kind,
		      const struct source *source)
{
	xmlNode *input;

	if (!source)
		return;
	input = report_add(report, root, "input");
	report_text(report, input, "kind", kind);
	report_text(report, input, "path", report_path(report, source->name));
	report_text(report, input, "sha256", digest_source(source));
}

void report_add_inputs(const struct report *report, xmlNode *root)
{
	const struct report_request *request = report->request;
	const struct model *model = request->model;

	add_input(report, root, "scenario", model->source);
	add_input(report, root, "launch XML", model->launch_source);
	if (model->board)
		add_input(report, root, "board", model->board->source);
	for (size_t i = 0; request->files && i < request->files->template_count; i++)
		add_input(report, root, "template", request->files->templates[i]);
}

static void add_mermaid(const struct report *report, xmlNode *picture)
{
	char *text = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&text, &size);

	if (!stream)
		arena_exhausted(report->arena);
	graph_print_mermaid(report->graph, stream);
	if (fclose(stream) != 0 ||
	    !xmlNewTextChild(picture, NULL, BAD_CAST "mermaid", BAD_CAST text))
		arena_exhausted(report->arena);
	free(text);
}

void report_add_picture(const struct report *report, xmlNode *root)
{
	xmlNode *picture = report_add(report, root, "picture");
	xmlNode *svg = xmlDocCopyNode(xmlDocGetRootElement(graph_svg(report->graph)), root->doc, 1);

	if (!svg)
		arena_exhausted(report->arena);
	xmlAddChild(picture, svg);
	add_mermaid(report, picture);
}

static const char *hardening_of(struct arena *arena, unsigned parts)
{
	const char *list = NULL;

	for (enum harden_part part = 0; part < HARDEN_COUNT; part++)
		if (parts & 1u << part)
			list = arena_printf(arena, "%s%s%s", list ? list : "", list ? ", " : "",
					    harden_name(part));
	return list;
}

static const char *count_of(struct arena *arena, size_t count, const char *what)
{
	if (!count)
		return arena_printf(arena, "no %ss", what);
	return arena_printf(arena, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

static void add_members(const struct report *report, xmlNode *root)
{
	struct arena *arena = report->arena;
	const struct model *model = report->request->model;
	const struct diags *diags = report->request->diags;
	size_t errors = diags_error_count(diags), warnings = diags_warning_count(diags);

	report_text(report, root, "title", report->graph->title);
	report_text(report, root, "board", report->graph->board);
	report_text(report, root, "release", report->graph->release);
	report_text(report, root, "target", model->target == TARGET_LAB ? "lab" : "acrn");
	report_flag(report, root, "hypervisor", model->with_hypervisor);
	report_text(report, root, "hardening", hardening_of(arena, model->hardening));
	report_text(report, root, "version", VERSION);
	report_flag(report, root, "invalid", report->graph->is_invalid);
	report_number(report, root, "errors", errors);
	report_number(report, root, "warnings", warnings);
	report_textf(report, root, "summary", "%s, %s", count_of(arena, errors, "error"),
		     count_of(arena, warnings, "warning"));
}

static void add_parts(const struct report *report, xmlNode *root)
{
	report_add_inputs(report, root);
	report_add_picture(report, root);
	report_add_messages(report, root);
	report_add_vms(report, root);
	report_add_cpus(report, root);
	report_add_memory(report, root);
	report_add_regions(report, root);
	report_add_connections(report, root);
	report_add_budget(report, root);
	report_add_audit(report, root);
	report_add_outputs(report, root);
}

xmlDoc *report_document(struct arena *arena, const struct report_request *request)
{
	const struct model *model = request->model;
	struct report report = {
		.arena = arena,
		.request = request,
		.graph = graph_of_model(arena, model, request->plan, request->diags),
		.vms = model_vms_by_id(arena, model),
		.budget = request->plan ? budget_compute(arena, model) : NULL,
	};
	xmlDoc *doc = arena_adopt(arena, xmlNewDoc(BAD_CAST "1.0"), xml_free_doc);
	xmlNode *root = doc ? xmlNewDocNode(doc, NULL, BAD_CAST "report", NULL) : NULL;

	if (!root)
		arena_exhausted(arena);
	xmlDocSetRootElement(doc, root);
	add_members(&report, root);
	add_parts(&report, root);
	return doc;
}
