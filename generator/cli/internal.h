/* SPDX-License-Identifier: BSD-3-Clause
 * internal.h: what the verbs that read scenarios share.
 */
#ifndef CLI_INTERNAL_H
#define CLI_INTERNAL_H

#include "cli/options.h"
#include "cli/pipeline.h"

/* Finds the schemas, and takes what the options say. The context lives as long as the arena. */
void verbs_context(struct arena *arena, const struct options *options,
		   struct scenario_context *context);

/* Prints what there is to say, and returns the status that it amounts to. */
int verbs_report(const struct options *options, struct diags *diags);

/* The model of the one scenario on the command line; NULL, with the reason in `diags`, when
 * anything is wrong with it. This is the gate. It lives in `memory`, the files that were read in
 * `arena`: what `diags` tells of is in those. */
const struct model *verbs_model(struct arena *arena, struct arena *memory,
				const struct options *options, struct diags *diags);

/* Whether standard output has taken everything; else a diag says so. */
bool verbs_is_stdout_well(struct diags *diags);

/* verbs_report() for a run that should have come to something: not doing so is no success. */
int verbs_finish(const struct options *options, struct diags *diags, bool is_done);

#endif
