/* SPDX-License-Identifier: BSD-3-Clause
 * pipeline.c: from a document to a model that all rules have checked: validate, find the board,
 * read, check, and drop the warnings that the scenario allows. */
#include "cli/pipeline.h"

#include "base/typo.h"
#include "board/board.h"
#include "diag/diag.h"
#include "load/change.h"
#include "load/load.h"
#include "plan/plan.h"
#include "read/read.h"
#include "render/acpi/acpi.h"
#include "rules/rules.h"
#include "suppress/suppress.h"
#include "upgrade/upgrade.h"
#include "validate/schema.h"

/* The scenario's name of the board is a likely typo. */
static void help_with_board(struct arena *arena, const struct doc *doc, struct diag *diag,
			    const char *meant)
{
	struct change change = { .arena = arena, .doc = doc };

	diag_help(diag, "use the board '%s', or name one with --board FILE", meant);
	/* One of a series, such as i5 and i7, may be meant as it is. */
	if (typo_has_same_digits(read_board_name(arena, doc), meant) &&
	    change_attribute(&change, xmlDocGetRootElement(doc->xml), "board", meant))
		diag_edits(diag, change.edits, change.count);
}

/* Reports that there is no board: what is not checked, and where it was searched. */
static void report_absence(struct arena *arena, const struct doc *doc,
			   const struct scenario_context *context,
			   const struct board_absence *absence, struct diags *diags)
{
	struct span at = load_root_span(doc);
	struct diag *diag =
		context->with_hypervisor
			? diag_add(diags, DIAG_BOARD_REQUIRED, at,
				   "no board description: --hypervisor needs one")
			: diag_add(diags, DIAG_BOARD_MISSING, at,
				   "no board description: CPUs and native PCI devices are not "
				   "checked, and launch scripts have no --cpu_affinity");

	if (absence->places)
		diag_note(diag, at, "searched: %s", absence->places);
	if (absence->others)
		diag_note(diag, at, "not chosen: %s", absence->others);
	if (absence->meant)
		help_with_board(arena, doc, diag, absence->meant);
	else
		diag_help(diag, "name one with --board FILE");
}

bool scenario_board(struct arena *arena, const struct scenario_context *context,
		    const struct scenario_input *input, struct diags *diags,
		    const struct board **board, struct board_absence *absence)
{
	struct board_search search = {
		.file = context->board_file,
		.paths = context->board_paths,
		.scenario_path = input->path,
		.scenario_board = read_board_name(arena, input->scenario),
	};

	*board = board_find(arena, context->boards, &search, diags, absence);
	return *board || !absence->is_broken;
}

/* Reports a root element that is a likely typo, and renames it: so that what is in it is checked.
 */
static void repair_root(struct arena *arena, const struct doc *doc, struct diags *diags)
{
	xmlNode *root = xmlDocGetRootElement(doc->xml);
	struct change change = { .arena = arena, .doc = doc };
	struct diag *diag;

	if (!read_is_misspelt(doc))
		return;
	diag = diag_add(diags, DIAG_ELEMENT_LIKELY_TYPO, load_root_span(doc),
			"unknown root element <%s>", root->name);
	diag_help(diag, "use <acrn-config>");
	change_rename(&change, root, "acrn-config");
	diag_edits(diag, change.edits, change.count);
	xmlNodeSetName(root, BAD_CAST "acrn-config");
}

bool scenario_is_supported(struct arena *arena, const struct doc *doc, struct diags *diags)
{
	const char *help, *other;
	struct diag *diag;

	repair_root(arena, doc, diags);
	other = upgrade_refusal(arena, doc, &help);

	if (!other)
		return true;
	diag = diag_add(diags, DIAG_FORMAT_UNSUPPORTED, load_root_span(doc), "the file is %s",
			other);
	if (help)
		diag_help(diag, "%s", help);
	return false;
}

/* Releases the document that was read, and those that it was made of. */
static void release(struct arena *arena, const struct doc *doc, const struct scenario_input *input)
{
	if (doc != input->scenario)
		load_release(arena, doc);
	load_release(arena, input->scenario);
	if (input->launch)
		load_release(arena, input->launch);
}

/* scenario_read(), but *made is the document that was read, for release(). */
static const struct model *read_input(struct arena *arena, const struct scenario_context *context,
				      const struct scenario_input *input, struct diags *diags,
				      const struct doc **made)
{
	const struct doc *doc = input->scenario;
	struct board_absence absence;
	const struct board *board;

	if (!scenario_is_supported(arena, doc, diags))
		return NULL;
	if (!scenario_board(arena, context, input, diags, &board, &absence))
		return NULL;
	doc = *made = upgrade_scenario(arena, doc, input->launch, board, false, diags);
	if (!schema_apply(context->schema, doc, diags))
		return NULL;
	if (!board)
		report_absence(arena, doc, context, &absence, diags);
	return read_scenario(arena, doc,
			     &(struct model_context) {
				     .launch_source = input->launch ? input->launch->source : NULL,
				     .board = board,
				     .release = context->release,
				     .has_release = context->has_release,
				     .target = context->target,
				     .with_hypervisor = context->with_hypervisor,
				     .hardening = context->hardening,
			     });
}

const struct model *scenario_read(struct arena *arena, const struct scenario_context *context,
				  const struct scenario_input *input, struct diags *diags)
{
	const struct doc *made;
	const struct model *model = read_input(arena, context, input, diags, &made);

	if (model)
		release(arena, made, input);
	return model;
}

/* Unknown elements are reported before there is a model. */
static bool is_complete(enum diag_code code, const void *model)
{
	return code == DIAG_ELEMENT_UNKNOWN || check_is_complete(model, code);
}

const struct model *scenario_check(struct arena *arena, const struct scenario_context *context,
				   const struct scenario_input *input, struct diags *diags)
{
	const struct source *const sources[] = {
		input->scenario->source,
		input->launch ? input->launch->source : NULL,
	};
	const struct doc *made;
	const struct model *model = read_input(arena, context, input, diags, &made);

	if (model) {
		check_run(arena, model, diags);
		change_fulfil(arena, made, diags);
		release(arena, made, input);
	}
	suppress_apply(arena,
		       &(struct suppress_run) {
			       .sources = sources,
			       .source_count = sizeof(sources) / sizeof(*sources),
			       .is_complete = model ? is_complete : NULL,
			       .context = model,
		       },
		       diags);
	return model;
}

void scenario_check_tables(struct arena *arena, const struct model *model, struct diags *diags)
{
	struct output_files files = { 0 };
	const struct plan *plan;

	if (!model->with_hypervisor)
		return;
	plan = plan_build(arena, model);
	acpi_render(arena, plan, diags, &files);
}
