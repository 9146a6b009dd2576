/* SPDX-License-Identifier: BSD-3-Clause
 * outputs.h: all files that gen writes for a scenario, in memory.
 */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include <libxml/tree.h>

#include "cli/options.h"
#include "output/manifest.h"
#include "render/files.h"

struct plan;

/* Begins with the first three. */
struct outputs {
	struct arena *arena;
	const struct options *options;
	struct diags *diags;
	struct output_origin origin;
	struct output_files files;
};

/* Makes what the templates do not make of the plan. Returns the plan as they read it, which lives
 * as long as `memory`, and needs neither the model nor the plan any more; NULL with the reason in
 * the diags. */
xmlDoc *outputs_begin(struct outputs *outputs, struct arena *memory, const struct model *model,
		      const struct plan *plan);

/* Makes the other files, and the manifest. False with the reason in the diags. */
bool outputs_render(struct outputs *outputs, xmlDoc *plan);

#endif
