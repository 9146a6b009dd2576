/* SPDX-License-Identifier: BSD-3-Clause
 * pipeline.h: the stages up to the gate: from a document to a model that all rules have checked.
 */
#ifndef CLI_PIPELINE_H
#define CLI_PIPELINE_H

#include "model/model.h"

struct board_absence;
struct boards;
struct diags;
struct doc;
struct schema;

/* What the checks of all scenarios of a run share. */
struct scenario_context {
	struct schema *schema; /* of scenarios */
	struct boards *boards;
	enum release release;
	bool has_release; /* it was given */
	enum target target;
	bool with_hypervisor;		/* as in struct model */
	unsigned hardening;		/* as in struct model */
	const char *board_file;		/* --board, or NULL */
	const char *const *board_paths; /* --board-path, NULL-terminated */
};

/* Whether a document is a scenario of any release; if not, that is reported. A root element that is
 * a likely typo is reported and renamed. */
bool scenario_is_supported(struct arena *arena, const struct doc *doc, struct diags *diags);

/* A scenario of any release, with the launch XML that belongs to it. */
struct scenario_input {
	const char *path; /* of the scenario */
	const struct doc *scenario;
	const struct doc *launch; /* or NULL */
};

/* Finds the board of a scenario; without one *board is NULL, and *absence has the reason. False
 * where it is invalid, which is reported. */
bool scenario_board(struct arena *arena, const struct scenario_context *context,
		    const struct scenario_input *input, struct diags *diags,
		    const struct board **board, struct board_absence *absence);

/* Checks a scenario, whose documents were loaded into `arena`, and takes the warnings out that
 * comments allow. Returns NULL, with the reason in
 * `diags`, when no model could be built. A model may still have errors in `diags`; it replaces the
 * documents, which are released. */
const struct model *scenario_check(struct arena *arena, const struct scenario_context *context,
				   const struct scenario_input *input, struct diags *diags);

/* The same up to the rules, which are not run. */
const struct model *scenario_read(struct arena *arena, const struct scenario_context *context,
				  const struct scenario_input *input, struct diags *diags);

/* Reports what only making the hypervisor's ACPI tables shows, for a model without errors that is
 * to have them. They are thrown away. */
void scenario_check_tables(struct arena *arena, const struct model *model, struct diags *diags);

#endif
