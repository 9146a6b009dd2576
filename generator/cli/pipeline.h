/* SPDX-License-Identifier: BSD-3-Clause
 * pipeline.h: the stages up to the gate: from a document to a model that all rules have checked.
 */
#ifndef CLI_PIPELINE_H
#define CLI_PIPELINE_H

#include "model/model.h"

struct boards;
struct diags;
struct doc;
struct schema;

/* What the checks of all scenarios of a run share. */
struct scenario_context {
	struct schema *schema; /* of scenarios */
	struct boards *boards;
	enum release release;
	enum target target;
	bool with_hypervisor;		/* as in struct model */
	const char *board_file;		/* --board, or NULL */
	const char *const *board_paths; /* --board-path, NULL-terminated */
};

/* Checks the scenario in `original`, of any release of ACRN, which was loaded into `arena` from
 * `path`. Returns NULL, with the reason in `diags`, when no model could be built. A model may still
 * have errors in `diags`; it replaces `original`, which is released. */
const struct model *scenario_check(struct arena *arena, const struct scenario_context *context,
				   const struct doc *original, const char *path,
				   struct diags *diags);

#endif
