/* SPDX-License-Identifier: BSD-3-Clause
 * verbs_internal.h: what the verbs that read scenarios share.
 */
#ifndef VERBS_INTERNAL_H
#define VERBS_INTERNAL_H

#include "options.h"
#include "scenario.h"

/* Finds the schemas, and takes what the options say. The context lives as long as the arena. */
void verbs_context(struct arena *arena, const struct options *options,
		   struct scenario_context *context);

/* Prints what there is to say, and returns the status that it amounts to. */
int verbs_report(const struct options *options, struct diags *diags);

#endif
